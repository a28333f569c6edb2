"""Whole catalogues wait on disk: longer than other bodies may be, from those only who may send one."""

from typing import Any

import pytest
from django.urls import reverse

from kaishi import asgi
from kaishi.bodies import Bodies, Message, Receive, Scope, Send
from kaishi.large_bodies import IN_MEMORY_BYTES, PIECE_BYTES, Large, OnDisk

PATH = "/feeds"
ROW = bytes(range(256)) * 256


def large(**limits: Any) -> Large:
    given: dict[str, Any] = {
        "most_bytes": 100 * len(ROW),
        "most_seconds": 5,
        "together_bytes": 200 * len(ROW),
    }
    return Large(path=PATH, admits=lambda said: said == b"Bearer good", **(given | limits))


async def sent(
    rows: int, *, path: str = PATH, said: bytes = b"Bearer good", ends: bool = True, **limits: Any
) -> tuple[Any, ...]:
    """Send so many rows; returns the status, the length that the head told, and the pieces that arrived."""
    waiting, pieces, seen, answers = rows, [], {}, []

    async def receive() -> Message:
        nonlocal waiting
        waiting -= 1
        if waiting < 0:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": ROW, "more_body": waiting > 0 or not ends}

    async def application(scope: Scope, receive: Receive, _send: Send) -> None:
        seen.update(scope)
        more = True
        while more:
            message = await receive()
            pieces.append(message["body"])
            more = message["more_body"]
        await _send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message: Message) -> None:
        answers.append(message)

    bodies = Bodies(application, 10 * len(ROW), 5, 20 * len(ROW), large=large(**limits))
    head = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"authorization", said)],
    }
    await bodies(head, receive, send)
    assert (bodies.held_bytes, bodies.on_disk_bytes) == (0, 0)
    length = dict(seen.get("headers", ())).get(b"content-length")
    return answers[0]["status"] if answers else None, length, pieces


async def test_a_long_body_arrives_whole_in_small_pieces() -> None:
    status, length, pieces = await sent(90)
    assert (status, length) == (204, str(90 * len(ROW)).encode())
    assert b"".join(pieces) == ROW * 90
    assert max(map(len, pieces)) <= PIECE_BYTES
    assert 90 * len(ROW) > 2 * IN_MEMORY_BYTES


@pytest.mark.parametrize("other", [{"path": "/elsewhere"}, {"said": b"Bearer bad"}, {"said": b""}])
async def test_others_have_the_usual_limit(other: dict[str, Any]) -> None:
    assert (await sent(11, **other))[0] == 413
    assert (await sent(9, **other))[0] == 204


async def test_its_own_limits_hold() -> None:
    assert (await sent(101))[0] == 413
    assert (await sent(50, together_bytes=40 * len(ROW)))[0] == 503
    assert (await sent(5, ends=False))[0] is None


async def test_what_is_long_lies_on_disk() -> None:
    body = OnDisk()
    for _ in range(90):
        await body.add(ROW)
    assert body._file._rolled  # type: ignore[attr-defined]
    body.close()


def test_the_path_that_takes_whole_catalogues_is_the_one_of_feeds() -> None:
    assert reverse("partner-feeds") == asgi.FEEDS

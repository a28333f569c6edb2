"""Limits on what a client may send, before a thread is given to it."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest

from kaishi.bodies import Bodies, Message, Receive, Scope, Send


class Answer:
    """What the application saw and what the client got."""

    def __init__(self) -> None:
        self.scope: Scope = {}
        self.body: bytes | None = None
        self.sent: list[Message] = []

    async def application(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        assert message["more_body"] is False
        self.scope, self.body = scope, message["body"]
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def problem(self) -> dict[str, Any]:
        return dict(json.loads(self.sent[1]["body"]))


def scope(*headers: tuple[bytes, bytes], query: bytes = b"") -> Scope:
    return {"type": "http", "headers": list(headers), "query_string": query}


async def ask(
    parts: Iterable[bytes],
    *,
    limits: dict[str, Any] | None = None,
    head: Scope | None = None,
    ends: bool = True,
) -> Answer:
    """Send `parts`, one message each; a client that does not end just waits."""
    answer = Answer()
    waiting = list(parts)

    async def receive() -> Message:
        if waiting:
            part = waiting.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(waiting) or not ends}
        if ends:
            return {"type": "http.disconnect"}
        return await asyncio.Future()

    defaults: dict[str, Any] = {"most_bytes": 10, "most_seconds": 5, "together_bytes": 100}
    bodies = Bodies(answer.application, **(defaults | (limits or {})))
    await bodies(head or scope(), receive, answer.send)
    assert bodies.held_bytes == 0
    return answer


async def test_a_body_in_pieces_arrives_whole_and_with_its_length() -> None:
    answer = await ask([b"abc", b"", b"defg"], head=scope((b"transfer-encoding", b"chunked")))
    assert (answer.status, answer.body) == (204, b"abcdefg")
    assert answer.scope["headers"] == [(b"content-length", b"7")]


async def test_a_longer_body_is_refused_with_the_limit() -> None:
    answer = await ask([b"123456", b"789012"])
    assert (answer.status, answer.body) == (413, None)
    assert answer.problem["errors"] == [
        {"field": "body", "code": "too_large", "message": "The body is longer than 10 bytes.", "limit": 10}
    ]


async def test_a_far_too_long_body_is_refused_before_it_is_sent() -> None:
    answer = await ask([], head=scope((b"content-length", b"41")), ends=False)
    assert (answer.status, answer.body) == (413, None)


async def test_a_body_that_does_not_come_is_given_up() -> None:
    answer = await ask([b"1"], limits={"most_seconds": 0.01}, ends=False)
    assert (answer.status, answer.problem["code"]) == (408, "too_slow")


async def test_too_much_at_a_time_is_put_off() -> None:
    answer = await ask([b"12345", b"6789"], limits={"together_bytes": 8})
    assert (answer.status, answer.problem["code"]) == (503, "unavailable")
    assert (b"retry-after", b"5") in answer.sent[0]["headers"]


async def test_who_hangs_up_is_not_answered() -> None:
    answer = Answer()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    await Bodies(answer.application, 10, 5, 100)(scope(), receive, answer.send)
    assert (answer.sent, answer.body) == ([], None)


@pytest.mark.parametrize(
    ("query", "seen"), [(b"a=1&b=%20", b"a=1&b=%20"), ("name=é".encode(), b"name=%C3%A9"), (b"\xff", b"%FF")]
)
async def test_a_query_is_ascii_when_wsgi_sees_it(query: bytes, seen: bytes) -> None:
    assert (await ask([b""], head=scope(query=query))).scope["query_string"] == seen


async def test_a_visitor_cannot_pass_for_the_proxy_by_an_underscore() -> None:
    head = scope((b"x_forwarded_proto", b"https"), (b"accept", b"*/*"))
    assert (await ask([b""], head=head)).scope["headers"] == [(b"accept", b"*/*")]

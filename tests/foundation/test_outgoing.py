"""The queue to one client: what it takes at once goes at once, what it does not take waits, is replaced or ends it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from apps.foundation.sockets.closing import Code
from apps.foundation.sockets.outgoing import Outgoing


class Client:
    """A connection that takes frames while `free` is set."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()
        self.got: list[Any] = []
        self.ended: list[Code | None] = []
        self.is_gone = False

    async def send(self, message: dict[str, object]) -> None:
        await self.free.wait()
        if self.is_gone:
            raise OSError
        self.got.append(message.get("text", message.get("bytes")))

    def queue(self, *, limit: int = 3, send_s: float = 60.0) -> Outgoing:
        return Outgoing(self.send, limit=limit, send_s=send_s, ended=self.ended.append)


async def until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for belongs to another task
            await asyncio.sleep(0)


async def test_what_the_client_takes_goes_out_before_put_returns():
    client = Client()
    out = client.queue()
    out.put("one")
    out.put(b"two")
    assert client.got == ["one", b"two"]


async def test_frames_wait_in_their_order_and_a_key_replaces_its_earlier_one():
    client = Client()
    out = client.queue()
    client.free.clear()
    for frame, key in (("begun", None), ("old number", "head"), ("word", None), ("new number", "head")):
        out.put(frame, key=key)
    assert client.got == []
    client.free.set()
    await until(lambda: len(client.got) == 3)
    assert client.got == ["begun", "new number", "word"]


async def test_one_frame_too_many_ends_the_connection():
    client = Client()
    out = client.queue(limit=2)
    client.free.clear()
    for n in range(4):  # one under way, two that wait, one too many
        out.put(str(n))
    assert client.ended == [Code.TOO_SLOW]
    out.stop()


async def test_a_frame_that_is_not_taken_in_time_ends_the_connection():
    client = Client()
    out = client.queue(send_s=0.01)
    client.free.clear()
    out.put("never taken")
    await until(lambda: client.ended)
    assert client.ended == [Code.TOO_SLOW]
    assert client.got == []


@pytest.mark.parametrize("waits", [False, True])
async def test_a_client_that_has_left_ends_it_silently(waits):
    client = Client()
    out = client.queue()
    client.is_gone = True
    if waits:
        client.free.clear()
    out.put("to nobody")
    client.free.set()
    await until(lambda: client.ended)
    assert client.ended == [None]


async def test_nothing_goes_out_once_it_is_stopped():
    client = Client()
    out = client.queue()
    client.free.clear()
    out.put("begun")
    out.put("waits")
    out.stop()
    client.free.set()
    out.put("late")
    await asyncio.sleep(0.01)
    assert client.got == []

"""Thousands of sockets in one web process: what each holds in memory, and how long until all are back after a cut."""

from __future__ import annotations

import asyncio
import random
import resource
import time
from functools import partial
from typing import Any

import orjson

from bench._chat.site import Site, Talker, resident_bytes
from bench._chat.throughput import signed_in
from bench._chat.wire import Wire, connect

SOCKETS, MOST_KB = 5_000, 35.0
STORM, MOST_STORM_S = 2_000, 20.0
AT_ONCE = 50
QUIET_S = 6.0


def allow_files() -> None:
    """Let this process hold as many connections as the machine allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def sockets(site: Site, talkers: list[Talker]) -> dict[str, Any]:
    """Connect everybody; return what a socket costs once all of them are open and quiet."""
    web = site.child("kaishi: web")
    first = await _all_of(site, talkers[:200])  # what grows once, for all of them, has grown now
    await asyncio.sleep(QUIET_S)
    before = resident_bytes(web)
    rest = await _all_of(site, talkers[200 : SOCKETS + 200])
    await asyncio.sleep(QUIET_S)
    alive = sum(not wire.transport.is_closing() for wire in (*first, *rest))
    kb = (resident_bytes(web) - before) / 1024 / len(rest)
    for wire in (*first, *rest):
        wire.close()
    return {
        "what": "memory of its own a socket, open and quiet",
        "sockets": len(rest) + len(first),
        "alive": alive,
        "reached_kb": kb,
        "asked": f"<= {MOST_KB}",
        "holds": kb <= MOST_KB and alive == len(rest) + len(first),
    }


async def _all_of(site: Site, talkers: list[Talker]) -> list[Wire]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(talker: Talker) -> Wire:
        async with gate:
            return await signed_in(site.port, talker)

    return list(await asyncio.gather(*(one(talker) for talker in talkers)))


async def storm(site: Site, talkers: list[Talker], *, by_ticket: bool) -> dict[str, Any]:
    """Cut the web process off under everybody, write to all of them meanwhile, let all come again at once.

    They come by the session token in the handshake, or `by_ticket`, which asks the API first.
    """
    from asgiref.sync import sync_to_async

    wires = await _all_of(site, talkers)
    cut: list[asyncio.Future[int]] = [asyncio.get_running_loop().create_future() for _ in wires]
    for wire, gone in zip(wires, cut, strict=True):
        wire.on_close = partial(_told, gone)
    site.kill("kaishi: web")
    await asyncio.gather(*cut)
    missed = await sync_to_async(_write_to)(talkers)
    await _answers(site)
    began = time.monotonic()
    got = await asyncio.gather(*(_come_back(site, talker, by_ticket) for talker in talkers))
    took = time.monotonic() - began
    lost = sum(missed[talker.pk] not in texts for talker, texts in zip(talkers, got, strict=True))
    return {
        "what": f"all back {'by ticket' if by_ticket else 'by token'} after web was killed, each with what it missed",
        "sockets": len(talkers),
        "lost": lost,
        "reached_s": took,
        "asked": f"<= {MOST_STORM_S:.0f}",
        "holds": took <= MOST_STORM_S and lost == 0,
    }


def _told(gone: asyncio.Future[int], code: int) -> None:
    if not gone.done():
        gone.set_result(code)


def _write_to(talkers: list[Talker]) -> dict[int, str]:
    """Somebody writes to each while nobody is connected."""
    from uuid import uuid4

    from django.utils import timezone

    from apps.consultations.entries import Draft, Posted
    from apps.consultations.services.posting import post_batch

    texts = {talker.pk: f"missed {talker.pk}" for talker in talkers}
    drafts = [
        Draft(
            person_id=talker.pk,
            person=talker.public_id,
            thread=talker.thread,
            client_id=uuid4(),
            at=timezone.now(),
            text=texts[talker.pk],
        )
        for talker in talkers
    ]
    for start in range(0, len(drafts), 200):
        results = post_batch(drafts[start : start + 200])
        if not all(isinstance(result, Posted) for result in results):
            raise RuntimeError("a message was refused")
    return texts


async def _answers(site: Site) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(b"GET /health/live HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            break
        except OSError:
            await asyncio.sleep(0.05)


async def _come_back(site: Site, talker: Talker, by_ticket: bool) -> set[str]:
    """As a phone does: the socket, hello, open; come again where that breaks, after a pause that grows and differs from
    phone to phone.
    """
    for attempt in range(40):
        try:
            return await _texts(site, talker, by_ticket)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            await asyncio.sleep(min(30.0, 0.5 * 2**attempt) * (0.5 + random.random() / 2))
    return set()


async def _texts(site: Site, talker: Talker, by_ticket: bool) -> set[str]:
    ticket = await _ticket(site, talker) if by_ticket else None
    headers = {} if by_ticket else {"X-Session-Token": talker.session}
    wire = await connect(site.port, "/ws/v1/consultations", **headers)
    opened: asyncio.Future[set[str]] = asyncio.get_running_loop().create_future()

    def heard(payload: bytes) -> None:
        frame = orjson.loads(payload)
        if frame["type"] == "opened" and not opened.done():
            opened.set_result({message["text"] for message in frame["messages"]})

    def closed(code: int) -> None:
        if not opened.done():
            opened.set_exception(ConnectionError(str(code)))

    wire.on_text, wire.on_close = heard, closed
    wire.send({"type": "hello", "ticket": ticket})
    wire.send({"type": "open", "thread": str(talker.thread), "after": 0})
    return await asyncio.wait_for(opened, 30)


async def _ticket(site: Site, talker: Talker) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(
        b"POST /api/v1/socket-tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n"
        b"X-Session-Token: " + talker.session.encode() + b"\r\n\r\n"
    )
    answer = await asyncio.wait_for(reader.read(), 30)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 201 " not in head[:20]:
        raise ConnectionError(head[:40].decode("latin-1"))
    return str(orjson.loads(body)["ticket"])

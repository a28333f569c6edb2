"""Ten thousand messages from clients that send again until they are told, while servers are killed under them.

What was acknowledged must be there, once, in its order; and everybody must end with the same list.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import orjson

from bench._chat.site import Site, Talker
from bench._chat.wire import Wire, connect

MESSAGES, CLIENTS = 10_000, 20
KILLED = ("kaishi: web", "kaishi: worker", "valkey-server", "/postgres ", "kaishi: web", "/postgres ")
PATIENCE_S = 180.0
ANSWER_S = 5.0
UNDER_WAY = 8


class Phone:
    """A client as it should be: it sends until told, comes back when cut off, fetches what is between."""

    def __init__(self, site: Site, talker: Talker, count: int, progress: asyncio.Event) -> None:
        self.site, self.talker, self.count, self.progress = site, talker, count, progress
        self.unsent = [(str(uuid4()), f"{talker.pk}:{n}") for n in range(count)]
        self.acknowledged: dict[str, int] = {}
        self.held: dict[int, tuple[str, str]] = {}
        self.wire: Wire | None = None
        self.woken = asyncio.Event()
        self.is_open = False

    async def run(self) -> None:
        """Send everything, in order, whatever happens."""
        while self.unsent:
            try:
                await self._connect()
                await self._send()
            except (OSError, TimeoutError):
                await asyncio.sleep(random.uniform(0.05, 0.4))

    async def finish(self, sequence: int) -> None:
        """Catch up to a number."""
        while max(self.held, default=0) < sequence or len(self.held) < sequence:
            try:
                await self._connect(afresh=True)
            except (OSError, TimeoutError):
                await asyncio.sleep(0.2)

    async def _connect(self, *, afresh: bool = False) -> None:
        if self.is_open and not afresh:
            return
        if self.wire is not None:
            self.wire.close()
        self.is_open = False
        ticket = await asyncio.to_thread(self._ticket)
        self.wire = await connect(self.site.port, "/ws/v1/consultations")
        self.wire.on_text, self.wire.on_close = self._heard, self._closed
        self.wire.send({"type": "hello", "ticket": ticket})
        has_more = True
        while has_more:
            self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            after = self._whole()
            self.wire.send({"type": "open", "thread": str(self.talker.thread), "after": after})
            has_more = await asyncio.wait_for(self.opened, ANSWER_S)
        self.is_open = True

    def _whole(self) -> int:
        """The number up to which nothing is missing."""
        number = 0
        while number + 1 in self.held:
            number += 1
        return number

    def _ticket(self) -> str:
        from redis.exceptions import RedisError

        try:
            return self.talker.ticket()
        except RedisError as error:
            raise ConnectionError(str(error)) from error

    async def _send(self) -> None:
        """Keep a few under way, the oldest first; whoever is not told in time sends all of them again."""
        assert self.wire is not None
        for client_id, text in self.unsent[:UNDER_WAY]:
            frame = {"type": "post", "thread": str(self.talker.thread), "client_id": client_id, "text": text}
            self.wire.send(frame)
        wanted = {client_id for client_id, _ in self.unsent[:UNDER_WAY]}
        while wanted & {client_id for client_id, _ in self.unsent}:
            self.woken.clear()
            await asyncio.wait_for(self.woken.wait(), ANSWER_S)
            if not self.is_open:
                raise ConnectionError("closed")

    def _heard(self, payload: bytes) -> None:
        frame = orjson.loads(payload)
        kind = frame["type"]
        if kind in ("posted", "opened"):
            for message in frame["messages"]:
                self.held[message["sequence"]] = message["client_id"], message["text"]
            if kind == "opened" and not self.opened.done():
                self.opened.set_result(frame["has_more"])
        elif kind == "accepted":
            self.acknowledged[frame["client_id"]] = frame["sequence"]
            self.unsent = [(one, text) for one, text in self.unsent if one != frame["client_id"]]
            self.woken.set()
            self.progress.set()
        elif kind == "refused":
            self.woken.set()
            self.is_open = False

    def _closed(self, code: int) -> None:
        self.is_open = False
        self.woken.set()
        if hasattr(self, "opened") and not self.opened.done():
            self.opened.set_exception(ConnectionError(str(code)))


async def survive(
    site: Site,
    people: list[tuple[Talker, Talker]],
    *,
    messages: int = MESSAGES,
    killed: tuple[str, ...] = KILLED,
) -> dict[str, Any]:
    """Send, kill, compare. Both sides of each pair write and listen."""
    progress, each = asyncio.Event(), messages // (2 * len(people))
    phones = [Phone(site, talker, each, progress) for pair in people for talker in pair]
    running = [asyncio.create_task(phone.run()) for phone in phones]
    total = sum(phone.count for phone in phones)
    kills = asyncio.create_task(_kill(site, phones, progress, total, killed))
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*running)
    done = await kills
    return await _compare(phones, done)


async def _kill(
    site: Site, phones: list[Phone], progress: asyncio.Event, total: int, names: tuple[str, ...]
) -> int:
    """Kill one process after the other, each when so much is acknowledged that the load goes on for a while."""
    for n, name in enumerate(names, start=1):
        threshold = total * n // (len(names) + 1)
        while sum(len(phone.acknowledged) for phone in phones) < threshold:
            progress.clear()
            await progress.wait()
        await _until(partial(site.kill, name))
    return len(names)


async def _until(act: Callable[[], Any]) -> None:
    for _ in range(200):
        try:
            act()
            return
        except LookupError:  # it is only just being started again
            await asyncio.sleep(0.05)
    raise TimeoutError("no such process")


async def _compare(phones: list[Phone], kills: int) -> dict[str, Any]:
    from asgiref.sync import sync_to_async

    lists = await sync_to_async(_stored)({phone.talker.thread for phone in phones})
    for phone in phones:
        async with asyncio.timeout(60):
            await phone.finish(len(lists[phone.talker.thread]))
    lost = doubled = disordered = differing = 0
    for phone in phones:
        stored = lists[phone.talker.thread]
        by_id: dict[str, list[int]] = {}
        for sequence, client_id, _ in stored:
            by_id.setdefault(client_id, []).append(sequence)
        lost += sum(by_id.get(one, [0])[0] != number for one, number in phone.acknowledged.items())
        doubled += sum(len(numbers) > 1 for numbers in by_id.values())
        own = [text for _, _, text in stored if text.startswith(f"{phone.talker.pk}:")]
        disordered += own != [f"{phone.talker.pk}:{n}" for n in range(phone.count)]
        disordered += [sequence for sequence, _, _ in stored] != list(range(1, len(stored) + 1))
        differing += [(n, *phone.held[n]) for n in sorted(phone.held)] != stored
    acknowledged = sum(len(phone.acknowledged) for phone in phones)
    return {
        "what": "acknowledged messages while web, worker, Valkey and PostgreSQL were killed",
        "acknowledged": acknowledged,
        "kills": kills,
        "lost": lost,
        "doubled": doubled,
        "out_of_order": disordered,
        "clients_with_another_list": differing,
        "asked": "0, 0, 0, 0",
        "holds": (lost, doubled, disordered, differing) == (0, 0, 0, 0)
        and acknowledged == sum(phone.count for phone in phones),
    }


def _stored(threads: set[Any]) -> dict[Any, list[tuple[int, str, str]]]:
    from django.db import connection

    from apps.consultations.models import Message

    connection.close()  # the database has been killed meanwhile: every connection of the pool with it
    connection.close_pool()  # type: ignore[attr-defined]
    rows = Message.objects.for_system("bench").filter(thread__public_id__in=threads).order_by("sequence")
    lists: dict[Any, list[tuple[int, str, str]]] = {thread: [] for thread in threads}
    for thread, sequence, client_id, text in rows.values_list(
        "thread__public_id", "sequence", "client_id", "text"
    ):
        lists[thread].append((sequence, str(client_id), text))
    return lists

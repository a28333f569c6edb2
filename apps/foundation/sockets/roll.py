"""The sockets of a process that are looked after together: one look for thousands instead of one each.

Every heartbeat all sessions are judged in a few queries, then each kind of socket does what it does at a beat, and the
heartbeat frames go out in slices, so that nobody waits for thousands of sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from redis.exceptions import RedisError

from apps.foundation.sockets import admission
from apps.foundation.sockets.closing import Code
from apps.foundation.sockets.of_loop import OfLoop
from apps.foundation.sockets.threads import in_thread

if TYPE_CHECKING:
    from apps.foundation.sockets.consumer import PersonConsumer

log = structlog.get_logger(__name__)
SLICES = 20
UNJUDGED_BEATS = 5
"""So many heartbeats may pass without an answer of the database before the sockets are closed."""


class Roll:
    """Who is connected in this process, of the sockets that beat together. Belongs to one event loop."""

    def __init__(self) -> None:
        self._members: dict[PersonConsumer, None] = {}
        self._running: asyncio.Task[None] | None = None
        self._unjudged = 0

    @contextmanager
    def joined(self, consumer: PersonConsumer) -> Iterator[None]:
        """Look after a socket for the length of the block."""
        self._members[consumer] = None
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._members.pop(consumer, None)
            if not self._members and self._running is not None:
                self._running.cancel()
                self._running = None

    async def _run(self) -> None:
        while True:
            members = list(self._members)
            size = max(1, -(-len(members) // SLICES))
            slices = [members[start : start + size] for start in range(0, len(members), size)]
            for part in slices:
                await asyncio.sleep(settings.SOCKET_HEARTBEAT_SECONDS / len(slices))
                await self._beat(part)

    async def _beat(self, members: list[PersonConsumer]) -> None:
        try:
            unwelcome = await in_thread(admission.unwelcome, [member.guest for member in members])
            await self._of_kinds(members)
        except (DatabaseError, RedisError) as error:
            self._without_answer(members, error)
            return
        self._unjudged = 0
        for member in members:
            if member.guest in unwelcome:
                member.end(Code.NOT_SIGNED_IN)
            else:
                member.heard_beat()

    async def _of_kinds(self, members: list[PersonConsumer]) -> None:
        kinds: dict[type[PersonConsumer], list[Any]] = {}
        for member in members:
            kinds.setdefault(type(member), []).append(member)
        for kind, its in kinds.items():
            await kind.beat_together(its)

    def _without_answer(self, members: list[PersonConsumer], error: Exception) -> None:
        """Wait for the servers a while: thousands that come again at once would keep them from coming back."""
        self._unjudged += 1
        log.warning("sockets_not_judged", error=type(error).__name__, times=self._unjudged)
        if self._unjudged > UNJUDGED_BEATS * SLICES:
            for member in members:
                member.end(Code.UNAVAILABLE)


roll = OfLoop(Roll)
"""Returns the roll of the running event loop."""

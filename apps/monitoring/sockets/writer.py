"""Frames of all sockets of a process become one statement, and are answered and shown once it is committed.

While the database does not answer, frames wait, unacknowledged and counted; too many close the sockets that bring more.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from apps.foundation.sockets.of_loop import OfLoop
from apps.monitoring import hinting, records
from apps.monitoring.frames import Frame
from apps.monitoring.hinting import Shown
from apps.monitoring.services.storing import Arrival, Outcome, store_batch
from apps.monitoring.sockets.hub import hub

log = structlog.get_logger(__name__)
GATHER_S: Final = 0.015
MOST: Final = 1_000
MOST_WAITING: Final = 60_000
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0


class Sender(Protocol):
    """Whoever hands in frames."""

    def stored(self, frames: Sequence[Frame], outcomes: Sequence[Outcome]) -> None:
        """Hear what became of them, in their order; after the commit."""

    def not_stored(self) -> None:
        """Hear that they could not be stored though the database answers."""


@dataclass(frozen=True, eq=False, slots=True)
class _Handed:
    sender: Sender
    arrivals: list[Arrival]


class Writer:
    """The frames of this process on their way to the disk. Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: deque[_Handed] = deque()
        self._count = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-frames")
        self._telling = ThreadPoolExecutor(1, thread_name_prefix="live-hints")
        self._running: asyncio.Task[None] | None = None

    def hand_in(self, sender: Sender, recording_pk: int, frames: Sequence[Frame]) -> bool:
        """Put the frames of a message behind the others; False, and none is taken, where too many wait."""
        if self._count + len(frames) > MOST_WAITING:
            return False
        now_s = time.time()
        self._waiting.append(_Handed(sender, [Arrival(recording_pk, frame, now_s) for frame in frames]))
        self._count += len(frames)
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return True

    async def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        try:
            while self._waiting:
                await asyncio.sleep(GATHER_S)
                taken = self._taken()
                try:
                    await self._store(taken)
                except (OperationalError, InterfaceError) as error:
                    log.warning("frames_wait", error=type(error).__name__, frames=self._count)
                    self._put_back(taken)
                    await asyncio.sleep(pause_s)
                    pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                else:
                    pause_s = FIRST_PAUSE_S
        finally:
            self._running = None

    def _taken(self) -> list[_Handed]:
        """Take messages from the front until a batch is full."""
        taken: list[_Handed] = []
        count = 0
        while self._waiting and (not taken or count + len(self._waiting[0].arrivals) <= MOST):
            taken.append(self._waiting.popleft())
            count += len(taken[-1].arrivals)
        self._count -= count
        return taken

    def _put_back(self, taken: list[_Handed]) -> None:
        self._waiting.extendleft(reversed(taken))
        self._count += sum(len(handed.arrivals) for handed in taken)

    async def _store(self, taken: list[_Handed]) -> None:
        """Store a batch; where it cannot be, message by message, so that one spoils no other."""
        try:
            outcomes = await self._outcomes([one for handed in taken for one in handed.arrivals])
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError:
            log.exception("frames_not_stored", messages=len(taken))
            if len(taken) == 1:
                taken[0].sender.not_stored()
                return
            for handed in taken:
                await self._store_alone(handed)
            return
        self._answer(taken, outcomes)

    async def _store_alone(self, handed: _Handed) -> None:
        try:
            await self._store([handed])
        except (OperationalError, InterfaceError):
            self._put_back([handed])

    async def _outcomes(self, arrivals: list[Arrival]) -> list[Outcome]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _stored, arrivals)

    def _answer(self, taken: list[_Handed], outcomes: list[Outcome]) -> None:
        """Acknowledge, show to those who watch here, tell the other processes: in this order."""
        shown: list[Shown] = []
        place = 0
        for handed in taken:
            its = outcomes[place : place + len(handed.arrivals)]
            place += len(its)
            handed.sender.stored([one.frame for one in handed.arrivals], its)
            shown += to_show(handed.arrivals, its)
        if shown:
            hub().tell(shown)
            self._telling.submit(hinting.tell_frames, shown, by=hinting.process())


def to_show(arrivals: Sequence[Arrival], outcomes: Sequence[Outcome]) -> list[Shown]:
    """Return what viewers get of what was new."""
    found: list[Shown] = []
    for one, outcome in zip(arrivals, outcomes, strict=True):
        if outcome is Outcome.NEW:
            record = records.of_frame(one.frame, int(one.received_s * 1_000))
            if record is not None:
                found.append(Shown(one.recording_pk, one.frame.number, record))
    return found


def _stored(arrivals: list[Arrival]) -> list[Outcome]:
    """Store in the writer's thread; a connection that has died is replaced the next time."""
    try:
        return store_batch(arrivals)
    except (OperationalError, InterfaceError):
        connection.close()
        raise


writer = OfLoop(Writer)
"""Returns the writer of the running event loop."""

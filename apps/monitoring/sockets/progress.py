"""Writes every few seconds how far the recordings of this process have come, and which phones have gone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from apps.foundation.sockets.of_loop import OfLoop
from apps.foundation.sockets.threads import in_thread
from apps.monitoring.models import Happening
from apps.monitoring.services import arriving
from apps.monitoring.services.arriving import Progress
from apps.monitoring.services.opening import leave_streams

log = structlog.get_logger(__name__)
EVERY_S: Final = 2.0
Happened = list[tuple[int, int, Happening, float, int]]


class Scribe:
    """What is to be written of recordings, by primary key. Belongs to one event loop."""

    def __init__(self) -> None:
        self._moved: dict[int, Progress] = {}
        self._left: list[tuple[int, datetime]] = []
        self._writing: asyncio.Task[None] | None = None

    def moved(self, recording_pk: int, progress: Progress) -> None:
        """Write how far this recording has come, soon."""
        self._moved[recording_pk] = progress
        self._soon()

    def left(self, recording_pk: int, connected_at: datetime) -> None:
        """Write that this connection has ended, soon."""
        self._left.append((recording_pk, connected_at))
        self._soon()

    def _soon(self) -> None:
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Write until nothing is left; what cannot be written now is written the next time."""
        try:
            while self._moved or self._left:
                await asyncio.sleep(EVERY_S)
                moved, self._moved = self._moved, {}
                left, self._left = self._left, []
                happened: Happened = []
                for pk, one in moved.items():
                    happened += [(pk, one.subject_id, *event) for event in one.happened]
                    one.happened = []
                try:
                    written = await in_thread(_written, moved, happened, left)
                except (DatabaseError, InterfaceError) as error:
                    log.warning("progress_not_written", error=type(error).__name__)
                    self._again(moved, happened, left)
                else:
                    self._again({pk: moved[pk] for pk in moved.keys() - written}, [], [])
        finally:
            self._writing = None

    def _again(
        self, moved: dict[int, Progress], happened: Happened, left: list[tuple[int, datetime]]
    ) -> None:
        self._moved = {**moved, **self._moved}
        self._left = left + self._left
        for pk, _, *event in happened:
            what, at_s, phone_ms = event
            moved[pk].happened.append((what, at_s, phone_ms))  # type: ignore[arg-type]


def _written(moved: dict[int, Progress], happened: Happened, left: list[tuple[int, datetime]]) -> set[int]:
    """Write all of it; returns the recordings whose progress is written."""
    written = arriving.advance(list(moved.items())) if moved else set()
    with transaction.atomic():  # the two together: what happened must not be noted twice
        if happened:
            arriving.note(None, happened=happened)
        if left:
            leave_streams(None, left=left, at=timezone.now())
    return written


scribe = OfLoop(Scribe)
"""Returns the scribe of the running event loop."""

"""`/ws/v1/live`: the care team watches recordings while they are made."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from apps.foundation.sockets import PersonConsumer
from apps.foundation.sockets.frames import FrameIn, FrameOut
from apps.foundation.sockets.threads import in_thread
from apps.monitoring.selectors import beds as selectors
from apps.monitoring.sockets import messages
from apps.monitoring.sockets.hub import WatchedBed, hub

VISIT_S = 25 * 60.0
"""After so long a bed that is still watched is noted in the access log again: a visit there ends after half an hour."""


class LiveConsumer(PersonConsumer):
    """Frames in: watch. Frames out: watching, bed, unwatched. Binary out: records (docs/reference/live-view.md)."""

    name: ClassVar[str] = "socket live"
    roles: ClassVar[frozenset[str]] = frozenset({"clinician"})
    frames: ClassVar[tuple[type[FrameIn], ...]] = (messages.Watch,)
    frames_out: ClassVar[tuple[type[FrameOut], ...]] = (messages.Watching, messages.Bed, messages.Unwatched)
    beats_together: ClassVar[bool] = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.beds: dict[UUID, WatchedBed] = {}
        self._hub = hub()
        self._noted_at_s = 0.0

    async def on_watch(self, frame: messages.Watch) -> None:
        """Show these beds and no others: live from now on, then what came before."""
        found = await self.call(selectors.beds_to_watch, self.person, frame.recordings)
        self._noted_at_s = time.monotonic()
        for recording in [recording for recording in self.beds if recording not in found]:
            await self._let_go(recording)
        new = [recording for recording in dict.fromkeys(frame.recordings) if recording not in self.beds]
        for recording in new:
            if recording in found:
                self.beds[recording] = await self._hub.watch(self, found[recording])
        self.push(messages.Watching(beds=[self._watched(recording) for recording in frame.recordings]))
        shown = [self.beds[recording] for recording in new if recording in self.beds]
        if shown:
            await self._hub.show_history(self, shown, frame.minutes)

    def _watched(self, recording: UUID) -> messages.Watched:
        bed = self.beds.get(recording)
        if bed is None:
            return messages.Watched(recording=recording, refused="not_found")
        return messages.Watched(
            recording=recording, handle=bed.number, started_at=bed.row.started_at, twins=bed.row.twins
        )

    async def unwatch(self, recording: UUID) -> None:
        """Show a bed no more, and say so."""
        bed = await self._let_go(recording)
        if bed is not None:
            self.push(messages.Unwatched(recording=recording, handle=bed.number))

    async def _let_go(self, recording: UUID) -> WatchedBed | None:
        bed = self.beds.pop(recording, None)
        if bed is not None:
            await self._hub.leave(self, bed)
        return bed

    @classmethod
    async def beat_together(cls, members: Sequence[LiveConsumer]) -> None:
        """Whoever may not see a bed any more loses it; visits are noted again; what was missed is looked for."""
        subjects = {bed.row.subject_id for member in members for bed in member.beds.values()}
        seen_by = await in_thread(selectors.seen_by, subjects)
        for member in members:
            for recording, bed in list(member.beds.items()):
                if member.person.pk not in seen_by.get(bed.row.subject_id, ()):
                    await member.unwatch(recording)
            await member.note_again()
        hub().look(settings.SOCKET_HEARTBEAT_SECONDS * 0.9)

    async def note_again(self) -> None:
        """Note in the access log that what is watched is still watched."""
        if self.beds and time.monotonic() - self._noted_at_s > VISIT_S:
            self._noted_at_s = time.monotonic()
            await self.call(selectors.beds_to_watch, self.person, list(self.beds))

    async def on_leave(self) -> None:
        """Let go of every bed."""
        for recording in list(self.beds):
            await self._let_go(recording)

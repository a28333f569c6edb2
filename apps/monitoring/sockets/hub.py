"""Which beds are watched in this process, and what is shown to whom. Belongs to one event loop.

Frames that this process stores are shown right after their commit, those of others by hints that carry them; each viewer
gets one message for all of her beds in a commit. What hints did not bring is read from the tables: when Valkey is back,
and where a bed stands further than what was shown of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec
import structlog
from django.db import DatabaseError

from apps.foundation.sockets.fanout import fanout
from apps.foundation.sockets.of_loop import OfLoop
from apps.foundation.sockets.threads import in_thread
from apps.monitoring import hinting, records
from apps.monitoring.hinting import Hint, Shown
from apps.monitoring.selectors import beds as selectors
from apps.monitoring.selectors.beds import BedRow, Standing
from apps.monitoring.selectors.history import History, histories_of
from apps.monitoring.sockets import messages

if TYPE_CHECKING:
    from apps.monitoring.sockets.live import LiveConsumer

log = structlog.get_logger(__name__)
MOST_HANDLES: Final = 0xFFFF
STATES_PAUSE_S: Final = 0.25
BEDS_AT_ONCE: Final = 50
PORTIONS_PAUSE_S: Final = 0.03
"""So many states are read and told in one go, with a pause: frames must not wait for a thousand of them."""
AGAIN: Final = 4 * 60
"""So many samples before the end are sent again where something may have been missed."""
MISSED_MINUTES: Final = 10


class WatchedBed:
    """A recording that somebody in this process watches."""

    __slots__ = ("handle", "is_behind", "row", "shown_end", "shown_number", "state", "viewers")

    def __init__(self, row: BedRow, handle: int) -> None:
        self.row, self.handle = row, records.HANDLE.pack(handle)
        self.viewers: set[LiveConsumer] = set()
        self.state = ""
        self.shown_number = -1
        self.shown_end = 0
        self.is_behind = False

    @property
    def number(self) -> int:
        """The handle as a number."""
        return int(records.HANDLE.unpack(self.handle)[0])


class Hub:
    """The beds of this process by their recording's primary key."""

    def __init__(self) -> None:
        self._beds: dict[int, WatchedBed] = {}
        self._free: list[int] = []
        self._used = 0
        self._dirty: dict[int, None] = {}
        self._telling: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_listening = self._has_listened = False
        self._looked_at = 0.0

    async def watch(self, viewer: LiveConsumer, row: BedRow) -> WatchedBed:
        """Show this bed to a viewer from now on."""
        bed = self._beds.get(row.pk)
        if bed is None:
            bed = self._beds[row.pk] = WatchedBed(row, self._handle())
        bed.viewers.add(viewer)
        if not self._is_listening:
            self._is_listening = True
            await fanout().listen(hinting.topic(), self._heard)
        return bed

    async def leave(self, viewer: LiveConsumer, bed: WatchedBed) -> None:
        """Show this bed to a viewer no more."""
        bed.viewers.discard(viewer)
        if not bed.viewers and self._beds.pop(bed.row.pk, None) is not None:
            self._free.append(bed.number)
        if not self._beds and self._is_listening:
            self._is_listening = self._has_listened = False
            await fanout().leave(hinting.topic(), self._heard)

    def _handle(self) -> int:
        if self._free and self._used >= 1_000:  # a handle rests before it stands for another bed
            return self._free.pop(0)
        self._used += 1
        if self._used > MOST_HANDLES:
            raise RuntimeError("there are more beds than handles")
        return self._used

    def tell(self, shown: Sequence[Shown]) -> None:
        """Show stored frames to those who watch their beds: one message for each viewer."""
        parts: dict[LiveConsumer, list[bytes]] = {}
        for one in shown:
            bed = self._beds.get(one.recording_pk)
            if bed is None:
                continue
            bed.shown_number = max(bed.shown_number, one.number)
            first, count = records.TAIL.unpack_from(one.record)[:2]
            bed.shown_end = max(bed.shown_end, first + count)
            for viewer in bed.viewers:
                parts.setdefault(viewer, []).extend((bed.handle, one.record))
        for viewer, its in parts.items():
            viewer.out.put(b"".join(its))

    def moved(self, recording_pks: Iterable[int]) -> None:
        """Tell how these beds stand; whoever watches none of them is not asked."""
        self._dirty.update((pk, None) for pk in recording_pks if pk in self._beds)
        if self._dirty and self._telling is None:
            self._telling = asyncio.create_task(self._tell_states())

    def look(self, pause_s: float) -> None:
        """Look how all watched beds stand, at most every `pause_s`."""
        now_s = time.monotonic()
        if now_s - self._looked_at >= pause_s:
            self._looked_at = now_s
            self.moved(list(self._beds))

    async def show_history(self, viewer: LiveConsumer, beds: Sequence[WatchedBed], minutes: int) -> None:
        """Send a viewer what has come of some beds so far, and how they stand."""
        found = await in_thread(histories_of, [bed.row.pk for bed in beds], minutes=minutes)
        for bed in beds:
            if viewer in bed.viewers:
                self._send(bed, found[bed.row.pk], [viewer])
                if bed.state:
                    viewer.out.put(bed.state, key=bed.row.pk)
        self.moved([bed.row.pk for bed in beds if not bed.state])

    def _send(self, bed: WatchedBed, history: History, viewers: Iterable[LiveConsumer]) -> None:
        bed.shown_end = max(bed.shown_end, history.end)
        if history.records:
            message = b"".join(part for record in history.records for part in (bed.handle, record))
            for viewer in viewers:
                viewer.out.put(message)

    async def _tell_states(self) -> None:
        try:
            while self._dirty:
                dirty = list(self._dirty)[:BEDS_AT_ONCE]
                for pk in dirty:
                    del self._dirty[pk]
                try:
                    standings = await in_thread(selectors.standings_of, dirty)
                except DatabaseError as error:
                    log.warning("beds_not_told", error=type(error).__name__)
                    return
                for pk, standing in standings.items():
                    self._tell_state(pk, standing)
                for pk in set(dirty) - set(standings):
                    await self._gone(pk)
                await asyncio.sleep(PORTIONS_PAUSE_S if self._dirty else STATES_PAUSE_S)
        finally:
            self._telling = None

    def _tell_state(self, pk: int, standing: Standing) -> None:
        bed = self._beds.get(pk)
        if bed is None:
            return
        text = msgspec.json.encode(bed_frame(bed, standing)).decode()
        if text != bed.state:
            bed.state = text
            for viewer in bed.viewers:
                viewer.out.put(text, key=pk)
        self._catch_up_where_behind(bed, standing)

    def _catch_up_where_behind(self, bed: WatchedBed, standing: Standing) -> None:
        """Twice in a row further than what was shown: hints were lost."""
        end = standing.live["last_sample"]
        is_behind = end is not None and end > bed.shown_end
        if is_behind and bed.is_behind:
            self._start(self._show_again([bed], AGAIN))
        bed.is_behind = is_behind

    async def _show_again(self, beds: Sequence[WatchedBed], before: int) -> None:
        """Send everybody again what has come of some beds since `before` samples before what was shown last."""
        first = {bed.row.pk: max(0, bed.shown_end - before) for bed in beds}
        found = await in_thread(histories_of, list(first), first=first)
        for bed in beds:
            self._send(bed, found[bed.row.pk], bed.viewers)

    async def _gone(self, pk: int) -> None:
        bed = self._beds.get(pk)
        if bed is not None:
            for viewer in list(bed.viewers):
                await viewer.unwatch(bed.row.recording)

    def _heard(self, text: str | None) -> None:
        if text is None:
            self._missed()
        elif not hinting.is_of_this_process(text):
            hint = msgspec.json.decode(text, type=Hint)
            self.tell(hint.frames)
            self.moved(hint.moved)

    def _missed(self) -> None:
        """Hints may have been lost, unless this is the first time that we listen."""
        if self._has_listened:
            self._start(self._show_again(list(self._beds.values()), MISSED_MINUTES * AGAIN))
            self.moved(list(self._beds))
        self._has_listened = True

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Any) -> None:
        """What cannot be looked up now is found at a later heartbeat."""
        try:
            await work
        except DatabaseError as error:
            log.warning("bed_not_shown_again", error=type(error).__name__)


def bed_frame(bed: WatchedBed, standing: Standing) -> messages.Bed:
    """Return how a bed stands, as its viewers get it."""
    live = standing.live
    recording: UUID = bed.row.recording
    return messages.Bed(
        handle=bed.number,
        recording=recording,
        state=standing.state,
        is_connected=live["connected_at"] is not None and live["disconnected_at"] is None,
        connected_at=live["connected_at"],
        disconnected_at=live["disconnected_at"],
        last_sample=live["last_sample"],
        latest_at=standing.latest_at,
        received_at=live["last_received_at"],
        late_s=standing.late_s,
        coach=live["coach"],
        need_order=live["need_order"],
        alert=standing.severity,
        followed_at=live["updated_at"],
        fetuses=live["update"],
    )


hub = OfLoop(Hub)
"""Returns the hub of the running event loop."""

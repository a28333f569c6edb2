"""Who lost which second of a recording, for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np

from apps.accounts.models import Person
from apps.foundation.outages import outages_of
from apps.monitoring import clocks, frames
from apps.monitoring.models import Frame, LiveRecording
from apps.monitoring.rules.gap_grid import FRAME, Frames
from apps.monitoring.rules.gaps import Evidence, Loser, Span, Stretch, Why, ledger
from apps.recordings.models import Chunk, Gap, Recording
from apps.recordings.selectors import recording_visible_to

WEB: Final = "web"
"""The process that answers phones, as its heartbeat is called."""
STILL_AWAITED: Final = timedelta(minutes=15)
"""So long after its last sign a recording that was not completed is counted as going on."""
SEEN: Final = "the recording was seen"
CHUNK: Final = ("number", "sample_start", "sample_count", "received_at", "frame_count", "frame_clocks")


@dataclass(frozen=True)
class Ledger:
    """The missing and late seconds of a recording. `by_frames`: it came frame by frame, so that we can tell ourselves."""

    recording: Recording
    as_of: datetime
    by_frames: bool
    stretches: list[Stretch]

    @property
    def missing_s(self) -> dict[str, int]:
        """How many seconds are missing, by loser."""
        return self._seconds(is_missing=True)

    @property
    def late_s(self) -> dict[str, int]:
        """How many seconds came late, by loser."""
        return self._seconds(is_missing=False)

    def _seconds(self, *, is_missing: bool) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.stretches:
            if one.is_missing is is_missing:
                found[one.loser.value] = found.get(one.loser.value, 0) + one.seconds
        return found


def gap_ledger(person: Person, recording_id: UUID, *, at: datetime) -> Ledger:
    """Judge a recording as it stands now. Raises NotVisible."""
    recording = recording_visible_to(person, recording_id)
    told = list(
        Gap.objects.for_system(SEEN)
        .filter(recording_id=recording.pk)
        .order_by("start_s")
        .values_list("start_s", "end_s", "cause")
    )
    live = LiveRecording.objects.for_system(SEEN).filter(recording_id=recording.pk).first()
    rows = _rows(recording)
    if live is None and not (rows["phone_ms"] >= 0).any():
        return Ledger(recording, at, False, [_told(*gap) for gap in told])
    evidence = Evidence(
        started_ms=_ms(recording.started_at),
        frames=rows,
        until_ms=_until_ms(recording, rows, at),
        away=_away(recording, at),
        told=told,
    )
    return Ledger(recording, at, True, ledger(evidence))


def _told(start_s: float, end_s: float, cause: str) -> Stretch:
    return Stretch(int(start_s), int(-(-end_s // 1)), Loser(cause), Why.TOLD, True)


def _until_ms(recording: Recording, rows: Frames, at: datetime) -> int | None:
    """Up to when samples are awaited; None where the recording is over."""
    if recording.is_closed:
        return None
    last = int(rows["received_ms"].max()) if rows.size else _ms(recording.recorded_at)
    return min(_ms(at), last + int(STILL_AWAITED.total_seconds() * 1000))


def _away(recording: Recording, at: datetime) -> list[Span]:
    spans = outages_of(WEB, from_at=recording.recorded_at - STILL_AWAITED, to_at=at)
    return [(_ms(start), _ms(stop)) for start, stop in spans]


def _rows(recording: Recording) -> Frames:
    """What is known of every frame: of those in their minutes, and of those that still lie as they came."""
    chunks = Chunk.objects.for_system(SEEN).filter(recording_id=recording.pk).values_list(*CHUNK)
    waiting = Frame.objects.for_system(SEEN).filter(recording_id=recording.pk)
    lying = waiting.values_list("first_sample", "sample_count", "received_at", "data")
    folded = [_of_chunk(*chunk) for chunk in chunks]
    return np.concatenate([np.zeros(0, FRAME), *folded, _of_frames(lying)])


def _of_chunk(
    number: int, start: int, count: int, received_at: datetime, frame_count: int, packed: Any
) -> Frames:
    if packed is None:
        return np.array([(number, -1, -1, _ms(received_at), start, count, 0, frames.NO_BATTERY)], dtype=FRAME)
    known = clocks.unpack(bytes(packed), frame_count)
    rows = np.zeros(frame_count, dtype=FRAME)
    rows["number"] = np.arange(number, number + frame_count)
    for name in clocks.ROW.names or ():
        rows[name] = known[name]
    return rows


def _of_frames(lying: Iterable[tuple[int | None, int, datetime, Any]]) -> Frames:
    rows: Sequence[tuple[int, ...]] = [
        _row(first, count, received_at, bytes(data)) for first, count, received_at, data in lying
    ]
    return np.array(rows, dtype=FRAME)


def _row(first: int | None, count: int, received_at: datetime, data: bytes) -> tuple[int, ...]:
    _, _, _, _, flags, number, phone_ms, device_ms, battery, _ = frames.HEADER.unpack_from(data)
    return (number, phone_ms, device_ms, _ms(received_at), first or 0, count, flags, battery)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

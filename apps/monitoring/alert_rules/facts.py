"""What the rules that watch a trace know: the last hour of one fetus in cells of five seconds. Pure.

A cell is a number, or None where less than half of it is known. The same samples give the same facts, however they
came: a replay of a stored recording says what was said while it was recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import numpy as np

from ml_models.ctg.cleaning import Cause
from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import covered
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray
from ml_models.ctg.sinusoidal import WINDOW_S, sinusoidal_spans
from ml_models.ctg.stream.recent import Recent
from ml_models.ctg.variability import FEET_S, MINUTE, bandwidth_bpm

SOURCE: Final = "monitoring.recording"
CELL_S: Final = 5.0
CELL: Final = int(CELL_S * FS_HZ)
LEAST_KNOWN: Final = 0.5
LIKELY_OTHER_PERCENT: Final = 50
SINUSOIDAL_LOOKS_BACK_S: Final = 2400.0
ENDS_WITHIN_S: Final = 60.0
"""A sinusoidal pattern goes on where it reaches the last minute."""
Cells = Sequence[float | None]


@dataclass(frozen=True)
class TraceEvent:
    """A deceleration, in seconds from the first sample of the trace. `number` stays the same while it is followed."""

    number: int
    kind: str
    start_s: float
    end_s: float
    is_open: bool
    amplitude_bpm: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class TraceFacts:
    """One fetus of one recording, up to `seconds` after its start. Cells end with the newest."""

    recording: UUID
    fetus: int
    started_at: datetime
    seconds: float
    in_labour: bool
    rate_bpm: Cells
    """Median of what is believed."""
    measured: Sequence[float]
    """Part of each cell that the device gave a rate for, believed or not, 0 to 1."""
    other: Sequence[float]
    """Part of each cell that was measured and more likely shows the mother's heart or noise, 0 to 1."""
    baseline_bpm: Cells
    bandwidth_bpm: Cells
    """Of whole minutes, not of cells."""
    decelerations: Sequence[TraceEvent]
    sinusoidal_s: float = 0.0
    """How long the pattern lasts that goes on now; 0 without one."""
    coincide_s: float = 0.0
    """Of twins: seconds of the last hour in which both channels must show one heart."""
    swapped_at_s: Sequence[float] = ()
    """Of twins: when the channels seem to have changed places."""

    @property
    def at(self) -> datetime:
        """The moment of the newest sample."""
        return self.moment(self.seconds)

    def moment(self, seconds: float) -> datetime:
        """The time of day of a place in the trace."""
        return self.started_at + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Watched:
    """Whose trace it is: what the facts need beside the samples."""

    recording: UUID
    fetus: int
    started_at: datetime
    in_labour: bool = False


def facts_of(
    watched: Watched, recent: Recent, *, coincide_s: float = 0.0, swapped_at_s: Sequence[float] = ()
) -> TraceFacts:
    """Put together what the rules ask for. `recent` is the last hour of this fetus's stream."""
    skip = -recent.start % CELL
    cells = slice(skip, skip + (recent.fhr_bpm.size - skip) // CELL * CELL)
    cause = recent.cause[cells].reshape(-1, CELL)
    doubted = recent.doubt_percent[cells].reshape(-1, CELL) >= LIKELY_OTHER_PERCENT
    believed = np.isfinite(recent.fhr_bpm[cells]).reshape(-1, CELL)
    measured = believed | (cause != Cause.LOST)
    other = (believed & doubted) | (cause == Cause.MATERNAL)
    return TraceFacts(
        recording=watched.recording,
        fetus=watched.fetus,
        started_at=watched.started_at,
        seconds=(recent.start + cells.stop) / FS_HZ if cells.stop > skip else recent.stop / FS_HZ,
        in_labour=watched.in_labour,
        rate_bpm=_medians(recent.fhr_bpm[cells].reshape(-1, CELL)),
        measured=measured.mean(axis=1).tolist(),
        other=other.mean(axis=1).tolist(),
        baseline_bpm=_medians(recent.baseline_bpm[cells].reshape(-1, CELL)),
        bandwidth_bpm=_bandwidth(recent),
        decelerations=_decelerations(recent),
        sinusoidal_s=_sinusoidal_s(recent),
        coincide_s=coincide_s,
        swapped_at_s=tuple(swapped_at_s),
    )


def _medians(table: FloatArray) -> Cells:
    """Median of what is known in each row; sorting puts NaN last."""
    if table.shape[0] == 0:
        return ()
    count = np.isfinite(table).sum(axis=1)
    ordered = np.sort(table, axis=1)
    rows = np.arange(table.shape[0])
    middle = (
        ordered[rows, np.maximum(count - 1, 0) // 2] + ordered[rows, np.minimum(count // 2, CELL - 1)]
    ) / 2
    return _plain(np.where(count >= LEAST_KNOWN * CELL, middle, np.nan))


def _bandwidth(recent: Recent) -> Cells:
    skip = -recent.start % MINUTE
    in_event = covered_here(recent, "acceleration", "deceleration")
    rows = bandwidth_bpm(recent.fhr_bpm[skip:], recent.baseline_bpm[skip:], in_event[skip:], feet_s=FEET_S)
    return _plain(rows)


def covered_here(recent: Recent, *families: str) -> BoolArray:
    """Mask (n,) of the samples of `recent` that lie within events of these families."""
    moved = [_moved(one.event, recent.start / FS_HZ) for one in recent.events if one.family in families]
    return covered(moved, recent.fhr_bpm.size)


def _moved(event: Event, by_s: float) -> Event:
    return replace(event, start_s=max(0.0, event.start_s - by_s), end_s=max(0.0, event.end_s - by_s))


def _decelerations(recent: Recent) -> tuple[TraceEvent, ...]:
    return tuple(
        TraceEvent(
            one.id, one.event.kind, one.event.start_s, one.event.end_s, one.is_open, one.event.amplitude_bpm
        )
        for one in recent.events
        if one.family == "deceleration"
    )


def _sinusoidal_s(recent: Recent) -> float:
    """How long the pattern lasts that reaches the end of the trace: most traces show none in their last minutes."""
    risen = covered_here(recent, "acceleration")
    shows = _lasts_s(recent, risen, WINDOW_S + ENDS_WITHIN_S)
    return _lasts_s(recent, risen, SINUSOIDAL_LOOKS_BACK_S) if shows else 0.0


def _lasts_s(recent: Recent, risen: BoolArray, looks_back_s: float) -> float:
    part = slice(max(0, recent.fhr_bpm.size - int(looks_back_s * FS_HZ)), None)
    rate = recent.fhr_bpm[part]
    if not np.isfinite(rate).any():
        return 0.0
    end_s = rate.size / FS_HZ
    spans = sinusoidal_spans(rate, risen[part])
    return max((stop - start for start, stop in spans if end_s - stop <= ENDS_WITHIN_S), default=0.0)


def _plain(values: FloatArray) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)

"""Who lost which second of a recording: what was not measured, what has not come, and what came late. Pure.

The evidence is what each frame says (its number, flags, the phone's time), when we received it, and when we ourselves
were away. Seconds count from the first sample, on the sensor's clock.

1. A frame that says «no contact» covers seconds that the **sensor** lost, whether it held samples or not.
2. A frame without samples that says «no link» covers seconds that **Bluetooth** lost.
3. Where two frames follow one another by number the **phone** made none in between, though it makes one each second
   while it runs, with or without samples: it was asleep, as it says, or its app had ended.
4. Numbers that are missing were lost, or wait, on the way: with **us** while we were away, else in the **network**.
5. What came much later than its second was held up on the way, by the same rule, or before it reached the phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from apps.monitoring.frames import Flag
from apps.monitoring.rules.gap_grid import Frames, Grid, laid

LATE_S: Final = 5.0
"""What arrives within so many seconds of its own is not late."""
IN_FLIGHT_MS: Final = 4_000
"""What was sent so shortly before we went away was lost with us."""
BACK_OFF_MS: Final = 90_000
"""So long after we are back a phone may still wait before it tries again."""
LONGEST_WAKING_S: Final = 40
"""So long a phone that has woken up may take to find us again."""
Span = tuple[int, int]
"""From and to, in ms since 1970 on our clock."""


class Loser(StrEnum):
    """Who lost a second. The values are those of `recordings.models.Cause`."""

    SENSOR = "sensor"
    BLUETOOTH = "bluetooth"
    PHONE = "phone"
    NETWORK = "network"
    SERVER = "server"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """The finding that names the loser; `gap_words` has a sentence for each."""

    NO_CONTACT = "no_contact"
    SENSOR_SILENT = "sensor_silent"
    NO_LINK = "no_link"
    ASLEEP = "asleep"
    NOT_RUNNING = "not_running"
    ON_THE_WAY = "on_the_way"
    WE_WERE_AWAY = "we_were_away"
    TOLD = "told"
    NOT_HEARD = "not_heard"


@dataclass(frozen=True)
class Stretch:
    """Whole seconds with one loser. `is_missing`: nothing was measured, or it has not come; else it came late."""

    start_s: int
    end_s: int
    loser: Loser
    why: Why
    is_missing: bool
    late_s: float | None = None
    """How late the latest of it came."""

    @property
    def seconds(self) -> int:
        return self.end_s - self.start_s


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of a recording's way to us. Times in ms since 1970."""

    started_ms: int
    """When the recording began, by the phone's clock."""
    frames: Frames
    """Rows of `gap_grid.FRAME`, any order."""
    until_ms: int | None = None
    """Up to when the ledger is asked, on our clock; None: the recording is over, up to its last frame."""
    away: Sequence[Span] = field(default_factory=tuple)
    """While we did not answer, on our clock."""
    told: Sequence[tuple[float, float, str]] = field(default_factory=tuple)
    """What the client says itself: start and end in seconds, and the loser. Asked where no frame tells."""


@dataclass(frozen=True)
class _Finding:
    loser: Loser
    why: Why
    is_missing: bool = True
    late_s: float | None = None


def ledger(evidence: Evidence) -> list[Stretch]:
    """Return every second that is missing or came late, as stretches in order of time."""
    grid = laid(evidence.frames, started_ms=evidence.started_ms, until_ms=evidence.until_ms)
    judge = _Judge(grid, _held_spans(grid, _trimmed(evidence)), evidence.told)
    return list(_joined({second: judge.finding(second) for second in _suspects(grid)}))


def _suspects(grid: Grid) -> list[int]:
    late = (grid.to_us_s > LATE_S) | (grid.to_phone_s > LATE_S)
    seconds: list[int] = np.flatnonzero(~grid.measured | grid.contactless | late).tolist()
    return seconds


def _trimmed(evidence: Evidence) -> list[Span]:
    """We were there as long as frames came in: what was noted of our absence begins at our last sign of life."""
    came = evidence.frames["received_ms"]
    spans = []
    for start, stop in evidence.away:
        meanwhile = came[(came > start) & (came < stop)]
        spans.append((int(meanwhile.max()) if meanwhile.size else start, stop))
    return spans


def _held_spans(grid: Grid, away: list[Span]) -> list[Span]:
    """Widen our absences by what was in flight when they began, and by the time phones took to find us again."""
    spans = []
    for start, stop in away:
        came = grid.frames["received_ms"]
        back = came[came >= stop]
        stop_held = min(int(back.min()) if back.size else stop, stop + BACK_OFF_MS)
        spans.append((start - IN_FLIGHT_MS, max(stop, stop_held)))
    return spans


class _Judge:
    """Names the loser of one second after the other. What is asked for each is looked up once for all."""

    def __init__(self, grid: Grid, away: list[Span], told: Sequence[tuple[float, float, str]]) -> None:
        self.grid, self.away, self.told = grid, away, told
        self.measured, self.contactless, self.unlinked = (
            part.tolist() for part in (grid.measured, grid.contactless, grid.unlinked)
        )
        self.to_phone_s, self.to_us_s = grid.to_phone_s.tolist(), grid.to_us_s.tolist()
        self.at, self.numbers = grid.at.tolist(), grid.frames["number"].tolist()
        self.slept = (grid.frames["flags"] & Flag.SLEPT != 0).tolist()
        self.after = np.searchsorted(grid.at, np.arange(grid.seconds + 1)).tolist()
        self.woke = _just_woke(grid)

    def finding(self, second: int) -> _Finding:
        """Return who lost a second that is missing or came late."""
        if self.contactless[second]:
            return _Finding(Loser.SENSOR, Why.NO_CONTACT)
        if self.measured[second]:
            return self._late(second)
        if self.unlinked[second]:
            return _Finding(Loser.BLUETOOTH, Why.NO_LINK)
        after = self.after[second]
        if after == len(self.at):
            return self._end(second)
        if self.at[after] == second:
            return _Finding(Loser.SENSOR, Why.SENSOR_SILENT)
        return self._hole(second, after)

    def _late(self, second: int) -> _Finding:
        to_phone_s, to_us_s = self.to_phone_s[second], self.to_us_s[second]
        late_s = max(0.0, to_phone_s) + max(0.0, to_us_s)
        if to_us_s > LATE_S and to_us_s >= to_phone_s:
            loser, why = self._held_up(second)
            if loser is Loser.NETWORK and second in self.woke:
                loser, why = Loser.PHONE, Why.ASLEEP
            return _Finding(loser, why, False, late_s)
        after = self.after[second + 1]
        if after < len(self.at) and self.slept[after] and not self.unlinked[second]:
            return _Finding(Loser.PHONE, Why.ASLEEP, False, late_s)
        return _Finding(Loser.BLUETOOTH, Why.NO_LINK, False, late_s)

    def _hole(self, second: int, after: int) -> _Finding:
        """Judge a second of which no frame speaks by the frames before and after it."""
        before_s, before_number = (self.at[after - 1], self.numbers[after - 1]) if after else (-1, -1)
        not_come = self.numbers[after] - before_number - 1
        silent_s = self.at[after] - before_s - 1
        slept = self.slept[after]
        if not_come > 0 and not (slept and not_come < silent_s / 2):
            return _Finding(*self._held_up(second))
        if slept:
            return _Finding(Loser.PHONE, Why.ASLEEP)
        return self._as_told(_Finding(Loser.PHONE, Why.NOT_RUNNING), second)

    def _end(self, second: int) -> _Finding:
        """Nothing has come since. Only our own absence is known; the phone will tell the rest."""
        loser, why = self._held_up(second)
        if loser is Loser.SERVER:
            return _Finding(loser, why)
        return self._as_told(_Finding(Loser.UNKNOWN, Why.NOT_HEARD), second)

    def _held_up(self, second: int) -> tuple[Loser, Why]:
        at_ms = self.grid.ours_ms(second)
        if any(start <= at_ms <= stop for start, stop in self.away):
            return Loser.SERVER, Why.WE_WERE_AWAY
        return Loser.NETWORK, Why.ON_THE_WAY

    def _as_told(self, found: _Finding, second: int) -> _Finding:
        for start_s, end_s, loser in self.told:
            if start_s <= second + 0.5 < end_s and loser != Loser.UNKNOWN:
                return _Finding(Loser(loser), Why.TOLD)
        return found


def _just_woke(grid: Grid) -> set[int]:
    """Return late seconds that follow a phone's sleep without one in time between: it had to find us again first."""
    woke: set[int] = set()
    for start in grid.at[grid.frames["flags"] & Flag.SLEPT != 0].tolist():
        waking = grid.to_us_s[max(start, 0) : start + LONGEST_WAKING_S] > LATE_S
        late = int(np.argmin(np.append(waking, False)))
        woke.update(range(start, start + late))
    return woke


def _joined(found: dict[int, _Finding]) -> Iterator[Stretch]:
    """Put seconds that follow one another and have the same finding together."""
    open_: Stretch | None = None
    for second, one in found.items():
        same = open_ is not None and open_.end_s == second and _alike(open_, one)
        if open_ is not None and same:
            late_s = None if one.late_s is None else max(open_.late_s or 0.0, one.late_s)
            open_ = Stretch(open_.start_s, second + 1, one.loser, one.why, one.is_missing, late_s)
            continue
        if open_ is not None:
            yield open_
        open_ = Stretch(second, second + 1, one.loser, one.why, one.is_missing, one.late_s)
    if open_ is not None:
        yield open_


def _alike(stretch: Stretch, one: _Finding) -> bool:
    return (stretch.loser, stretch.why, stretch.is_missing) == (one.loser, one.why, one.is_missing)

"""Events by number: the same event keeps its number from one look to the next, while its end and kind still change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ml_models.ctg.course import OPEN_S
from ml_models.ctg.events import LONG_HOLE_S, Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.stream.window import Window, last_measured

MOVED_S = 2.0
"""A closed event is told again where one of its ends moved by more, or its kind changed."""
MARGIN_S = 120.0
"""Events stay open to correction this much longer than samples: one that straddles the border must not be lost."""
FAMILIES = ("acceleration", "deceleration", "contraction")


@dataclass(frozen=True)
class Followed:
    """One event; `id` stays the same as long as it is told."""

    id: int
    family: str
    """acceleration, deceleration or contraction; the kind of a deceleration is in `event.kind`."""
    event: Event
    is_open: bool
    """It reaches the end of what was measured: its end is not known."""


@dataclass(frozen=True)
class Changes:
    """What is new since the last look."""

    opened: list[Followed] = field(default_factory=list)
    closed: list[Followed] = field(default_factory=list)
    changed: list[Followed] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)


class Following:
    """All events so far: those that have settled, and those that may still change."""

    def __init__(self) -> None:
        self.settled: list[Followed] = []
        self.live: list[Followed] = []
        self.next_id = 1

    @property
    def all(self) -> list[Followed]:
        """Every event, in order of their beginnings."""
        return sorted([*self.settled, *self.live], key=lambda one: (one.event.start_s, one.id))

    def unsettle(self, sample: int) -> None:
        """Let the events that end after `sample` change again."""
        border_s = sample / FS_HZ - MARGIN_S
        again = [one for one in self.settled if one.event.end_s > border_s]
        self.settled = [one for one in self.settled if one.event.end_s <= border_s]
        self.live = again + self.live

    def take(self, window: Window, settled_before: int) -> Changes:
        """Compare the events of `window` with those that were known; what settled before it is not touched."""
        border_s = settled_before / FS_HZ - MARGIN_S
        self._settle(border_s)
        found = [
            one
            for family in FAMILIES
            for one in self._found(family, _events(window, family), window, border_s)
        ]
        before = {one.id: one for one in self.live}
        self.live = sorted(found, key=lambda one: one.event.start_s)
        ids = {one.id for one in found}
        return Changes(
            opened=[one for one in self.live if one.id not in before],
            closed=[one for one in self.live if not one.is_open and _was_open(before.get(one.id))],
            changed=[one for one in self.live if one.id in before and _differs(before[one.id], one)],
            withdrawn=sorted(before.keys() - ids),
        )

    def _settle(self, border_s: float) -> None:
        self.settled += [one for one in self.live if one.event.end_s <= border_s]
        self.live = [one for one in self.live if one.event.end_s > border_s]

    def _found(self, family: str, found: list[Event], window: Window, border_s: float) -> list[Followed]:
        known = [one for one in self.live if one.family == family]
        behind_s = max((one.event.end_s for one in self.settled if one.family == family), default=0.0)
        result = []
        for event in found:
            if event.end_s <= border_s or event.start_s < behind_s:
                continue
            same = max(known, key=lambda one: _common_s(one.event, event), default=None)
            if same is not None and _common_s(same.event, event) > 0:
                known.remove(same)
                number, event = same.id, _not_cut(same.event, event, window)
            else:
                number, self.next_id = self.next_id, self.next_id + 1
            result.append(Followed(number, family, event, _is_open(event, window)))
        return result


def _events(window: Window, family: str) -> list[Event]:
    return {
        "acceleration": window.accelerations,
        "deceleration": window.decelerations,
        "contraction": window.contractions,
    }[family]


def _common_s(a: Event, b: Event) -> float:
    return min(a.end_s, b.end_s) - max(a.start_s, b.start_s)


def _not_cut(known: Event, seen: Event, window: Window) -> Event:
    """An event that the window begins in keeps the beginning that was seen before."""
    cut = seen.start_s - window.start / FS_HZ < 1.0 and known.start_s < seen.start_s
    return replace(seen, start_s=known.start_s) if cut else seen


def _is_open(event: Event, window: Window) -> bool:
    """The event reaches the last sample; a hole of four minutes ends the wait for what follows."""
    if event.kind == "contraction":
        return event.end_s >= window.stop / FS_HZ - OPEN_S
    last_s = (window.start + last_measured(window.fhr_bpm)) / FS_HZ
    return event.end_s >= last_s - OPEN_S and window.stop / FS_HZ - last_s <= LONG_HOLE_S


def _was_open(before: Followed | None) -> bool:
    return before is None or before.is_open


def _differs(before: Followed, now: Followed) -> bool:
    """What was told has changed, other than by going on or coming to its end."""
    a, b = before.event, now.event
    ends = not before.is_open and abs(a.end_s - b.end_s) > MOVED_S
    reopened = now.is_open and not before.is_open
    return reopened or ends or a.kind != b.kind or abs(a.start_s - b.start_s) > MOVED_S

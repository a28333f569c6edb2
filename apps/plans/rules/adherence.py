"""How a week went beside its plan, and what the next plan learns from it. Pure: days of dishes, marks, steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

SKIPPED_TO_LEAVE_OUT: Final = 2
"""Skipped so often, and never eaten: the next plans do without."""
EATEN_TO_BE_USUAL: Final = 2
NEARLY: Final = 0.9
"""Share of a step goal from which a day counts as reached."""
MOST_LEARNT: Final = 40


@dataclass(frozen=True)
class Planned:
    """One dish of one day's plan. `family`: its variety group."""

    day: date
    slot: str
    food_code: str
    family: str


@dataclass(frozen=True)
class Eaten:
    """What she had: out of the diary, by code and family where the food is one of the list."""

    day: date
    slot: str
    food_code: str
    family: str = ""


@dataclass(frozen=True)
class Marked:
    """What she said of a dish: done, skipped or swapped."""

    day: date
    food_code: str
    mark: str


@dataclass(frozen=True)
class Week:
    """How a week went. `known`: planned dishes of which anything is known; of the others nothing is assumed.

    `steps_known`, `steps_reached`: days with a count, and those that reached the goal.
    """

    planned: int
    known: int
    eaten: int
    skipped: int
    steps_known: int = 0
    steps_reached: int = 0

    @property
    def share_eaten(self) -> float | None:
        """Share of the known dishes that she ate; None where nothing is known."""
        return self.eaten / self.known if self.known else None


@dataclass(frozen=True)
class Learnt:
    """Codes of dishes: those to leave out for a while, and those that she eats."""

    disliked: tuple[str, ...]
    usual: tuple[str, ...]


def of_week(
    planned: Sequence[Planned],
    eaten: Iterable[Eaten],
    marks: Iterable[Marked],
    *,
    steps: Mapping[date, float] | None = None,
    step_goal: float | None = None,
) -> Week:
    """Return how a week went. Her own mark counts before the diary; a day without either says nothing."""
    verdicts = [verdict for _, verdict in _verdicts(planned, list(eaten), list(marks)) if verdict is not None]
    counted = steps or {}
    reached = 0 if not step_goal else sum(count >= NEARLY * step_goal for count in counted.values())
    return Week(
        len(planned), len(verdicts), sum(verdicts), len(verdicts) - sum(verdicts), len(counted), reached
    )


def learnt(planned: Sequence[Planned], eaten: Iterable[Eaten], marks: Iterable[Marked]) -> Learnt:
    """Return what the plans of some weeks, beside what became of them, say about her taste."""
    ate: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for dish, verdict in _verdicts(planned, list(eaten), list(marks)):
        if verdict is not None:
            (ate if verdict else skipped)[dish.food_code] += 1
    left_out = [
        code for code, count in skipped.most_common() if count >= SKIPPED_TO_LEAVE_OUT and not ate[code]
    ]
    usual = [code for code, count in ate.most_common() if count >= EATEN_TO_BE_USUAL]
    return Learnt(tuple(left_out[:MOST_LEARNT]), tuple(usual[:MOST_LEARNT]))


def _verdicts(
    planned: Sequence[Planned], eaten: Sequence[Eaten], marks: Sequence[Marked]
) -> list[tuple[Planned, bool | None]]:
    said = {(one.day, one.food_code): one.mark == "done" for one in marks}
    meals = {(one.day, one.slot) for one in eaten}
    had = {(one.day, one.slot, name) for one in eaten for name in (one.food_code, one.family) if name}
    found: list[tuple[Planned, bool | None]] = []
    for dish in planned:
        own = said.get((dish.day, dish.food_code))
        if own is None and (dish.day, dish.slot) in meals:
            own = bool({(dish.day, dish.slot, dish.food_code), (dish.day, dish.slot, dish.family)} & had)
        found.append((dish, own))
    return found

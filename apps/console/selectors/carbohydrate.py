"""Carbohydrate meal by meal, for a mother whose glucose is watched: ranges beside what her care team has set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy

from apps.console.selectors.meals import meal_clock
from apps.console.selectors.nutrients import AmountWords, amount_words, figure, known_words
from apps.nutrition.rules.glucose import CARBOHYDRATE, LEAST_OF_DAY_G, Verdict
from apps.nutrition.selectors.days import Day, OfMeal, WeekOfDays
from apps.ui.plots import Axis, Line, RangePlot, Tick, band_on, grid_on, range_on, ticks_on

STEP_G: Final = 25.0
LEAST_AXIS_G: Final = 100.0
MOST_AXIS_G: Final = 300.0
MOST_TICKS: Final = 4
WORDS: Final = {
    Verdict.BELOW: ("warning", gettext_lazy("Below")),
    Verdict.WITHIN: ("ok", gettext_lazy("Within")),
    Verdict.ABOVE: ("warning", gettext_lazy("Above")),
    Verdict.UNCLEAR: ("notice", gettext_lazy("May be within")),
    Verdict.UNKNOWN: ("unknown", gettext_lazy("Not known")),
}


@dataclass(frozen=True)
class CarbohydrateRow:
    """One meal. `target`: empty where her care team has set none, and then there is no verdict."""

    kind: str
    at: str
    plot: RangePlot
    amount: AmountWords
    target: str
    level: str
    word: str
    notes: list[str]


@dataclass(frozen=True)
class CarbohydrateDay:
    """The meals of a day with its sum, which should reach `LEAST_OF_DAY_G`."""

    on: date
    rows: list[CarbohydrateRow]
    sum: AmountWords


@dataclass(frozen=True)
class Carbohydrate:
    """A week of meals. `has_targets`: for any kind of meal."""

    days: list[CarbohydrateDay]
    ticks: Sequence[Tick]
    has_targets: bool
    least_g: str


def carbohydrate(week: WeekOfDays) -> Carbohydrate | None:
    """Return the week's meals; None where her glucose is no concern: no diabetes, and no targets set; or she has
    confirmed nothing yet."""
    targets = [target for day in week.days for target in day.whom.targets.values()]
    if not targets and not any(day.whom.has_gestational_diabetes for day in week.days):
        return None
    axis = _axis(week)
    steps = [STEP_G * number for number in range(int(axis.most / STEP_G) + 1)]
    shown = steps[:: max(1, math.ceil(len(steps) / MOST_TICKS))]
    days = [_day(day, axis, grid_on(axis, shown)) for day in week.days if day.food.item_count]
    if not days:
        return None
    ticks = ticks_on(axis, shown, [f"{step:.0f} g" for step in shown])
    return Carbohydrate(days, ticks, bool(targets), figure(LEAST_OF_DAY_G))


def _axis(week: WeekOfDays) -> Axis:
    ends = [
        part.carbohydrate.carbohydrate.high
        for day in week.days
        for part in day.meals
        if part.carbohydrate.carbohydrate
    ]
    ends += [target.high_g for day in week.days for target in day.whom.targets.values()]
    most = min(max([LEAST_AXIS_G, *ends]), MOST_AXIS_G)
    return Axis(math.ceil(most / STEP_G) * STEP_G)


def _day(day: Day, axis: Axis, grid: Sequence[str]) -> CarbohydrateDay:
    eaten = [part for part in day.meals if part.total.item_count]
    whole = day.food.amounts.get(CARBOHYDRATE)
    return CarbohydrateDay(day.on, [_row(part, axis, grid) for part in eaten], amount_words(whole, "g"))


def _row(part: OfMeal, axis: Axis, grid: Sequence[str]) -> CarbohydrateRow:
    found = part.carbohydrate
    amount, target = found.carbohydrate, found.target
    level, word = WORDS[found.verdict]
    return CarbohydrateRow(
        str(part.meal.get_kind_display()),
        meal_clock(part.meal),
        RangePlot(
            range_on(axis, amount.low, amount.value, amount.high, is_open=not amount.is_complete)
            if amount
            else None,
            [Line(axis.place(end), "target") for end in (target.low_g, target.high_g)] if target else [],
            band_on(axis, target.low_g, target.high_g) if target else None,
            grid,
        ),
        amount_words(amount, "g"),
        f"{figure(target.low_g)}–{figure(target.high_g)} g" if target else "",
        level if target else "",
        str(word) if target else "",
        known_words(amount),
    )

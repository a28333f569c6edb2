"""How often the recogniser was right, as rows of a plot: by week, by label, by its version. No mother is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from apps.console.selectors.meals import in_language
from apps.nutrition.models import Food
from apps.nutrition.selectors import accuracy, chosen
from apps.nutrition.selectors.accuracy import ENOUGH, GOOD_ENOUGH, Counted, Lacking, Report
from apps.ui import words
from apps.ui.plots import Axis, Line, RangePlot, Tick, grid_on, range_on, share_range, ticks_on

AXIS: Final = Axis(1.0)
STEPS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
SAID: Final = (0.0, 0.5, 1.0)
SPANS: Final = (4, 12, 26)
"""Weeks that can be looked at."""


@dataclass(frozen=True)
class ShareRow:
    """A share of answers that were right. `first_right` is None where there are too few to say."""

    name: str
    plot: RangePlot
    count: int
    first_right: float | None
    among_five: float | None
    taken_for: str


@dataclass(frozen=True)
class LackingRow:
    """Where more photos would help. `is_unlabelled`: the vocabulary has no word for this food."""

    name: str
    count: int
    first_right: int
    is_unlabelled: bool


@dataclass(frozen=True)
class RecognitionPage:
    """What the template shows."""

    count: int
    whole: ShareRow | None
    weeks: list[ShareRow]
    labels: list[ShareRow]
    versions: list[ShareRow]
    lacking: list[LackingRow]
    ticks: Sequence[Tick]
    enough: int
    good_enough: float


def recognition_page(*, weeks: int, today: date) -> RecognitionPage:
    """Return the last so many weeks: three queries."""
    monday = today - timedelta(days=today.weekday())
    found = accuracy.report(first=monday - timedelta(weeks=weeks - 1), last=monday)
    names = _Names.of(found)
    by_week: dict[date, list[Counted]] = {}
    for one in found.by_label_and_week:
        counted = Counted(one.label, one.count, one.first_right, one.among_five)
        by_week.setdefault(one.week_on, []).append(counted)
    whole = _sum("", found.labels)
    return RecognitionPage(
        whole.count,
        _row(whole, _("All together")) if whole.count else None,
        [_row(_sum("", rows), words.day(on)) for on, rows in by_week.items()],
        [_row(one, names.of_label(one.name), names.taken_for(one)) for one in found.labels],
        [_row(one, one.name) for one in found.versions],
        [names.lacking(one) for one in found.lacking],
        ticks_on(AXIS, SAID, [_("%(number)s %%") % {"number": round(step * 100)} for step in SAID]),
        ENOUGH,
        GOOD_ENOUGH,
    )


def _sum(name: str, rows: Iterable[Counted]) -> Counted:
    rows = list(rows)
    return Counted(
        name,
        sum(row.count for row in rows),
        sum(row.first_right for row in rows),
        sum(row.among_five for row in rows),
    )


def _row(one: Counted, name: str, taken_for: str = "") -> ShareRow:
    is_enough = one.count >= ENOUGH
    lines = [Line(AXIS.place(GOOD_ENOUGH), "target")]
    grid = grid_on(AXIS, STEPS)
    if not is_enough:
        return ShareRow(name, RangePlot(None, lines, grid=grid), one.count, None, None, taken_for)
    low, high = share_range(one.first_right, one.count)
    first, among = one.first_right / one.count, one.among_five / one.count
    lines.append(Line(AXIS.place(among), "mark"))
    plot = RangePlot(range_on(AXIS, low, first, high), lines, grid=grid)
    return ShareRow(name, plot, one.count, first, among, taken_for)


@dataclass(frozen=True)
class _Names:
    """What labels and foods are called in the language of the page: two queries."""

    by_label: Mapping[str, Food]
    by_code: Mapping[str, Food]

    @classmethod
    def of(cls, found: Report) -> _Names:
        labels = {one.name for one in found.labels} | {one.taken_for for one in found.labels}
        codes = [one.food_code for one in found.lacking if one.food_code]
        return cls(chosen.foods_of_labels(labels - {""}), chosen.foods_of_codes(codes))

    def of_label(self, label: str) -> str:
        if not label:
            return _("Not in the vocabulary")
        food = self.by_label.get(label)
        return in_language(chosen.names_of(food)) if food else label.replace("_", " ").capitalize()

    def taken_for(self, one: Counted) -> str:
        """What it was most often taken for; empty where it never was."""
        return self.of_label(one.taken_for) if one.taken_for else ""

    def lacking(self, one: Lacking) -> LackingRow:
        food = self.by_code.get(one.food_code)
        of_food = in_language(chosen.names_of(food)) if food else one.food_code
        name = self.of_label(one.label) if one.label else of_food
        return LackingRow(name, one.count, one.first_right, not one.label)

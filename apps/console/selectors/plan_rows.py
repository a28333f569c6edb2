"""What a mean day of a plan brings, beside its targets and limits, as rows of a plot with words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.console.selectors.nutrients import AXIS, SAID, STEPS, figure
from apps.plans import wording
from apps.plans.rules.targets import FOLATE_OF_FOLIC_ACID
from apps.ui.plots import Line, RangePlot, Tick, grid_on, range_on, ticks_on

ENOUGH: Final = 0.98
NEARLY: Final = 0.9
FIRST: Final = (
    "energy_kcal",
    "protein_g",
    "iron_mg",
    "folate_dfe_ug",
    "calcium_mg",
    "vitamin_d_ug",
    "choline_mg",
    "fiber_g",
)


@dataclass(frozen=True)
class TargetRow:
    """One nutrient: lowest day, mean and highest day against the target, as a picture and in words."""

    name: str
    plot: RangePlot
    planned: str
    spread: str
    supplement: str
    target: str
    level: str
    word: str


def target_rows(result: Mapping[str, Any]) -> tuple[list[TargetRow], Sequence[Tick]]:
    """Return the rows of a printed plan, the most important first, and the ticks of their axis."""
    names = [name for name in FIRST if name in result["targets"]]
    names += sorted((name for name in result["targets"] if name not in names), key=wording.nutrient)
    rows = [row for name in names if (row := _row(name, result)) is not None]
    ticks = ticks_on(AXIS, SAID, [_("%(number)s %%") % {"number": round(step * 100)} for step in SAID])
    return rows, ticks


def _row(name: str, result: Mapping[str, Any]) -> TargetRow | None:
    target = result["targets"][name]
    days = [_amount(name, day["totals"]) for day in result["days"]]
    if not target or any(amount is None for amount in days):
        return None
    known = [amount for amount in days if amount is not None]
    taken, unit = _taken(name, result["supplement"]), wording.unit(name)
    low, mean, high = min(known) + taken, sum(known) / len(known) + taken, max(known) + taken
    grid = [place for place in grid_on(AXIS, STEPS) if place != AXIS.place(1.0)]
    plot = RangePlot(
        range_on(AXIS, low / target, mean / target, high / target),
        [Line(AXIS.place(1.0), "target")],
        grid=grid,
    )
    level, word = _verdict(mean / target)
    return TargetRow(
        wording.nutrient(name),
        plot,
        f"{figure(mean)} {unit}",
        f"{figure(low)}–{figure(high)}",
        f"{figure(taken)} {unit}" if taken else "",
        f"{figure(target)} {unit}",
        level,
        word,
    )


def _amount(name: str, totals: Mapping[str, float]) -> float | None:
    if name == "epa_dha_mg":
        return 1_000 * (totals.get("epa_g", 0.0) + totals.get("dha_g", 0.0))
    return totals.get(name)


def _taken(name: str, supplement: Mapping[str, float]) -> float:
    if name == "folate_dfe_ug" and name not in supplement:
        return FOLATE_OF_FOLIC_ACID * supplement.get("folic_acid_ug", 0.0)
    return supplement.get(name, 0.0)


def _verdict(share: float) -> tuple[str, str]:
    if share >= ENOUGH:
        return "ok", _("Reached")
    return ("notice", _("Nearly")) if share >= NEARLY else ("warning", _("Below"))

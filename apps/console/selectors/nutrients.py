"""Nutrients beside what a day should bring, and beside where it should end, as rows of a plot with words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.nutrition.rules.comparing import Compared, Standing
from apps.nutrition.rules.reference_intakes import SOURCES, Standard
from apps.nutrition.rules.totals import Amount
from apps.nutrition.table.reference_names import is_in_food_table, limit_name_of, name_of, unit_of
from apps.ui.plots import Axis, Line, RangePlot, Tick, grid_on, range_on, ticks_on

AXIS: Final = Axis(2.0)
"""Twice the target, or twice the limit, is as far as it is drawn."""
STEPS: Final = (0.0, 0.5, 1.0, 1.5, 2.0)
SAID: Final = (0.0, 1.0, 2.0)
FIRST: Final = (
    "iron_mg", "folate_dfe_ug", "iodine_ug", "calcium_mg", "vitamin_d_ug", "dha_mg", "epa_dha_mg", "choline_mg",
    "vitamin_b12_ug", "zinc_mg", "protein_g", "carbohydrate_g", "fiber_g",
)  # fmt: skip
"""What matters most in pregnancy stands first, the others are folded away."""
NEAR: Final = 0.5
"""From this share of a limit on it is worth a look."""
TARGET_WORDS: Final = {
    Standing.BELOW: ("warning", gettext_lazy("Below")),
    Standing.AROUND: ("notice", gettext_lazy("Around it")),
    Standing.ABOVE: ("ok", gettext_lazy("Reached")),
    Standing.UNKNOWN: ("unknown", gettext_lazy("Not known")),
}
RATHER_LESS: Final = ("notice", gettext_lazy("Rather less"))
"""Of sodium: the target is reached, and more than that does no good."""
LIMIT_WORDS: Final = {
    Standing.BELOW: ("ok", gettext_lazy("Below the limit")),
    Standing.AROUND: ("warning", gettext_lazy("May be above")),
    Standing.ABOVE: ("warning", gettext_lazy("Above the limit")),
    Standing.UNKNOWN: ("unknown", gettext_lazy("Not known")),
}


@dataclass(frozen=True)
class NutrientRow:
    """One nutrient: a picture, and the same in words. `notes`: what has to be known to read it."""

    name: str
    plot: RangePlot
    amount: AmountWords
    figure: str
    level: str
    word: str
    notes: list[str]


@dataclass(frozen=True)
class Nutrients:
    """`first` and `others`: against targets; `limits`: against upper limits that are near,
    `other_limits`: against those that are far, or of which nothing is known. `untold`: what no food has a value for."""

    first: list[NutrientRow]
    others: list[NutrientRow]
    limits: list[NutrientRow]
    other_limits: list[NutrientRow]
    untold: list[str]
    ticks: Sequence[Tick]
    source: str


def nutrients(compared: Mapping[str, Compared], standard: Standard) -> Nutrients:
    """Put a day, or the mean of a week, beside its reference intakes."""
    told = [one for name, one in compared.items() if is_in_food_table(name)]
    aimed = [one for one in told if one.reference.target is not None]
    first = [compared[name] for name in FIRST if name in compared and compared[name] in aimed]
    others = sorted(
        (one for one in aimed if one not in first), key=lambda one: name_of(one.reference.nutrient)
    )
    limited = sorted((one for one in told if one.reference.limit), key=_nearness)
    return Nutrients(
        [_against_target(one) for one in first],
        [_against_target(one) for one in others],
        [_against_limit(one) for one in limited if _is_near(one)],
        [_against_limit(one) for one in limited if not _is_near(one)],
        sorted(name_of(name) for name in compared if not is_in_food_table(name)),
        ticks_on(AXIS, SAID, [_("%(number)s %%") % {"number": round(step * 100)} for step in SAID]),
        _source(compared, standard),
    )


def _nearness(one: Compared) -> tuple[bool, float]:
    """What is nearest to its limit, or beyond, comes first; what nothing is known of last."""
    limit = one.reference.limit
    share = one.of_limit.high / limit.amount if one.of_limit and limit and limit.amount else 0.0
    return one.of_limit is None, -share


def _is_near(one: Compared) -> bool:
    unknown, share = _nearness(one)
    return not unknown and -share >= NEAR


def _against_target(one: Compared) -> NutrientRow:
    reference, unit = one.reference, unit_of(one.reference.nutrient)
    target = reference.target or 0.0
    lines = [Line(AXIS.place(1.0), "target")]
    if reference.reduce_above is not None:
        lines.append(Line(AXIS.place(reference.reduce_above / target), "mark"))
    level, word = RATHER_LESS if _is_plenty(one) else TARGET_WORDS[one.standing]
    return NutrientRow(
        name_of(reference.nutrient),
        _plot(one.amount, target, lines),
        amount_words(one.amount, unit),
        f"{figure(target)} {unit}",
        level,
        str(word),
        _notes(one, unit),
    )


def _against_limit(one: Compared) -> NutrientRow:
    limit = one.reference.limit
    assert limit is not None
    unit = unit_of(one.reference.nutrient)
    level, word = LIMIT_WORDS[one.limit_standing]
    return NutrientRow(
        limit_name_of(one.reference.nutrient),
        _plot(one.of_limit, limit.amount, [Line(AXIS.place(1.0), "limit")]),
        amount_words(one.of_limit, unit),
        f"{figure(limit.amount)} {unit}",
        level,
        str(word),
        known_words(one.of_limit),
    )


def _plot(amount: Amount | None, against: float, lines: Sequence[Line]) -> RangePlot:
    grid = [place for place in grid_on(AXIS, STEPS) if place != AXIS.place(1.0)]
    if amount is None or not against:
        return RangePlot(None, lines, grid=grid)
    ends = (amount.low / against, amount.value / against, amount.high / against)
    return RangePlot(range_on(AXIS, *ends, is_open=not amount.is_complete), lines, grid=grid)


def _is_plenty(one: Compared) -> bool:
    """The range reaches to where less is better: no word of praise then."""
    above = one.reference.reduce_above
    return above is not None and one.amount is not None and one.amount.high > above


def _notes(one: Compared, unit: str) -> list[str]:
    notes = known_words(one.amount)
    if one.from_supplements and one.amount:
        words = {"amount": f"{figure(one.from_supplements)} {unit}"}
        notes.append(_("%(amount)s of it from supplements") % words)
    if one.reference.reduce_above is not None:
        words = {"amount": f"{figure(one.reference.reduce_above)} {unit}"}
        notes.append(_("less is better from %(amount)s on (dotted)") % words)
    return notes


def known_words(amount: Amount | None) -> list[str]:
    """Say how much of what was eaten a value rests on, where that is not all of it."""
    if amount is None or amount.is_complete:
        return []
    share = amount.share_of_energy if amount.share_of_energy is not None else amount.share_of_grams
    return [_("at least: known for %(share)s %% of what she ate") % {"share": int((share or 0.0) * 100)}]


@dataclass(frozen=True)
class AmountWords:
    """«18 mg» and «14–23»; «?» where nothing is known. `range` is empty where there is none."""

    best: str
    range: str = ""

    def __str__(self) -> str:
        return f"{self.best} ({self.range})" if self.range else self.best


def amount_words(amount: Amount | None, unit: str) -> AmountWords:
    """Put an amount into words."""
    if amount is None:
        return AmountWords("?")
    best, low, high = figure(amount.value), figure(amount.low), figure(amount.high)
    return AmountWords(f"{best} {unit}", "" if low == high else f"{low}–{high}")


def figure(value: float) -> str:
    """A number with as many digits as it can mean, and none that says nothing: 1,240, 24, 15, 2.4, 0.24."""
    digits = 0 if value >= 20 else 1 if value >= 2 else 2
    rounded = round(value, digits)
    while digits and round(rounded, digits - 1) == rounded:
        digits -= 1
    return str(number_format(rounded, decimal_pos=digits, force_grouping=True))


def _source(compared: Mapping[str, Compared], standard: Standard) -> str:
    references = [one.reference for one in compared.values()]
    editions = {one.edition for one in references if one.edition}
    editions |= {one.limit.edition for one in references if one.limit}
    found: list[Any] = [SOURCES[standard, edition] for edition in editions if (standard, edition) in SOURCES]
    return "; ".join(sorted(found, reverse=True))

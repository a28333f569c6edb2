"""What deserves a calm word about supplements: caffeine, alcohol, too much retinol, and what a name says is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from apps.nutrition.rules.cautions import CAFFEINE, CAFFEINE_RULE, Caution, rule_of
from apps.nutrition.rules.supplements import RETINOL, VITAMIN_A, Course
from apps.nutrition.rules.totals import Amount

ALCOHOL, ALCOHOL_RULE = "alcohol_g", "alcohol"
RETINOL_RULE: Final = "retinol"
RETINOL_LIMIT_UG: Final = 3_000.0
"""A day, preformed vitamin A: where her standard has no figure for her age (NASEM 2001, women from 19)."""
BY_NAME: Final = (ALCOHOL_RULE, CAFFEINE_RULE, "iodine_seaweed", "liver")
"""Rules that a name is enough for: a tincture, green tea extract, kelp, cod liver oil. Fish oil is no fish."""


@dataclass(frozen=True)
class Pill:
    """A supplement that is taken on the day. `id`: whatever the caller knows it by."""

    id: str
    name: str
    course: Course

    def holds(self, nutrient: str) -> float:
        """Return what a day of it brings, as it is printed."""
        return self.course.per_dose.get(nutrient, 0.0) * self.course.doses_per_day


def of_supplements(
    pills: Sequence[Pill], food: Mapping[str, Amount], *, retinol_limit: float | None = None
) -> list[Caution]:
    """Return what to say about supplements of one day. `food`: what was eaten besides. `retinol_limit`: µg, hers."""
    found = [*_by_name(pills)]
    for nutrient, rule in ((ALCOHOL, ALCOHOL_RULE), (CAFFEINE, CAFFEINE_RULE)):
        having = [pill for pill in pills if pill.holds(nutrient) > 0]
        if having:
            values = {nutrient: sum(pill.holds(nutrient) for pill in having)}
            found.append(Caution(rule_of(rule), _ids(having), values if nutrient == ALCOHOL else {}))
    return [*found, *_of_retinol(pills, food.get(RETINOL), retinol_limit or RETINOL_LIMIT_UG)]


def _by_name(pills: Sequence[Pill]) -> list[Caution]:
    named = ((rule, [pill for pill in pills if rule.names([pill.name])]) for rule in map(rule_of, BY_NAME))
    return [Caution(rule, _ids(about)) for rule, about in named if about]


def _of_retinol(pills: Sequence[Pill], eaten: Amount | None, limit: float) -> list[Caution]:
    """Certain where what is printed as retinol is too much; vitamin A of an unsaid kind may be all retinol."""
    having = [pill for pill in pills if pill.holds(RETINOL) > 0 or pill.holds(VITAMIN_A) > 0]
    surely = sum(pill.holds(RETINOL) for pill in having)
    at_most = sum(pill.holds(RETINOL) or pill.holds(VITAMIN_A) for pill in having)
    low, high = (eaten.low, eaten.high) if eaten else (0.0, 0.0)
    if not having or high + at_most <= limit:
        return []
    values = {RETINOL: (eaten.value if eaten else 0.0) + surely, "high": high + at_most, "limit": limit}
    return [Caution(rule_of(RETINOL_RULE), _ids(having), values, is_certain=low + surely > limit)]


def _ids(pills: Sequence[Pill]) -> tuple[str, ...]:
    return tuple(pill.id for pill in pills)

"""What a scan says about growth: weight with its range, centiles by several standards, and what asks for attention.

Flags rest on one standard (WHO with Hadlock's weight unless another one is chosen) and never on a mixture. There are no
charts for twins here: theirs are judged by those of one fetus, and marked so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.observations.rules import growth_centiles as centiles
from apps.observations.rules import growth_equations as equations
from apps.observations.rules.growth_centiles import Sex, WeightStandard
from apps.observations.rules.growth_equations import Biometry, Estimate
from apps.observations.rules.normal import Centile

SMALL: Final = 10.0
VERY_SMALL: Final = 3.0
LARGE: Final = 90.0
BELOW_10_SOURCE: Final = "ACOG Practice Bulletin 227, 2021; SMFM 52, 2020 (recalled)"
BELOW_3_SOURCE: Final = "SMFM 52, 2020; Gordijn Delphi consensus 2016 (recalled)"
TAPE_SOURCE: Final = "ACOG Practice Bulletin 204/227, fetal growth restriction (recalled)"
TAPE_CM: Final = 3.0
TAPE_WEEKS: Final = (24, 36)


@dataclass(frozen=True)
class Growth:
    """One scan. `weights`: centiles of the weight by standard; `measures`: those of hc, bpd, ac, fl.

    `counts`: the standard that flags rest on. `is_several`: more than one fetus, so charts of one fetus only stand in.
    """

    estimate: Estimate | None
    by_four: Estimate | None
    own_estimate: Estimate | None
    weights: dict[WeightStandard, Centile]
    measures: dict[str, Centile]
    flags: tuple[str, ...]
    counts: WeightStandard
    is_several: bool


def judge(
    given: Biometry,
    age_days: int | None,
    *,
    fetuses: int = 1,
    sex: Sex = Sex.ALL,
    counts: WeightStandard = WeightStandard.WHO,
) -> Growth:
    """Return what a scan says. `age_days` None: weights without any centile."""
    hadlock, own = equations.hadlock(given), equations.intergrowth(given)
    weights: dict[WeightStandard, Centile] = {}
    measures: dict[str, Centile] = {}
    if age_days is not None:
        weights = _weights(hadlock, own, age_days, sex)
        measures = _measures(given, age_days)
    flags = _flags(_flagged(weights, hadlock, age_days, counts), measures.get("ac"))
    by_four = equations.hadlock_by_four(given)
    return Growth(hadlock, by_four, own, weights, measures, flags, counts, fetuses > 1)


def _flagged(
    weights: dict[WeightStandard, Centile],
    hadlock: Estimate | None,
    age_days: int | None,
    counts: WeightStandard,
) -> Centile | None:
    """The centile that flags rest on: under the lowest curve of one sex, that of both tells how far under."""
    found = weights.get(counts)
    if found is None or not found.is_beyond or hadlock is None or age_days is None:
        return found
    return centiles.of_weight(hadlock.weight_g, age_days, counts)


def _weights(
    hadlock: Estimate | None, own: Estimate | None, age_days: int, sex: Sex
) -> dict[WeightStandard, Centile]:
    found: dict[WeightStandard, Centile] = {}
    for standard in WeightStandard:
        estimate = own if standard == WeightStandard.INTERGROWTH else hadlock
        centile = centiles.of_weight(estimate.weight_g, age_days, standard, sex) if estimate else None
        if centile is not None:
            found[standard] = centile
    return found


def _measures(given: Biometry, age_days: int) -> dict[str, Centile]:
    taken = {"hc": given.hc_mm, "bpd": given.bpd_mm, "ac": given.ac_mm, "fl": given.fl_mm}
    return {
        name: centile
        for name, value in taken.items()
        if value is not None and (centile := centiles.of_measure(name, value, age_days)) is not None
    }


def _flags(weight: Centile | None, belly: Centile | None) -> tuple[str, ...]:
    flags = []
    if weight is not None and (weight.is_beyond < 0 or weight.centile < VERY_SMALL):
        flags.append("efw_below_3")
    elif weight is not None and weight.centile < SMALL:
        flags.append("efw_below_10")
    if weight is not None and (weight.is_beyond > 0 or weight.centile > LARGE):
        flags.append("efw_above_90")
    if belly is not None and belly.centile < SMALL:
        flags.append("ac_below_10")
    return tuple(flags)


def tape_differs(sfh_cm: float, age_days: int) -> bool | None:
    """Say whether a symphysis-fundal height lies more than 3 cm from the weeks; None outside 24 to 36 weeks.

    One fetus, empty bladder (McDonald's rule).
    """
    week = age_days / 7
    if not TAPE_WEEKS[0] <= week < TAPE_WEEKS[1] + 1:
        return None
    return abs(sfh_cm - week) > TAPE_CM

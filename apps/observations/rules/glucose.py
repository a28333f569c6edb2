"""Blood glucose: targets in gestational diabetes by relation to the meal, low and high values. mg/dL inside.

A target is aimed at by whoever has diabetes in pregnancy; it diagnoses nothing. Thresholds of the tests that do are
information only: `diagnosis_limits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from apps.observations.rules.standards import Guideline
from apps.observations.rules.tables import Threshold, threshold, thresholds

MG_DL_PER_MMOL_L: Final = 18.016
CONTINUOUS: Final = "continuous_glucose"
"""Under the skin: judged where it is low. It lags behind blood, so nothing else is asked of it."""
MG_DL, MMOL_L = "mg/dL", "mmol/L"


class Slot(StrEnum):
    """When it was measured, as far as targets tell moments apart."""

    FASTING = "fasting"
    BEFORE_MEAL = "before_meal"
    AFTER_1H = "after_1h"
    AFTER_2H = "after_2h"
    BEDTIME = "bedtime"
    OTHER = "other"


TARGETS: Final = {
    Guideline.US: "tgt_ada",
    Guideline.UK: "tgt_nice",
    Guideline.CHINA: "tgt_cn",
    Guideline.KOREA: "tgt_kr",
}
ENDINGS: Final = {Slot.FASTING: "fasting", Slot.AFTER_1H: "post_1h", Slot.AFTER_2H: "post_2h"}
DIAGNOSIS: Final = {
    Guideline.US: ("iadpsg", "cc_ogtt100"),
    Guideline.UK: ("nice_",),
    Guideline.CHINA: ("china",),
    Guideline.KOREA: ("iadpsg", "cc_ogtt100"),
}


class Level(StrEnum):
    """What a value is, whoever she is."""

    VERY_LOW = "very_low"
    LOW = "low"
    USUAL = "usual"
    HIGH = "high"


class TargetVerdict(StrEnum):
    """Beside the target of its moment. UNKNOWN: no target for that moment."""

    WITHIN = "within"
    ABOVE = "above"
    UNKNOWN = "unknown"


OF_OMH: Final = {
    "fasting": Slot.FASTING,
    "before breakfast": Slot.FASTING,
    "before meal": Slot.BEFORE_MEAL,
    "before lunch": Slot.BEFORE_MEAL,
    "before dinner": Slot.BEFORE_MEAL,
    "2 hours postprandial": Slot.AFTER_2H,
}
"""Words of Open mHealth."""
AFTER_SOME_TIME: Final = frozenset({"after meal", "after breakfast", "after lunch", "after dinner"})
"""They do not say how long after: what meets the target of one hour, the highest of all, is above whenever it was."""


def slot_of(detail: Mapping[str, Any]) -> Slot:
    """Return when a reading was taken, by `relation_to_meal`; OTHER where it does not say, or not closely enough."""
    said = str(detail.get("relation_to_meal", ""))
    return Slot(said) if said in list(Slot) else OF_OMH.get(said, Slot.OTHER)


@dataclass(frozen=True)
class Target:
    """Below how much a value should lie, in both units; the one that its source prints is exact."""

    slot: Slot
    mmol_l: float
    mg_dl: float
    threshold: Threshold


def in_unit(mg_dl: float, unit: str) -> float:
    """Return a value as a meter shows it: mg/dL in whole numbers, mmol/L with one decimal."""
    return float(round(mg_dl)) if unit == MG_DL else round(mg_dl / MG_DL_PER_MMOL_L, 1)


def target(slot: Slot, guideline: Guideline) -> Target | None:
    """Return the target of a moment; None where there is none (before a meal, at bedtime, unknown moments)."""
    if slot not in ENDINGS:
        return None
    found = threshold(f"{TARGETS[guideline]}_{ENDINGS[slot]}")
    if found.unit == MG_DL:
        return Target(slot, round(found.value / MG_DL_PER_MMOL_L, 1), found.value, found)
    return Target(slot, found.value, float(round(found.value * MG_DL_PER_MMOL_L)), found)


def beside_target(mg_dl: float, slot: Slot, guideline: Guideline) -> TargetVerdict:
    """Return where a value lies, compared in the unit of the target's source. At the target is above it."""
    found = target(slot, guideline)
    if found is None:
        return TargetVerdict.UNKNOWN
    is_below = found.threshold.holds(in_unit(mg_dl, found.threshold.unit))
    return TargetVerdict.WITHIN if is_below else TargetVerdict.ABOVE


def beside(
    mg_dl: float, detail: Mapping[str, Any], guideline: Guideline
) -> tuple[TargetVerdict, Target | None]:
    """Return where a reading lies by what it says of the meal, and the target that says so."""
    slot = slot_of(detail)
    if detail.get("relation_to_meal") not in AFTER_SOME_TIME:
        return beside_target(mg_dl, slot, guideline), target(slot, guideline)
    if beside_target(mg_dl, Slot.AFTER_1H, guideline) == TargetVerdict.ABOVE:
        return TargetVerdict.ABOVE, target(Slot.AFTER_1H, guideline)
    return TargetVerdict.UNKNOWN, None


def level(mg_dl: float) -> tuple[Level, Threshold | None]:
    """Return what a value is by itself, and the limit that says so."""
    shown = in_unit(mg_dl, MG_DL)
    for found, rule_id in ((Level.VERY_LOW, "hypo_2"), (Level.LOW, "hypo_1"), (Level.HIGH, "hyper_200")):
        if threshold(rule_id).holds(shown):
            return found, threshold(rule_id)
    return Level.USUAL, None


def diagnosis_limits(guideline: Guideline) -> tuple[Threshold, ...]:
    """Return the limits of the tests that diagnose gestational diabetes: shown, never judged by."""
    words = DIAGNOSIS[guideline]
    rows = (row for row in thresholds().values() if row.id.startswith(("gdm_ogtt75", "cc_ogtt100", "nice_")))
    return tuple(row for row in rows if any(word in row.id for word in words))

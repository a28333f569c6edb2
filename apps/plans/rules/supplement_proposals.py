"""What is put to a clinician: high doses of folic acid, treatment of iron deficiency, calcium, vitamin D, aspirin.

She reads that she should ask; the dose is in `for_clinician` and is shown to clinicians only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from apps.plans.rules import guidance, supplement_laboratory
from apps.plans.rules.guidance import INTERNATIONAL, Row
from apps.plans.rules.supplement_doses import rows_of
from apps.plans.rules.supplement_laboratory import FERRITIN, HAEMOGLOBIN, VITAMIN_D
from apps.plans.rules.supplement_lines import (
    OBESITY,
    Advice,
    Proposal,
    Reason,
    Status,
    SupplementInput,
    Way,
    unit_of,
)

ASPIRIN: Final = "aspirin_mg"
MODERATE_NEEDED: Final = 2
EMERGENCY: Final = "emergency"


def proposals(whom: SupplementInput) -> list[Advice]:
    """Return the lines that wait for a clinician, in the order in which they are told."""
    found = (
        _of_conditions("folic_acid_ug", whom),
        _iron(whom),
        _of_conditions("calcium_mg", whom),
        _vitamin_d(whom),
        _aspirin(whom),
    )
    return [advice for advice in found if advice]


def _of_conditions(nutrient: str, whom: SupplementInput) -> Advice | None:
    """Return the proposal for what she has: by her standard, or the international one where hers has no row for it."""
    rows = [row for row in rows_of(nutrient, ("clinician",)) if _is_now(row, whom)]
    for standard in (whom.standard, INTERNATIONAL):
        fitting = [row for row in rows if row["standard"] == standard and matching(row, whom)]
        if fitting:
            row = max(fitting, key=lambda each: float(each["dose_max"]))
            reasons = [Reason("condition", {"condition": code}) for code in matching(row, whom)]
            return _proposal(nutrient, row, reasons, whom)
    return None


def matching(row: Row, whom: SupplementInput) -> list[str]:
    """Return the codes of a rule that she has. Obesity also by her body mass index, by the limit of the rule."""
    found = guidance.codes(row, "conditions") & whom.codes
    least = guidance.number(row, "bmi_from")
    if least is not None and whom.body_mass_index is not None and whom.body_mass_index >= least:
        found |= {OBESITY}
    return sorted(found)


def _iron(whom: SupplementInput) -> Advice | None:
    haemoglobin = supplement_laboratory.low(HAEMOGLOBIN, whom)
    ferritin = supplement_laboratory.low(FERRITIN, whom)
    reasons = []
    if haemoglobin:
        is_severe = haemoglobin.row["severity"] == EMERGENCY
        reasons.append(Reason("severe_anaemia" if is_severe else "haemoglobin_low", haemoglobin.values))
    if ferritin:
        reasons.append(Reason("ferritin_low", ferritin.values))
    if not reasons and "anaemia" in whom.codes:
        reasons.append(Reason("condition", {"condition": "anaemia"}))
    if not reasons:
        return None
    only_ferritin = bool(ferritin) and not haemoglobin and "anaemia" not in whom.codes
    roles = ("ferritin", "anaemia") if only_ferritin else ("anaemia",)
    return _proposal("iron_mg", _first("iron_mg", roles, whom), reasons, whom)


def _first(nutrient: str, roles: Sequence[str], whom: SupplementInput) -> Row:
    """Return the first row by standard, then by role."""
    rows = rows_of(nutrient, roles)
    ranks = (whom.standard, INTERNATIONAL)
    rows = [row for row in rows if row["standard"] in ranks]
    return min(rows, key=lambda row: (ranks.index(row["standard"]), roles.index(row["role"])))


def _vitamin_d(whom: SupplementInput) -> Advice | None:
    found = supplement_laboratory.low(VITAMIN_D, whom)
    if found is None:
        return None
    row = _first("vitamin_d_ug", ("vitamin_d",), whom)
    return _proposal("vitamin_d_ug", row, [Reason("vitamin_d_low", found.values)], whom)


def _aspirin(whom: SupplementInput) -> Advice | None:
    """Return the proposal of low-dose aspirin: one high risk of pre-eclampsia, or two moderate ones."""
    if "pre_eclampsia" in whom.codes:
        return None
    for role, needed in (("aspirin_high", 1), ("aspirin_moderate", MODERATE_NEEDED)):
        row = _first(ASPIRIN, (role,), whom)
        found = matching(row, whom)
        if len(found) >= needed and _is_now(row, whom):
            return _proposal(ASPIRIN, row, [Reason("condition", {"condition": code}) for code in found], whom)
    return None


def _is_now(row: Row, whom: SupplementInput) -> bool:
    return guidance.is_in_week(row, whom.gestation_weeks)


def _proposal(nutrient: str, row: Row, reasons: Iterable[Reason], whom: SupplementInput) -> Advice:
    proposal = Proposal(float(row["dose_min"]), float(row["dose_max"]), unit_of(nutrient), row)
    told = list(reasons)
    if row["standard"] != whom.standard:
        told.append(Reason("no_rule_of_standard", {"whose": row["whose"]}))
    return Advice(nutrient, Status.ASK_CLINICIAN, Way.PRESCRIPTION, row, tuple(told), for_clinician=proposal)

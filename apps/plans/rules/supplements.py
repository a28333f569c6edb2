"""Supplements of a week: what to take, go on with, lower, ask about or avoid, each line with its reason and source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from apps.plans.rules import guidance
from apps.plans.rules.profile import STANDARDS
from apps.plans.rules.supplement_doses import of_nutrient, rows_of, too_much
from apps.plans.rules.supplement_lines import (
    Advice,
    Laboratory,
    Proposal,
    Reason,
    Status,
    SupplementInput,
    Way,
)
from apps.plans.rules.supplement_proposals import proposals
from apps.pregnancies.rules.risks import risk_codes

__all__ = [
    "Advice", "Laboratory", "Proposal", "Reason", "Status", "SupplementInput", "Way", "advise", "as_json",
]  # fmt: skip

RETINOL: Final = "retinol_ug"
NUTRIENTS: Final = (
    "folic_acid_ug", "iron_mg", "calcium_mg", "iodine_ug", "vitamin_d_ug", "dha_g", "vitamin_b12_ug", "choline_mg",
)  # fmt: skip
COUNTED_ELSEWHERE: Final = frozenset({RETINOL, "folate_dfe_ug", "vitamin_a_rae_ug"})
"""Folate and vitamin A follow from folic acid and retinol."""
HOW: Final = {
    "iron_mg": "apart_from_calcium",
    "calcium_mg": "with_meals",
    "dha_g": "fish",
    "iodine_ug": "no_kelp",
}
TAKEN: Final = frozenset({Status.TAKE, Status.CONTINUE, Status.REDUCE})


def advise(whom: SupplementInput) -> tuple[Advice, ...]:
    """Return the lines for a mother: each nutrient once, then what waits for a clinician.

    No dose that she is to take exceeds a limit together with food. Raises ValueError for an unknown standard.
    """
    if whom.standard not in STANDARDS:
        raise ValueError(f"standard must be one of {', '.join(STANDARDS)}")
    usual = [of_nutrient(nutrient, whom) for nutrient in NUTRIENTS]
    others = sorted(set(whom.taken) - set(NUTRIENTS) - COUNTED_ELSEWHERE)
    lines = [*usual, _retinol(whom), *(too_much(nutrient, whom) for nutrient in others)]
    return (*(line for line in lines if line), *proposals(whom))


def _retinol(whom: SupplementInput) -> Advice:
    """Return the line on preformed vitamin A: never as a supplement."""
    row = rows_of(RETINOL, ("avoid",))[0]
    limit = min(float(row["limit"]), whom.limits.get(RETINOL, float(row["limit"])))
    taken, food = whom.taken.get(RETINOL, 0.0), whom.food.get(RETINOL, 0.0)
    reasons = [Reason("retinol", {"whose": row["whose"]})]
    if taken:
        reasons.append(Reason("takes", {"taken": taken}))
    if food + taken > limit:
        reasons.append(Reason("above_limit", {"taken": taken, "food": food, "limit": limit}))
    return Advice(RETINOL, Status.AVOID, Way.SUPPLEMENT, row, tuple(reasons))


def as_json(
    advices: Iterable[Advice], language: str = "en", *, for_clinician: bool = False
) -> list[dict[str, Any]]:
    """Return lines as plain data with words. `for_clinician`: with the doses that only a clinician may order."""
    return [_line(advice, language, for_clinician) for advice in advices]


def _line(advice: Advice, language: str, for_clinician: bool) -> dict[str, Any]:
    line = {
        "nutrient": advice.nutrient,
        "name": _name(advice.nutrient, language),
        "status": str(advice.status),
        "way": str(advice.way),
        "dose": advice.dose,
        "unit": advice.unit,
        "says": _says(advice, language),
        "how": _how(advice, language),
        "why": [_reason(reason, language, advice.unit) for reason in advice.reasons],
        "standard": advice.standard,
        "from_week": guidance.number(advice.row, "from_week"),
        "to_week": guidance.number(advice.row, "to_week"),
        **guidance.plain(advice.row),
    }
    if for_clinician and advice.for_clinician:
        line["for_clinician"] = _proposal(advice.for_clinician)
    return line


def _says(advice: Advice, language: str) -> str:
    code = f"{advice.status}_{advice.way}"
    if advice.status == Status.REDUCE and not advice.dose:
        code = "stop"
    if advice.for_clinician:
        code = "ask_dose"
    values = {
        "name": _name(advice.nutrient, language),
        "dose": advice.dose or 0.0,
        "unit": _unit(advice.unit),
    }
    return guidance.word("supplement", code, language, values)


def _how(advice: Advice, language: str) -> list[str]:
    codes = [HOW[advice.nutrient]] if advice.nutrient in HOW and advice.status in TAKEN else []
    return [guidance.word("how", code, language) for code in codes]


def _reason(reason: Reason, language: str, unit: str) -> dict[str, Any]:
    shown = {**reason.values, "unit": _unit(unit)}
    if "condition" in reason.values:
        shown["condition"] = _condition(str(reason.values["condition"]), language)
    return {
        "code": reason.code,
        "values": dict(reason.values),
        "says": guidance.word("reason", reason.code, language, shown),
    }


def _condition(code: str, language: str) -> str:
    known = risk_codes().get(code)
    return known.name(language) if known else guidance.word("condition", code, language)


def _name(nutrient: str, language: str) -> str:
    try:
        return guidance.word("nutrient", nutrient, language)
    except KeyError:
        return nutrient.rsplit("_", 1)[0].replace("_", " ")


def _unit(unit: str) -> str:
    return "µg" if unit == "ug" else unit


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "dose_min": proposal.dose_min,
        "dose_max": proposal.dose_max,
        "unit": proposal.unit,
        "whose": proposal.row["whose"],
        **guidance.plain(proposal.row),
    }

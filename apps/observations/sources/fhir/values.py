"""Quantities of FHIR in the canonical unit of a measure."""

from __future__ import annotations

import re
from typing import Any, Final

from apps.observations.rules.measures import measures
from apps.observations.sources.fhir.codes import COMPARATORS, DIASTOLIC, LOINC, SYSTOLIC
from apps.observations.sources.fhir.codes import UCUM as UCUM_SYSTEM
from apps.observations.sources.points import Refused
from apps.observations.sources.units import UCUM, celsius, scaled

MASS: Final = frozenset({"2339-0", "41653-7", "2345-7", "1558-6", "99504-3"})
MOLAR: Final = frozenset({"15074-8", "14743-9", "14749-6", "105272-9"})
"""Codes of glucose that say of themselves in which unit it is."""

ANNOTATIONS: Final = re.compile(r"\{[^{}]*\}")
"""What UCUM has in braces changes nothing of a unit."""
COUNTS: Final = frozenset({"{steps}", "{movements}"})


def check_code(resource: dict[str, Any], code: str) -> None:
    """Raise Refused where the unit is not one that the code has: nobody could tell which of them is the mistake."""
    unit = str(resource.get("valueQuantity", {}).get("code", ""))
    is_molar = unit.startswith(("mmol", "umol"))
    if (code in MASS and is_molar) or (code in MOLAR and unit and not is_molar):
        raise Refused("unit_disagrees", "$.valueQuantity.code", unit=unit[:40], loinc=code)


def quantity(part: dict[str, Any], measure: str, path: str) -> tuple[float, str]:
    """Return the value of `part` in the unit of the measure, and its comparator. Raises Refused."""
    if "valueQuantity" in part:
        given = part["valueQuantity"]
        if given.get("value") is None:
            raise Refused("no_value", f"{path}.valueQuantity.value")
        comparator = given.get("comparator", "")
        if comparator and comparator not in COMPARATORS:
            raise Refused("not_one_of", f"{path}.valueQuantity.comparator", words=", ".join(COMPARATORS))
        return _converted(given, measure, f"{path}.valueQuantity"), comparator
    if "valueInteger" in part:
        return _counted(part["valueInteger"], measure, f"{path}.valueInteger"), ""
    if "dataAbsentReason" in part:
        raise Refused("not_measured", f"{path}.dataAbsentReason", why=_word(part["dataAbsentReason"]))
    raise Refused("no_value", f"{path}.valueQuantity")


def _counted(given: int, measure: str, path: str) -> float:
    """A whole number without a unit is a count, and nothing else: 11 of glucose may be of either unit."""
    to = measures()[measure].unit
    if to not in COUNTS:
        raise Refused("unknown_unit", path, unit="", to=to)
    return float(given)


def _converted(given: dict[str, Any], measure: str, path: str) -> float:
    """A unit counts only as a code of UCUM: words are not enough to convert by."""
    to = measures()[measure].unit
    unit = str(given.get("code", ""))
    if not unit or given.get("system") != UCUM_SYSTEM:
        raise Refused("unknown_unit", f"{path}.code", unit=str(given.get("unit", ""))[:40], to=to)
    value = float(given["value"])
    if unit not in UCUM.get(to, {}):
        unit = ANNOTATIONS.sub("", unit)
    try:
        return celsius(value, unit) if to == "Cel" else scaled(value, unit, to, UCUM)
    except KeyError:
        raise Refused("unknown_unit", f"{path}.code", unit=unit[:40], to=to) from None


def pressure(resource: dict[str, Any]) -> tuple[float, float, str, str]:
    """Return systolic and diastolic in mmHg, and where each stands. Raises Refused."""
    found: dict[str, tuple[float, str]] = {}
    for index, part in enumerate(resource.get("component", [])):
        path = f"$.component[{index}]"
        for code in loinc_codes(part.get("code", {})):
            if code in found:
                raise Refused("twice", path)
            if code in (SYSTOLIC, DIASTOLIC):
                found[code] = quantity(part, "blood_pressure", path)[0], f"{path}.valueQuantity.value"
    missing = [name for name in (SYSTOLIC, DIASTOLIC) if name not in found]
    if missing and "dataAbsentReason" in resource:
        raise Refused("not_measured", "$.dataAbsentReason", why=_word(resource["dataAbsentReason"]))
    if missing:
        raise Refused("no_value", "$.component")
    return found[SYSTOLIC][0], found[DIASTOLIC][0], found[SYSTOLIC][1], found[DIASTOLIC][1]


def loinc_codes(concept: dict[str, Any]) -> list[str]:
    """Return the LOINC codes of a concept."""
    return [
        coding["code"]
        for coding in concept.get("coding", [])
        if coding.get("system") == LOINC and "code" in coding
    ]


def _word(concept: dict[str, Any]) -> str:
    codings = concept.get("coding") or [{}]
    return str(concept.get("text") or codings[0].get("code") or "?")[:60]

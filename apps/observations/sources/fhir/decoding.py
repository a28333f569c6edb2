"""One FHIR R4 Observation becomes one reading, or takes one back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fhir.resources.R4B.observation import Observation
from pydantic import ValidationError

from apps.observations.sources.fhir.codes import (
    FASTING,
    GONE,
    INTERVALS,
    MEASURE_OF,
    NO_RESULT,
    OF_THE_BABY,
    STATES,
)
from apps.observations.sources.fhir.times import When, read_when
from apps.observations.sources.fhir.values import check_code, loinc_codes, pressure, quantity
from apps.observations.sources.given import Given
from apps.observations.sources.limits import judged
from apps.observations.sources.omh.bodies import text
from apps.observations.sources.points import Deletion, Reading, Refused, id_of, json_path, name_of
from apps.observations.sources.times import check_times, moment

BABY: Final = (
    "fetal",
    "foetal",
    "fetus",
    "foetus",
    "胎儿",
    "胎兒",
    "胎児",
    "胎心",
    "胎动",
    "胎動",
    "태아",
    "태동",
)


def decode(resource: dict[str, Any], given: Given) -> Reading | Deletion:
    """Return what an Observation says. Raises Refused with the place in the document."""
    if resource.get("resourceType") != "Observation":
        raise Refused("unknown_form", "$.resourceType")
    _validate(resource)
    source, external_id, changed_at = _identity(resource, given)
    if resource["status"] in GONE:
        return Deletion(source, external_id, changed_at)
    _check_subject(resource, given)
    measure, code = _measure(resource)
    if resource["status"] in NO_RESULT:
        raise Refused("not_measured", "$.status", why=resource["status"])
    when = read_when(resource, given)
    if measure in INTERVALS and when.start == when.end:
        raise Refused("no_time", when.start_path)
    reading = Reading(
        measure=measure,
        source_app=source,
        external_id=external_id,
        origin="fhir",
        start=when.start,
        end=when.end,
        value=None,
        offset=when.offset,
        end_offset=when.end_offset,
        device=name_of(resource.get("device", {}).get("display")) or given.device,
        detail=_details(resource, code, when),
        source_changed_at=changed_at,
    )
    return _valued(reading, resource, given, when)


def _valued(reading: Reading, resource: dict[str, Any], given: Given, when: When) -> Reading:
    path, second_path = "$.valueQuantity.value", ""
    if reading.measure == "blood_pressure":
        reading.value, reading.second_value, path, second_path = pressure(resource)
    else:
        check_code(resource, reading.detail["loinc"])
        reading.value, comparator = quantity(resource, reading.measure, "$")
        if comparator:
            reading.detail["comparator"] = comparator
    check_times(reading, given.now, when.start_path, when.end_path)
    return judged(reading, path, second_path)


def _validate(resource: dict[str, Any]) -> None:
    try:
        Observation.model_validate(resource)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = json_path([part for part in first["loc"] if isinstance(part, str | int)])
        raise Refused("invalid", place, reason=str(first["msg"])[:300]) from error
    if resource["status"] not in STATES:
        raise Refused("not_one_of", "$.status", words=", ".join(STATES))


def _check_subject(resource: dict[str, Any], given: Given) -> None:
    """Our own id of somebody else is a mistake; how another system calls its patient nobody here can tell."""
    named = str(resource.get("subject", {}).get("reference", "")).removeprefix("urn:uuid:").rpartition("/")[2]
    try:
        is_other = given.mother is not None and UUID(named) != given.mother
    except ValueError:
        return
    if is_other:
        raise Refused("other_person", "$.subject.reference")


def _identity(resource: dict[str, Any], given: Given) -> tuple[str, str, datetime | None]:
    """The first identifier with a value, else the id; the source is who says so, else the identifier's system."""
    meta = resource.get("meta", {})
    named = [each for each in resource.get("identifier", []) if each.get("value")]
    system = name_of(named[0].get("system")) if named else ""
    source = name_of(meta.get("source")) or system or given.source
    given_id = named[0]["value"] if named else resource.get("id")
    if not given_id:
        raise Refused("missing", "$.id", name="id")
    changed = meta.get("lastUpdated") or resource.get("issued")
    changed_at = None if changed is None else moment(changed, "$.meta.lastUpdated")[0]
    return source, id_of(given_id, "$.id"), changed_at


def _measure(resource: dict[str, Any]) -> tuple[str, str]:
    """Return the measure, and the code that says so. What is the baby's is never the mother's.

    A focus is somebody or something else than the subject: of a mother's Observation, her baby.
    """
    codes = loinc_codes(resource["code"])
    hers = [code for code in codes if code in MEASURE_OF]
    baby = [code for code in codes if code in OF_THE_BABY]
    if hers and (
        baby
        or resource.get("focus")
        or any(word in said.lower() for said in _said(resource) for word in BABY)
    ):
        raise Refused("fetal", "$.code")
    if hers:
        return MEASURE_OF[hers[0]], hers[0]
    if baby:
        return OF_THE_BABY[baby[0]], baby[0]
    raise Refused("unsupported_code", "$.code")


def _said(resource: dict[str, Any]) -> Iterator[str]:
    """Every name by which the document says what, where or of whom it is."""
    for concept in (resource["code"], resource.get("bodySite", {}), resource.get("method", {})):
        yield str(concept.get("text", ""))
        yield from (str(coding.get("display", "")) for coding in concept.get("coding", []))
    yield str(resource.get("subject", {}).get("display", ""))


def _details(resource: dict[str, Any], code: str, when: When) -> dict[str, Any]:
    notes = resource.get("note") or [{}]
    known = {
        "status": resource["status"] if resource["status"] != "final" else None,
        "relation_to_meal": "fasting" if code in FASTING else None,
        "location": _name(resource.get("bodySite")),
        "method": _name(resource.get("method")),
        "note": notes[0].get("text"),
        "precision": when.precision or None,
        "time_from": when.time_from or None,
        "loinc": code,
    }
    return {name: text(value) for name, value in known.items() if value is not None}


def _name(concept: dict[str, Any] | None) -> str | None:
    if not concept:
        return None
    codings = concept.get("coding") or [{}]
    found = concept.get("text") or codings[0].get("display") or codings[0].get("code")
    return None if found is None else str(found)

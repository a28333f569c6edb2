"""Readings by hand: who may write what, what is asked back, corrected, deleted, brought back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.foundation import accesses
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.models import Revision
from apps.observations.models import Observation
from apps.observations.rules import by_hand as rules
from apps.observations.rules.by_hand import Written
from apps.observations.services import by_hand
from apps.observations.services.by_hand import Given
from apps.observations.services.refusals import NewerReading
from tests.observations.by_hand.conftest import House


def stored() -> int:
    return Observation.objects.for_system("test").count()


def test_a_weight_in_pounds_is_kept_in_kilograms_with_what_she_typed(house: House) -> None:
    row = house.write(house.mother, "body_weight", 150.0, unit="lb")
    assert row.value == pytest.approx(68.04, abs=0.01)
    assert (row.unit, row.detail["typed"]) == ("kg", {"value": 150.0, "unit": "lb"})
    assert (row.origin, row.modality, row.source_app, row.version) == ("hand", "self_reported", "kaishi", 1)
    assert row.pregnancy_id == house.pregnancy.pk


@pytest.mark.parametrize(
    ("measure", "value", "unit", "meant"),
    [
        ("haemoglobin", 112, "g/dL", "g/L"),
        ("blood_glucose", 5.4, "mg/dL", "mmol/L"),
        ("body_weight", 132, "kg", "lb"),
    ],
)
def test_the_usual_mistakes_of_units_are_asked_back(house: House, measure, value, unit, meant) -> None:
    person = house.obstetrician if measure == "haemoglobin" else house.mother
    house.write(house.mother, "body_weight", 61.0, taken_at=house.ago(days=3))
    with pytest.raises(Invalid) as caught:
        house.write(person, measure, value, unit=unit)
    [error] = caught.value.errors
    assert (error.field, error.code, error.limit) == ("unit", "unit_doubtful", meant)
    assert stored() == 1


def test_what_is_meant_as_it_stands_is_taken_when_she_says_so(house: House) -> None:
    house.write(house.mother, "body_weight", 61.0, taken_at=house.ago(days=3))
    row = house.write(house.mother, "body_weight", 132.0, unit="kg", is_sure=True)
    assert row.value == 132.0


@pytest.mark.parametrize(
    ("measure", "value", "given", "field", "code"),
    [
        ("body_weight", 10.0, {"is_sure": True}, "value", "out_of_range"),
        ("body_weight", None, {}, "value", "required"),
        ("body_weight", 60.0, {"unit": "stone"}, "unit", "invalid_choice"),
        ("blood_pressure", 120.0, {}, "second_value", "required"),
        ("blood_pressure", 80.0, {"second_value": 120.0}, "second_value", "not_below_first"),
        ("blood_glucose", 90.0, {"relation_to_meal": "teatime"}, "relation_to_meal", "invalid_choice"),
        ("fetal_movement_session", 10.0, {}, "is_less", "required"),
        ("fetal_movement_session", 2.5, {"is_less": False}, "value", "not_whole"),
        ("symptoms", None, {}, "symptom", "required"),
        ("symptoms", None, {"symptom": "bleeding"}, "strength", "required"),
        ("symptoms", None, {"symptom": "hiccups", "strength": "mild"}, "symptom", "invalid_choice"),
    ],
)
def test_what_is_refused_names_its_field(house: House, measure, value, given, field, code) -> None:
    with pytest.raises(Invalid) as caught:
        house.write(house.mother, measure, value, **given)
    assert [(error.field, error.code) for error in caught.value.errors] == [(field, code)]
    assert stored() == 0


@pytest.mark.parametrize(
    ("measure", "value", "given", "field", "code"),
    [
        ("urine_protein", None, {"grade": "5+"}, "grade", "invalid_choice"),
        ("laboratory", 12.0, {}, "name", "required"),
        ("fetal_biometry", None, {}, "biometry", "required"),
        ("fetal_biometry", None, {"parts_mm": {"hc_mm": 32.5}}, "biometry.hc_mm", "out_of_range"),
    ],
)
def test_what_is_refused_of_a_clinician_names_its_field(
    house: House, measure, value, given, field, code
) -> None:
    with pytest.raises(Invalid) as caught:
        house.write(house.obstetrician, measure, value, **given)
    assert [(error.field, error.code) for error in caught.value.errors] == [(field, code)]


@pytest.mark.parametrize(
    ("moments", "field"),
    [
        ({"taken_at": {"hours": -1}}, "taken_at"),
        ({"taken_at": {"days": 301}}, "taken_at"),
        ({"taken_at": {"hours": 1}, "ended_at": {"hours": 2}}, "ended_at"),
        ({"taken_at": {"hours": 30}, "ended_at": {"hours": 1}}, "ended_at"),
    ],
)
def test_moments_that_cannot_be_are_refused(house: House, moments, field) -> None:
    given = {name: house.ago(**back) for name, back in moments.items()}
    with pytest.raises(Invalid) as caught:
        house.write(house.mother, "fetal_movement_session", 10.0, is_less=False, **given)
    assert [error.field for error in caught.value.errors] == [field]


@pytest.mark.parametrize(
    "role", ["mother", "obstetrician", "midwife", "dietitian", "partner", "administrator"]
)
@pytest.mark.parametrize("measure", rules.BY_HAND)
def test_everybody_writes_what_belongs_to_her_and_nothing_else(house: House, role: str, measure: str) -> None:
    person = getattr(house, role)
    clinician = {*rules.OF_CLINICIANS, *(rules.OF_SCANS if role in ("obstetrician", "midwife") else ())}
    allowed = {"mother": set(rules.HERS), "partner": set(), "administrator": set()}.get(role, clinician)
    if measure in allowed:
        by_hand.require_may_write(person, measure)
    else:
        with pytest.raises(Forbidden):
            by_hand.require_may_write(person, measure)


def test_a_stranger_finds_no_pregnancy_to_write_to(house: House) -> None:
    with pytest.raises(Conflict):
        house.write(house.stranger, "body_weight", 60.0)
    assert stored() == 0


def test_the_same_id_again_changes_nothing(house: House) -> None:
    same = uuid4()
    first = house.write(house.mother, "body_weight", 61.0, public_id=same)
    second = house.write(house.mother, "body_weight", 65.0, public_id=same)
    assert (first.pk, second.value, stored()) == (second.pk, 61.0, 1)


def correct(house: House, row: Observation, value: float, *, seen: int = 1, person=None) -> Observation:
    given = Given(Written(row.measure, value), taken_at=row.start_at)
    with accesses.collected():
        return by_hand.correct_reading(
            person or house.mother, reading_id=row.public_id, seen_version=seen, given=given, at=house.now
        )


def test_a_correction_keeps_what_was_there_before(house: House) -> None:
    row = house.write(house.mother, "body_weight", 61.0)
    corrected = correct(house, row, 62.5)
    assert (corrected.value, corrected.version) == (62.5, 2)
    kept = Revision.objects.filter(table_name="observations_observation", row_id=row.pk).order_by("pk")
    assert [(one.operation, (one.after or {}).get("value")) for one in kept] == [
        ("INSERT", 61.0),
        ("UPDATE", 62.5),
    ]
    assert [one.actor_id for one in kept] == [house.mother.pk, house.mother.pk]


def test_who_saw_an_older_version_corrects_nothing(house: House) -> None:
    row = house.write(house.mother, "body_weight", 61.0)
    correct(house, row, 62.5)
    with pytest.raises(NewerReading):
        correct(house, row, 63.0, seen=1)


def test_each_side_changes_its_own_readings_only(house: House) -> None:
    hers = house.write(house.mother, "body_weight", 61.0)
    theirs = house.write(house.midwife, "body_weight", 61.4)
    with pytest.raises(Forbidden):
        correct(house, hers, 62.0, person=house.midwife)
    with pytest.raises(Forbidden):
        correct(house, theirs, 62.0, person=house.mother)
    with pytest.raises(NotVisible):
        correct(house, hers, 62.0, person=house.stranger)
    assert correct(house, theirs, 62.0, person=house.obstetrician).value == 62.0


def test_a_deletion_leaves_a_mark_and_is_taken_back(house: House) -> None:
    row = house.write(house.mother, "body_weight", 61.0)
    with accesses.collected():
        deleted = by_hand.delete_reading(house.mother, reading_id=row.public_id, at=house.now)
        again = by_hand.delete_reading(
            house.mother, reading_id=row.public_id, at=house.now + timedelta(minutes=1)
        )
    assert (deleted.deleted_at, again.deleted_at, again.version) == (house.now, house.now, 2)
    with pytest.raises(Conflict):
        correct(house, row, 62.0, seen=2)
    with accesses.collected():
        back = by_hand.restore_reading(house.mother, reading_id=row.public_id, at=house.now)
    assert (back.deleted_at, back.value, back.version) == (None, 61.0, 3)


def test_a_scan_is_kept_whole_with_the_weight_by_hadlock(house: House) -> None:
    parts = {"bpd_mm": 90.0, "hc_mm": 325.0, "ac_mm": 320.0, "fl_mm": 68.0}
    row = house.write(house.obstetrician, "fetal_biometry", parts_mm=parts, measured_by="Dr Kim")
    assert row.value == pytest.approx(2757, abs=1)
    assert row.detail == {
        "parts_mm": parts,
        "fetus": "A",
        "formula": "hadlock_hc_ac_fl",
        "measured_by": "Dr Kim",
    }
    assert (row.unit, row.modality) == ("g", "")


def test_a_scan_without_a_belly_has_no_weight(house: House) -> None:
    row = house.write(house.obstetrician, "fetal_biometry", parts_mm={"hc_mm": 325.0}, fetus="B")
    assert (row.value, row.detail["fetus"]) == (None, "B")


def test_her_words_beside_a_symptom_are_checked_for_warning_signs(house: House) -> None:
    row = house.write(
        house.mother,
        "symptoms",
        symptom="back_pain",
        strength="mild",
        note="and bright red blood soaks my pad",
    )
    assert row.detail["code"] == "back_pain"
    assert "bleeding" in row.detail["signs"]
    assert row.detail["triage_version"].startswith("triage-")

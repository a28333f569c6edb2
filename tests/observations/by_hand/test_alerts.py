"""From a reading to an alert through the outbox, without waiting; joined, not repeated; withdrawn when corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.alerts.models import Alert, AlertEvidence
from apps.foundation import accesses
from apps.observations.rules.by_hand import Written
from apps.observations.services import by_hand
from apps.observations.services.by_hand import Given
from apps.observations.services.judging import judge_arrived
from tests.observations.by_hand.conftest import House, alerts, journal, only_alert, relay

SMALL = {"bpd_mm": 78.0, "hc_mm": 275.0, "ac_mm": 232.0, "fl_mm": 55.0}
TINY = {"bpd_mm": 74.0, "hc_mm": 262.0, "ac_mm": 215.0, "fl_mm": 50.0}
USUAL = {"bpd_mm": 77.0, "hc_mm": 280.0, "ac_mm": 262.0, "fl_mm": 57.0}


def pressure(house: House, systolic: float, diastolic: float, **given):
    return house.write(house.mother, "blood_pressure", systolic, second_value=diastolic, **given)


def test_severe_pressure_is_an_emergency_within_a_minute_of_its_arrival(house: House) -> None:
    before = timezone.now()
    pressure(house, 166.0, 104.0)
    relay()
    alert = only_alert()
    assert (alert.rule_id, alert.severity, alert.pregnancy) == (
        "severe_pressure",
        "emergency",
        house.pregnancy,
    )
    assert alert.raised_at - before < timedelta(minutes=1)
    row = AlertEvidence.objects.for_system("test").get()
    assert row.values == {"systolic_mmhg": 166.0, "diastolic_mmhg": 104.0, "is_confirmed": False}
    assert row.limits["values"] == {"systolic_mmhg": 160, "diastolic_mmhg": 110}
    assert (row.rule_version, row.source_kind) == (1, "observations.observation")


def test_a_second_severe_reading_joins_and_says_that_it_confirms(house: House) -> None:
    pressure(house, 162.0, 100.0, taken_at=house.ago(minutes=20))
    relay()
    pressure(house, 164.0, 100.0, taken_at=house.ago(minutes=8))
    relay()
    assert [rule for rule, _, _ in alerts()] == ["severe_pressure", "high_pressure"]
    alert = Alert.objects.for_system("test").get(rule_id="severe_pressure")
    rows = AlertEvidence.objects.for_system("test").filter(alert=alert).order_by("pk")
    assert [row.values["is_confirmed"] for row in rows] == [False, True]
    assert journal(alert) == ["raised", "evidence"]


def test_the_event_twice_changes_nothing(house: House) -> None:
    row = pressure(house, 166.0, 104.0)
    for _ in range(2):
        judge_arrived(None, mother_id=house.mother.public_id, reading_ids=[row.public_id], at=house.now)
    assert journal(only_alert()) == ["raised"]


@pytest.mark.parametrize("systolic", [159.0, 139.0])
def test_one_high_reading_raises_nothing_yet(house: House, systolic: float) -> None:
    pressure(house, systolic, 85.0)
    relay()
    assert alerts() == []


def test_two_high_sittings_of_a_week_are_urgent_and_two_readings_of_one_sitting_are_not(house: House) -> None:
    pressure(house, 144.0, 92.0, taken_at=house.ago(days=2))
    pressure(house, 142.0, 91.0, taken_at=house.ago(days=2, minutes=-4))
    relay()
    assert alerts() == []
    pressure(house, 141.0, 88.0)
    relay()
    assert alerts() == [("high_pressure", "", "urgent")]


def test_a_reading_of_more_than_two_weeks_ago_is_kept_and_raises_nothing(house: House) -> None:
    """Up to two weeks it speaks: a phone that was offline over a weekend must not silence an emergency."""
    pressure(house, 170.0, 112.0, taken_at=house.ago(days=15))
    relay()
    assert alerts() == []


def test_a_lower_sitting_later_says_that_it_is_over_and_leaves_the_alert_to_a_person(house: House) -> None:
    pressure(house, 166.0, 104.0, taken_at=house.ago(hours=3))
    relay()
    pressure(house, 128.0, 82.0, taken_at=house.ago(hours=1))
    relay()
    alert = only_alert()
    assert (journal(alert), alert.state != "resolved") == (["raised", "condition_ended"], True)
    assert alert.condition_ended_at is not None


def correct(house: House, row, value: float, second: float | None = None) -> None:
    given = Given(Written(row.measure, value, second), taken_at=row.start_at)
    with accesses.collected():
        by_hand.correct_reading(
            house.mother,
            reading_id=row.public_id,
            seen_version=row.version,
            given=given,
            at=timezone.now(),
        )


def test_a_correction_withdraws_what_the_alert_rested_on(house: House) -> None:
    row = pressure(house, 166.0, 104.0)
    relay()
    correct(house, row, 116.0, 74.0)
    relay()
    alert = only_alert()
    assert alert.condition_ended_at is not None
    assert sorted(journal(alert)) == ["condition_ended", "raised", "withdrawn"]


def test_a_correction_that_is_severe_too_leaves_the_alert_standing(house: House) -> None:
    row = pressure(house, 186.0, 104.0)
    relay()
    correct(house, row, 168.0, 104.0)
    relay()
    alert = only_alert()
    assert alert.condition_ended_at is None
    assert journal(alert) == ["raised", "evidence", "withdrawn"]


def test_a_deletion_withdraws_and_twice_says_it_once(house: House) -> None:
    row = house.write(house.mother, "fetal_movement_session", None, is_less=True)
    relay()
    with accesses.collected():
        by_hand.delete_reading(house.mother, reading_id=row.public_id, at=timezone.now())
    relay()
    judge_arrived(None, mother_id=house.mother.public_id, reading_ids=[row.public_id], at=timezone.now())
    alert = only_alert()
    assert journal(alert) == ["raised", "withdrawn", "condition_ended"]


def test_fewer_movements_are_urgent_whatever_the_count_says(house: House) -> None:
    house.write(house.mother, "fetal_movement_session", 25.0, is_less=True, ended_at=house.ago(minutes=40))
    relay()
    assert alerts() == [("fetal_movement", "", "urgent")]
    values = AlertEvidence.objects.for_system("test").get().values
    assert (values["is_less"], values["count"], values["minutes"]) == (True, 25, 20)


@pytest.mark.parametrize(
    ("count", "hours", "expected"),
    [
        (9.0, 2, [("fetal_movement", "", "urgent")]),
        (0.0, 2, [("fetal_movement", "", "emergency")]),
        (10.0, 2, []),
        (3.0, 1, []),
    ],
)
def test_a_count_from_28_weeks(house: House, count, hours, expected) -> None:
    start = house.ago(hours=3)
    house.write(
        house.mother,
        "fetal_movement_session",
        count,
        is_less=False,
        taken_at=start,
        ended_at=start + timedelta(hours=hours),
    )
    relay()
    assert alerts() == expected


@pytest.mark.parametrize(
    ("mg_dl", "has_diabetes", "expected"),
    [
        (53.0, False, [("glucose", "low", "emergency")]),
        (60.0, True, [("glucose", "low", "urgent")]),
        (60.0, False, []),
        (205.0, False, [("glucose", "high", "urgent")]),
        (120.0, True, []),
    ],
)
def test_low_and_high_glucose(house: House, mg_dl, has_diabetes, expected) -> None:
    if has_diabetes:
        house.risk("gestational_diabetes")
    house.write(house.mother, "blood_glucose", mg_dl, unit="mg/dL")
    relay()
    assert alerts() == expected


def test_two_readings_above_the_target_of_a_week_in_diabetes(house: House) -> None:
    house.risk("gestational_diabetes")
    house.write(house.mother, "blood_glucose", 98.0, relation_to_meal="fasting", taken_at=house.ago(days=1))
    relay()
    assert alerts() == []
    house.write(house.mother, "blood_glucose", 7.9, unit="mmol/L", relation_to_meal="after_1h")
    relay()
    assert alerts() == [("glucose", "above_target", "warn")]


def test_a_low_glucose_is_over_with_a_later_one_that_is_not(house: House) -> None:
    house.write(house.mother, "blood_glucose", 50.0, taken_at=house.ago(minutes=40))
    relay()
    house.write(house.mother, "blood_glucose", 90.0, taken_at=house.ago(minutes=20))
    relay()
    assert journal(only_alert()) == ["raised", "condition_ended"]


@pytest.mark.parametrize(
    ("measure", "value", "severity"),
    [
        ("body_temperature", 38.1, "urgent"),
        ("body_temperature", 39.2, "emergency"),
        ("body_temperature", 37.6, None),
        ("oxygen_saturation", 94.0, "urgent"),
        ("oxygen_saturation", 91.0, "emergency"),
        ("resting_heart_rate", 124.0, "urgent"),
        ("resting_heart_rate", 104.0, None),
    ],
)
def test_fever_saturation_and_pulse(house: House, measure, value, severity) -> None:
    house.write(house.mother, measure, value)
    relay()
    assert alerts() == ([("vital_signs", measure, severity)] if severity else [])


@pytest.mark.parametrize(
    ("systolic", "jump", "expected"), [(142.0, 3.1, 1), (142.0, 2.8, 0), (130.0, 3.1, 0)]
)
def test_three_kilograms_in_a_week_with_raised_pressure(house: House, systolic, jump, expected) -> None:
    house.write(house.mother, "body_weight", 66.0, taken_at=house.ago(days=6))
    pressure(house, systolic, 84.0, taken_at=house.ago(days=1))
    house.write(house.mother, "body_weight", 66.0 + jump)
    relay()
    assert [rule for rule, _, _ in alerts()] == ["weight_jump"] * expected


@pytest.mark.parametrize(
    ("measure", "value", "grade", "expected"),
    [
        ("haemoglobin", 10.4, "", ("laboratory", "haemoglobin", "warn")),
        ("haemoglobin", 9.2, "", ("laboratory", "haemoglobin", "urgent")),
        ("haemoglobin", 6.8, "", ("laboratory", "haemoglobin", "emergency")),
        ("haemoglobin", 11.2, "", None),
        ("ferritin", 22.0, "", ("laboratory", "ferritin", "warn")),
        ("urine_protein", None, "2+", ("laboratory", "urine_protein", "urgent")),
        ("urine_protein", None, "trace", None),
    ],
)
def test_laboratory_values(house: House, measure, value, grade, expected) -> None:
    house.write(house.midwife, measure, value, grade=grade, taken_at=house.ago(days=9))
    relay()
    assert alerts() == ([expected] if expected else [])


@pytest.mark.parametrize(("parts", "severity"), [(SMALL, "warn"), (TINY, "urgent"), (USUAL, None)])
def test_a_small_fetus(house: House, parts, severity) -> None:
    house.write(house.obstetrician, "fetal_biometry", parts_mm=parts)
    relay()
    assert alerts() == ([("fetal_growth", "A", severity)] if severity else [])
    if severity:
        values = AlertEvidence.objects.for_system("test").get().values
        assert (values["standard"], values["formula"]) == ("WHO 2017", "hadlock_hc_ac_fl")


def test_a_symptom_and_a_sign_in_her_words(house: House) -> None:
    house.write(
        house.mother,
        "symptoms",
        symptom="severe_headache",
        strength="severe",
        note="bright red blood soaks my pad every hour",
    )
    relay()
    found = {direction: severity for rule, direction, severity in alerts() if rule == "symptoms"}
    assert found["severe_headache"] == "urgent"
    assert found["bleeding"] in ("urgent", "emergency")
    assert "pad" not in str(list(AlertEvidence.objects.for_system("test").values()))


def test_heartburn_is_kept_and_raises_nothing(house: House) -> None:
    house.write(house.mother, "symptoms", symptom="heartburn", strength="severe")
    relay()
    assert alerts() == []

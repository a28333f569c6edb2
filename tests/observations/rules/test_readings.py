"""Pressure, glucose, blood, temperature, movements and units: each limit on both of its sides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.severity import Severity
from apps.observations.rules import blood, glucose, movement, pressure, units, vitals
from apps.observations.rules.glucose import Slot, TargetVerdict
from apps.observations.rules.movement import Advice, Session
from apps.observations.rules.pressure import Reading
from apps.observations.rules.standards import Guideline
from apps.observations.rules.tables import thresholds

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def reading(minutes: float, systolic: float, diastolic: float, status: int = 0) -> Reading:
    return Reading(NOON + timedelta(minutes=minutes), systolic, diastolic, status)


@pytest.mark.parametrize("found", thresholds().values(), ids=lambda found: found.id)
def test_every_limit_says_where_it_comes_from(found) -> None:
    assert found.origin.source
    assert found.origin.checked in ("seen", "recalled")


@pytest.mark.parametrize(
    ("systolic", "diastolic", "at_home", "name"),
    [
        (160, 80, True, "severe"),
        (120, 110, False, "severe"),
        (159, 109, False, "high"),
        (140, 70, False, "high"),
        (110, 90, False, "high"),
        (135, 70, True, "home_raised"),
        (135, 70, False, "raised"),
        (120, 85, True, "home_raised"),
        (129, 80, True, "raised"),
        (89, 55, True, "low"),
        (90, 55, True, "usual"),
    ],
)
def test_the_worse_figure_gives_the_class(systolic, diastolic, at_home, name) -> None:
    assert pressure.class_of(systolic, diastolic, at_home=at_home)[0] == name


@pytest.mark.parametrize(
    ("status", "reasons"),
    [(0b1, ("moved",)), (0b10, ("cuff_loose",)), (0b10000, ("bad_position",)), (0b1100, ()), (0, ())],
)
def test_a_reading_that_the_device_doubts_is_not_judged(status, reasons) -> None:
    assert pressure.unfit_reasons(status) == reasons
    assert pressure.is_severe(reading(0, 180, 120, status)) is (not reasons)


def test_severe_pressure_is_confirmed_by_a_second_within_15_minutes() -> None:
    first, second, late = reading(0, 165, 100), reading(15, 150, 112), reading(31, 170, 100)
    assert pressure.confirmed([second, first]) == (first, second)
    assert pressure.confirmed([second, late]) is None
    assert pressure.confirmed([first]) is None


def test_a_sitting_leaves_out_the_first_of_three() -> None:
    found = pressure.sittings(
        [reading(0, 150, 95), reading(3, 140, 90), reading(6, 136, 86), reading(20, 120, 70)]
    )
    assert [(len(one.readings), one.systolic, one.diastolic) for one in found] == [(3, 138, 88), (1, 120, 70)]


def test_of_two_both_count_and_a_doubted_one_never() -> None:
    found = pressure.sittings([reading(0, 140, 90), reading(5, 130, 80), reading(6, 200, 120, status=1)])
    assert [(one.systolic, one.diastolic) for one in found] == [(135, 85)]


@pytest.mark.parametrize(
    ("slot", "guideline", "mg_dl", "mmol_l"),
    [
        (Slot.FASTING, Guideline.US, 95, 5.3),
        (Slot.AFTER_1H, Guideline.US, 140, 7.8),
        (Slot.AFTER_2H, Guideline.US, 120, 6.7),
        (Slot.FASTING, Guideline.CHINA, 95, 5.3),
        (Slot.AFTER_2H, Guideline.CHINA, 121, 6.7),
        (Slot.AFTER_2H, Guideline.UK, 115, 6.4),
        (Slot.AFTER_1H, Guideline.KOREA, 140, 7.8),
    ],
)
def test_targets_in_both_units(slot, guideline, mg_dl, mmol_l) -> None:
    found = glucose.target(slot, guideline)
    assert found is not None
    assert (found.mg_dl, found.mmol_l) == (mg_dl, mmol_l)


@pytest.mark.parametrize(
    ("mg_dl", "slot", "guideline", "verdict"),
    [
        (94, Slot.FASTING, Guideline.US, TargetVerdict.WITHIN),
        (95, Slot.FASTING, Guideline.US, TargetVerdict.ABOVE),
        (5.2 * 18.016, Slot.FASTING, Guideline.CHINA, TargetVerdict.WITHIN),
        (5.3 * 18.016, Slot.FASTING, Guideline.CHINA, TargetVerdict.ABOVE),
        (115, Slot.AFTER_2H, Guideline.UK, TargetVerdict.ABOVE),
        (150, Slot.BEFORE_MEAL, Guideline.US, TargetVerdict.UNKNOWN),
        (150, Slot.OTHER, Guideline.US, TargetVerdict.UNKNOWN),
    ],
)
def test_a_value_beside_its_target(mg_dl, slot, guideline, verdict) -> None:
    assert glucose.beside_target(mg_dl, slot, guideline) == verdict


@pytest.mark.parametrize(
    ("mg_dl", "name"),
    [
        (53, "very_low"),
        (54, "low"),
        (69, "low"),
        (70, "usual"),
        (199, "usual"),
        (200, "high"),
        (11.1 * 18.016, "high"),
    ],
)
def test_low_and_high_glucose(mg_dl, name) -> None:
    assert glucose.level(mg_dl)[0] == name


def test_limits_of_diagnosis_are_those_of_the_country() -> None:
    uk = {found.id for found in glucose.diagnosis_limits(Guideline.UK)}
    assert uk == {"nice_fast", "nice_2h"}
    assert all("china" in found.id for found in glucose.diagnosis_limits(Guideline.CHINA))


@pytest.mark.parametrize(
    ("g_l", "trimester", "guideline", "name"),
    [
        (109, 1, Guideline.UK, "possible"),
        (110, 1, Guideline.UK, "none"),
        (104.9, 2, Guideline.US, "possible"),
        (105, 2, Guideline.US, "none"),
        (105, 2, Guideline.CHINA, "possible"),
        (99, 3, Guideline.KOREA, "moderate"),
        (94, 2, Guideline.US, "moderate"),
        (94.5, 2, Guideline.US, "moderate"),
        (69, None, Guideline.US, "severe"),
        (100, None, Guideline.US, "unknown"),
    ],
)
def test_haemoglobin_by_trimester(g_l, trimester, guideline, name) -> None:
    assert blood.haemoglobin(g_l, trimester, guideline).anaemia == name


@pytest.mark.parametrize(
    ("grade", "days", "rule_id"),
    [
        (1, 200, None),
        (2, 200, "prot_dip1"),
        (3, 200, "prot_dip2"),
        (3, 100, "prot_dip1"),
        (3, None, "prot_dip2"),
    ],
)
def test_protein_in_urine(grade, days, rule_id) -> None:
    found = blood.urine_protein(grade, days)
    assert (found.id if found else None) == rule_id


@pytest.mark.parametrize(
    ("measure", "value", "rule_id"),
    [
        ("body_temperature", 37.4, None),
        ("body_temperature", 37.5, "temp_375"),
        ("body_temperature", 37.94, "temp_375"),
        ("body_temperature", 37.96, "temp_38"),
        ("body_temperature", 39.0, "temp_39"),
        ("body_temperature", 34.9, "temp_low"),
        ("oxygen_saturation", 95, None),
        ("oxygen_saturation", 94, "spo2_95"),
        ("oxygen_saturation", 91, "spo2_92"),
        ("resting_heart_rate", 121, "hr_120"),
        ("resting_heart_rate", 100, "hr_100"),
        ("resting_heart_rate", 39, "hr_40"),
        ("respiratory_rate", 31, "rr_30"),
        ("step_count", 1, None),
    ],
)
def test_the_worst_limit_that_a_value_meets(measure, value, rule_id) -> None:
    found = vitals.worst(measure, value)
    assert (found.id if found else None) == rule_id


@pytest.mark.parametrize(
    ("session", "advice"),
    [
        (Session(12, 30, is_less=True, age_days=230), Advice.CALL_NOW),
        (Session(None, 0, is_less=True, age_days=150), Advice.CALL_NOW),
        (Session(40, 20, is_less=True, age_days=None), Advice.CALL_NOW),
        (Session(10, 110, is_less=False, age_days=230), Advice.REACHED),
        (Session(9, 120, is_less=False, age_days=230), Advice.CALL_NOW),
        (Session(12, 240, is_less=False, age_days=230), Advice.CALL_NOW),
        (Session(4, 30, is_less=None, age_days=230), Advice.GO_ON),
        (Session(0, 120, is_less=False, age_days=230), Advice.GO_NOW),
        (Session(0, 120, is_less=True, age_days=230), Advice.GO_NOW),
        (Session(3, 120, is_less=False, age_days=180), Advice.NOT_JUDGED),
    ],
)
def test_what_she_notices_comes_before_any_count(session: Session, advice: Advice) -> None:
    assert movement.judge(session)[0] == advice


@given(count=st.integers(0, 500), minutes=st.floats(0, 600), days=st.none() | st.integers(0, 310))
def test_no_count_ever_takes_back_what_she_has_noticed(count, minutes, days) -> None:
    advice, limit = movement.judge(Session(count, minutes, is_less=True, age_days=days))
    assert advice in (Advice.CALL_NOW, Advice.GO_NOW)
    assert limit is not None
    assert limit.severity.is_at_least(Severity.URGENT)


@given(data=st.data(), value=st.floats(0.1, 1000))
def test_a_unit_and_back(data, value) -> None:
    measure = data.draw(st.sampled_from(sorted(units.UNITS)))
    unit = data.draw(st.sampled_from(units.UNITS[measure]))
    assert unit.shown(unit.canonical(value)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("measure", "value", "unit", "last", "other"),
    [
        ("haemoglobin", 112, "g/dL", None, "g/L"),
        ("haemoglobin", 11.2, "g/L", None, "g/dL"),
        ("haemoglobin", 11.2, "g/dL", None, None),
        ("blood_glucose", 5.4, "mg/dL", None, "mmol/L"),
        ("blood_glucose", 96, "mmol/L", None, "mg/dL"),
        ("blood_glucose", 96, "mg/dL", None, None),
        ("body_weight", 198, "kg", None, "lb"),
        ("body_weight", 132, "kg", 60.5, "lb"),
        ("body_weight", 61, "lb", 60.5, "kg"),
        ("body_weight", 62, "kg", 60.5, None),
        ("body_temperature", 98.6, "Cel", None, "[degF]"),
        ("hba1c", 36, "%", None, "mmol/mol"),
        ("ferritin", 30, "ng/mL", None, None),
    ],
)
def test_a_figure_that_fits_another_unit_is_asked_back(measure, value, unit, last, other) -> None:
    found = units.doubt(measure, value, unit, last)
    assert (found.unit if found else None) == other


def test_a_unit_of_another_measure_is_unknown() -> None:
    with pytest.raises(units.UnknownUnit):
        units.unit_of("body_weight", "mg/dL")

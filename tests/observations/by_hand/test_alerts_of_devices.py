"""What phones and meters send becomes alerts whatever else lies beside it: late, ahead, odd, or too much of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from apps.alerts.models import AlertEvidence
from apps.foundation.models import OutboxMessage
from apps.observations.alert_rules import high_pressure
from apps.observations.models import Observation
from tests.observations import points
from tests.observations.by_hand.conftest import House, alerts, journal, only_alert, relay
from tests.observations.test_fhir import observation, quantity
from tests.observations.test_fhir import pressure as fhir_pressure

ADDRESS = "/api/v1/observations"
SEVERE = [("severe_pressure", "", "emergency")]


@pytest.fixture
def send(client_of, house: House):
    """Send points as her phone; every one must be stored. Then deliver what waits."""

    def send(*given: dict[str, Any]) -> None:
        answer = client_of(house.mother).post(ADDRESS, list(given), content_type="application/json")
        assert [one["status"] for one in answer.json()["results"]] == ["stored"] * len(given), answer.content
        relay()

    return send


def at(moment: datetime) -> str:
    return moment.isoformat()


def pressure(
    house: House, systolic: float, diastolic: float, name: str = "1", **ago: float
) -> dict[str, Any]:
    return points.pressure(systolic, diastolic, name, at(house.ago(**ago)))


def weight(value: float, name: str, when: datetime, **body: Any) -> dict[str, Any]:
    given = points.weight(value, name=name, at=at(when))
    given["body"] |= body
    return given


def test_a_preliminary_pressure_switches_no_rule_off(house: House, send, client_of) -> None:
    when = {"effectiveDateTime": at(house.ago(hours=3))}
    send(fhir_pressure(118, 76, status="preliminary") | when)
    send(pressure(house, 168.0, 112.0, "2", hours=1))
    assert alerts() == SEVERE
    answer = client_of(house.mother).get(
        f"/api/v1/observations/meaning?pregnancy={house.pregnancy.public_id}"
    )
    assert answer.status_code == 200, answer.content


def test_a_preliminary_pressure_that_is_severe_raises(house: House, send) -> None:
    when = {"effectiveDateTime": at(house.ago(hours=1))}
    send(fhir_pressure(168, 112, status="amended") | when)
    assert alerts() == SEVERE


@pytest.mark.parametrize(("bits", "expected"), [(1, []), ("moved", SEVERE), (None, SEVERE), (8, SEVERE)])
def test_only_bits_of_the_device_make_a_reading_unfit(house: House, bits, expected) -> None:
    row = house.write(house.mother, "blood_pressure", 168.0, second_value=112.0)
    Observation.objects.for_system("test").filter(pk=row.pk).update(detail={"device_status": bits})
    relay()
    assert alerts() == expected


def test_a_rule_that_fails_is_asked_again_and_keeps_the_others(house: House, monkeypatch, send) -> None:
    def fails(*given: Any) -> None:
        raise ZeroDivisionError

    real = high_pressure.RULE.judge
    object.__setattr__(high_pressure.RULE, "judge", fails)
    try:
        send(pressure(house, 168.0, 112.0, "1", hours=30), pressure(house, 168.0, 112.0, "2", hours=1))
        assert alerts() == SEVERE
        waiting = OutboxMessage.objects.get(name="observations.unjudged")
        assert (waiting.delivered_at, waiting.attempts) == (None, 1)
    finally:
        object.__setattr__(high_pressure.RULE, "judge", real)
    OutboxMessage.objects.filter(pk=waiting.pk).update(due_at=house.now)
    relay()
    assert alerts() == [*SEVERE, ("high_pressure", "", "urgent")]
    waiting.refresh_from_db()
    assert waiting.delivered_at is not None


def test_a_clock_that_runs_ahead_by_hours_hides_nothing(house: House, send) -> None:
    send(pressure(house, 168.0, 112.0, hours=-20))
    assert alerts() == SEVERE


def test_what_sends_much_crowds_out_no_emergency(house: House, monkeypatch, send) -> None:
    monkeypatch.setattr("apps.observations.services.gathering.MOST_BESIDE", 2)
    send(
        pressure(house, 168.0, 112.0, "severe", hours=20),
        *(pressure(house, 118.0, 76.0, f"usual {hour}", hours=hour) for hour in (8, 6, 4, 2)),
    )
    assert alerts() == SEVERE


def test_what_comes_beside_is_counted_for_each_measure(house: House, monkeypatch, send) -> None:
    monkeypatch.setattr("apps.observations.services.gathering.MOST_BESIDE", 2)
    send(weight(66.0, "before", house.ago(days=6)), pressure(house, 146.0, 92.0, hours=30))
    send(*(pressure(house, 118.0, 76.0, f"usual {hour}", hours=hour) for hour in (8, 6)))
    send(weight(66.2, "after", house.ago(hours=1)))
    assert alerts() == []
    send(weight(70.0, "jump", house.ago(minutes=10)), pressure(house, 146.0, 92.0, "high", minutes=20))
    assert "weight_jump" in [rule for rule, _, _ in alerts()]


@pytest.mark.parametrize("statistic", ["standard deviation", "variance"])
def test_a_spread_is_no_value(house: House, send, client_of, statistic) -> None:
    send(pressure(house, 168.0, 112.0, "severe", hours=3))
    spread = pressure(house, 12.0, 7.0, "spread", hours=1)
    spread["body"]["descriptive_statistic"] = statistic
    glucose = points.point(
        "omh:blood-glucose:3.0",
        {
            "blood_glucose": points.unit(12, "mg/dL"),
            "effective_time_frame": points.moment(at(house.ago(hours=1))),
            "descriptive_statistic": statistic,
        },
        "glucose",
    )
    send(spread, glucose)
    assert alerts() == SEVERE
    assert journal(only_alert()) == ["raised"]
    client = client_of(house.mother)
    answer = client.get(f"/api/v1/observations/meaning?pregnancy={house.pregnancy.public_id}").json()
    assert "blood_glucose" not in str(answer) and "168" in str(answer)


LATE = [
    (3, ("blood_pressure", 168.0, {"second_value": 112.0}), SEVERE),
    (13, ("blood_pressure", 168.0, {"second_value": 112.0}), SEVERE),
    (15, ("blood_pressure", 168.0, {"second_value": 112.0}), []),
    (3, ("blood_pressure", 150.0, {"second_value": 95.0}), []),
    (5, ("blood_glucose", 50.0, {}), [("glucose", "low", "emergency")]),
    (5, ("blood_glucose", 230.0, {}), []),
    (5, ("fetal_movement_session", None, {"is_less": True}), [("fetal_movement", "", "urgent")]),
    (5, ("body_temperature", 38.4, {}), [("vital_signs", "body_temperature", "urgent")]),
    (5, ("oxygen_saturation", 91.0, {}), [("vital_signs", "oxygen_saturation", "emergency")]),
    (5, ("resting_heart_rate", 125.0, {}), []),
    (
        5,
        ("symptoms", None, {"symptom": "severe_headache", "strength": "severe"}),
        [("symptoms", "severe_headache", "urgent")],
    ),
]


@pytest.mark.parametrize(("days", "written", "expected"), LATE)
def test_what_cannot_wait_speaks_however_late_it_came(house: House, days, written, expected) -> None:
    measure, value, more = written
    house.write(house.mother, measure, value, taken_at=house.ago(days=days), **more)
    relay()
    assert alerts() == expected
    if expected:
        row = AlertEvidence.objects.for_system("test").get()
        assert row.values["hours_ago"] == 24 * days


def test_late_evidence_says_how_late(house: House) -> None:
    from apps.alerts.registry import rule

    house.write(house.mother, "blood_pressure", 168.0, second_value=112.0, taken_at=house.ago(days=3))
    relay()
    values = AlertEvidence.objects.for_system("test").get().values
    assert rule("severe_pressure").in_words(values) == (
        "168/112 mmHg. Measured 72 hours before it arrived here."
    )


def test_a_spread_is_no_point_of_a_chart(house: House, send, client_of) -> None:
    send(
        weight(66.0, "value", house.ago(days=2)),
        weight(0.4, "spread", house.ago(days=1), descriptive_statistic="standard deviation"),
    )
    asked = {"measure": "body_weight", "from": at(house.ago(days=10)), "mother": str(house.mother.public_id)}
    for points_asked in (100, 10):
        answer = client_of(house.mother).get("/api/v1/observations/series", asked | {"points": points_asked})
        assert answer.json()["value"] == [66.0]


def glucose(house: House, value: float, name: str = "1", hours: float = 1, **body: Any) -> dict[str, Any]:
    given = {
        "blood_glucose": points.unit(value, "mg/dL"),
        "effective_time_frame": points.moment(at(house.ago(hours=hours))),
        **body,
    }
    return points.point("omh:blood-glucose:3.0", given, name)


def lab(code: str, value: float, unit: str, comparator: str, when: datetime) -> dict[str, Any]:
    given = observation(code, **quantity(value, unit)) | {"effectiveDateTime": at(when)}
    given["valueQuantity"]["comparator"] = comparator
    return given


@pytest.mark.parametrize(
    ("value", "comparator", "expected"),
    [
        (54, "<", [("glucose", "low", "emergency")]),
        (54, "<=", [("glucose", "low", "emergency")]),
        (54, ">", []),
        (199, ">", [("glucose", "high", "urgent")]),
        (199, "<", []),
    ],
)
def test_a_comparator_puts_the_value_on_its_side(house: House, send, value, comparator, expected) -> None:
    from apps.alerts.registry import rule

    send(lab("41653-7", value, "mg/dL", comparator, house.ago(hours=1)))
    assert alerts() == expected
    if expected:
        values = AlertEvidence.objects.for_system("test").get().values
        assert rule("glucose").in_words(values).startswith(f"{comparator} {value} mg/dL")


def test_a_figure_that_may_be_any_above_ends_no_alert(house: House, send) -> None:
    send(glucose(house, 230, hours=3))
    send(lab("41653-7", 100, "mg/dL", ">", house.ago(hours=1)))
    assert journal(only_alert()) == ["raised"]


def test_after_a_meal_at_no_said_time_counts_from_the_target_of_one_hour(house: House, send) -> None:
    house.risk("gestational_diabetes")
    after = {"temporal_relationship_to_meal": "after breakfast"}
    send(glucose(house, 139, "1", 30, **after), glucose(house, 139, "2", 20, **after))
    assert alerts() == []
    send(glucose(house, 140, "3", 10, **after), glucose(house, 160, "4", 1, **after))
    assert alerts() == [("glucose", "above_target", "warn")]


@pytest.mark.parametrize(
    ("value", "expected"), [(50, [("glucose", "low", "emergency")]), (60, []), (230, [])]
)
def test_glucose_under_the_skin_raises_where_it_is_low(
    house: House, send, client_of, value, expected
) -> None:
    send(glucose(house, value, specimen_source="interstitial fluid"))
    assert Observation.objects.for_system("test").get().measure == "continuous_glucose"
    assert alerts() == expected
    client = client_of(house.mother)
    answer = client.get(f"/api/v1/observations/meaning?pregnancy={house.pregnancy.public_id}").json()
    assert ("sugar_and_help" in str(answer)) == bool(expected)


@pytest.mark.parametrize(
    ("relation", "expected"), [("at rest", [("vital_signs", "resting_heart_rate", "urgent")]), ("active", [])]
)
def test_a_heart_rate_at_rest_is_a_resting_one(house: House, send, relation, expected) -> None:
    given = points.heart_rate(132, at=at(house.ago(hours=1)))
    given["body"]["effective_time_frame"] = points.moment(at(house.ago(hours=1)))
    given["body"]["temporal_relationship_to_physical_activity"] = relation
    send(given)
    assert alerts() == expected


def test_a_weight_in_pounds_is_no_jump(house: House, send) -> None:
    send(pressure(house, 146.0, 92.0, hours=3), weight(66.0, "before", house.ago(days=3)))
    send(weight(146.0, "pounds", house.ago(hours=1)))
    assert alerts() == []


def test_three_agreeing_weights_are_a_new_level(house: House, send) -> None:
    for day, value in ((9, 60.0), (8, 75.0), (7, 75.5), (6, 75.2), (5, 75.3), (4, 130.0)):
        send(weight(value, f"day {day}", house.ago(days=day)))
    rows = Observation.objects.for_system("test").order_by("start_at")
    assert [row.is_unlikely for row in rows] == [False, True, True, False, False, True]


def test_a_reading_that_becomes_another_measure_is_withdrawn(house: House, client_of, send) -> None:
    send(pressure(house, 168.0, 112.0, "same", hours=2))
    steps = points.steps(100, at(house.ago(hours=2)), at(house.ago(hours=1)), "same")
    steps["header"]["source_creation_date_time"] = at(house.ago(minutes=1))
    answer = client_of(house.mother).post(ADDRESS, [steps], content_type="application/json").json()
    assert answer["results"][0]["status"] == "updated"
    relay()
    assert journal(only_alert()) == ["raised", "withdrawn", "condition_ended"]

"""Every published version of the schemas: what a valid document may say is taken, what is invalid has its place told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from omh_shim import _validate

from apps.observations.sources.given import Given
from apps.observations.sources.omh.decoding import decode
from apps.observations.sources.omh.published import CARRIED, SCHEMA_IDS, body_validator
from apps.observations.sources.points import Refused
from apps.observations.sources.units import OMH
from tests.observations.points import between, moment, point, unit

GIVEN = Given(datetime(2026, 3, 20, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
AT = moment("2026-03-10T07:30:00+08:00")
NIGHT = between("2026-03-09T23:00:00+08:00", "2026-03-10T06:30:00+08:00")
PRESSURE = {"systolic_blood_pressure": unit(118, "mmHg"), "diastolic_blood_pressure": unit(76, "mmHg")}
SUGAR = {"blood_glucose": unit(5.3, "mmol/L")}
WALK = {"activity_name": "walking"}
MMOL = 5.3 * 18.016

# schema, body, measure, value
BODIES = [
    (
        "ieee:physical-activity:1.0",
        WALK | {"effective_time_frame": NIGHT, "base_movement_quantity": unit(800, "steps")},
        "step_count",
        800,
    ),
    (
        "ieee:physical-activity:1.0",
        WALK
        | {"effective_time_frame": NIGHT, "duration": unit(0.5, "h"), "reported_activity_intensity": "light"},
        "physical_activity",
        30,
    ),
    (
        "ieee:physical-activity:1.0",
        WALK | {"effective_time_frame": NIGHT, "kcal_burned": unit(120, "kcal")},
        "active_energy",
        120,
    ),
    (
        "ieee:physical-activity:1.0",
        WALK | {"effective_time_frame": NIGHT, "distance": unit(1, "mi")},
        "distance_walked",
        1609.344,
    ),
    ("ieee:physical-activity:1.0", WALK | {"effective_time_frame": NIGHT}, "physical_activity", 450),
    (
        "ieee:sleep-episode:1.0",
        {"effective_time_frame": NIGHT, "total_sleep_time": unit(420, "min")},
        "sleep_duration",
        7,
    ),
    ("ieee:sleep-episode:1.0", {"effective_time_frame": NIGHT}, "sleep_duration", None),
    (
        "ieee:sleep-stage-summary:1.0",
        {"effective_time_frame": NIGHT, "sleep_stage_summary": {"total_sleep_time": unit(7, "h")}},
        "sleep_duration",
        7,
    ),
    (
        "ieee:total-sleep-time:1.0",
        {"effective_time_frame": NIGHT, "total_sleep_time": unit(25200, "sec")},
        "sleep_duration",
        7,
    ),
    ("omh:blood-glucose:1.0", SUGAR | {"blood_specimen_type": "plasma"}, "blood_glucose", MMOL),
    (
        "omh:blood-glucose:2.0",
        SUGAR | {"specimen_source": "interstitial fluid", "effective_time_frame": AT},
        "continuous_glucose",
        MMOL,
    ),
    (
        "omh:blood-glucose:3.0",
        SUGAR | {"effective_time_frame": AT, "temporal_relationship_to_meal": "fasting"},
        "blood_glucose",
        MMOL,
    ),
    (
        "omh:blood-glucose:4.0",
        SUGAR | {"effective_time_frame": AT, "specimen_source": "tears"},
        "glucose_of_other_specimen",
        MMOL,
    ),
    ("omh:blood-pressure:1.0", PRESSURE | {"position_during_measurement": "sitting"}, "blood_pressure", 118),
    ("omh:blood-pressure:2.0", PRESSURE | {"body_posture": "semi-recumbent"}, "blood_pressure", 118),
    (
        "omh:blood-pressure:3.0",
        PRESSURE | {"effective_time_frame": AT, "measurement_location": "left upper arm"},
        "blood_pressure",
        118,
    ),
    (
        "omh:blood-pressure:3.1",
        PRESSURE | {"effective_time_frame": AT, "temporal_relationship_to_physical_activity": "at rest"},
        "blood_pressure",
        118,
    ),
    ("omh:blood-pressure:4.0", PRESSURE | {"effective_time_frame": AT}, "blood_pressure", 118),
    ("omh:body-height:1.0", {"body_height": unit(5.4, "ft")}, "body_height", 164.592),
    ("omh:body-height:2.0", {"body_height": unit(163, "cm"), "effective_time_frame": AT}, "body_height", 163),
    (
        "omh:body-temperature:1.0",
        {"body_temperature": unit(99.3, "F"), "measurement_location": "otic"},
        "body_temperature",
        37.388888889,
    ),
    (
        "omh:body-temperature:2.0",
        {"body_temperature": unit(37, "C"), "effective_time_frame": AT},
        "body_temperature",
        37,
    ),
    (
        "omh:body-temperature:3.0",
        {"body_temperature": unit(310.15, "K"), "effective_time_frame": AT},
        "body_temperature",
        37,
    ),
    (
        "omh:body-temperature:4.0",
        {"body_temperature": unit(37, "C"), "effective_time_frame": AT, "measurement_location": "vagina"},
        "body_temperature",
        37,
    ),
    ("omh:body-weight:1.0", {"body_weight": unit(150, "lb")}, "body_weight", 68.0388555),
    (
        "omh:body-weight:2.0",
        {"body_weight": unit(68400, "g"), "effective_time_frame": AT},
        "body_weight",
        68.4,
    ),
    (
        "omh:body-weight:3.0",
        {"body_weight": unit(68.4, "kg"), "effective_time_frame": AT},
        "body_weight",
        68.4,
    ),
    ("omh:calories-burned:1.0", {"kcal_burned": unit(90, "kcal")}, "active_energy", 90),
    (
        "omh:calories-burned:2.0",
        {"kcal_burned": unit(90, "kcal"), "effective_time_frame": NIGHT},
        "active_energy",
        90,
    ),
    ("omh:heart-rate:1.0", {"heart_rate": unit(84, "beats/min"), "user_notes": "dizzy"}, "heart_rate", 84),
    (
        "omh:heart-rate:1.1",
        {"heart_rate": unit(84, "beats/min"), "temporal_relationship_to_sleep": "on waking"},
        "heart_rate",
        84,
    ),
    (
        "omh:heart-rate:2.0",
        {"heart_rate": unit(84, "beats/min"), "effective_time_frame": AT},
        "heart_rate",
        84,
    ),
    (
        "omh:oxygen-saturation:1.0",
        {"oxygen_saturation": unit(97, "%"), "system": "peripheral"},
        "oxygen_saturation",
        97,
    ),
    (
        "omh:oxygen-saturation:2.0",
        {"oxygen_saturation": unit(97, "%"), "effective_time_frame": AT},
        "oxygen_saturation",
        97,
    ),
    ("omh:physical-activity:1.0", WALK, "physical_activity", None),
    (
        "omh:physical-activity:1.1",
        WALK | {"met_value": 3.5, "effective_time_frame": NIGHT},
        "physical_activity",
        450,
    ),
    (
        "omh:physical-activity:1.2",
        WALK | {"effective_time_frame": AT, "kcal_burned": unit(80, "kcal")},
        "active_energy",
        80,
    ),
    ("omh:respiratory-rate:1.0", {"respiratory_rate": unit(16, "breaths/min")}, "respiratory_rate", 16),
    (
        "omh:respiratory-rate:2.0",
        {"respiratory_rate": unit(16, "breaths/min"), "effective_time_frame": AT},
        "respiratory_rate",
        16,
    ),
    (
        "omh:sleep-duration:1.0",
        {"sleep_duration": unit(7, "h"), "effective_time_frame": NIGHT},
        "sleep_duration",
        7,
    ),
    (
        "omh:sleep-duration:2.0",
        {"sleep_duration": unit(420, "min"), "effective_time_frame": NIGHT},
        "sleep_duration",
        7,
    ),
    ("omh:sleep-episode:1.0", {"effective_time_frame": NIGHT, "is_main_sleep": True}, "sleep_duration", None),
    (
        "omh:sleep-episode:1.1",
        {"effective_time_frame": NIGHT, "total_sleep_time": unit(7, "h")},
        "sleep_duration",
        7,
    ),
    ("omh:step-count:1.0", {"step_count": 4200, "effective_time_frame": NIGHT}, "step_count", 4200),
    ("omh:step-count:2.0", {"step_count": 4200, "effective_time_frame": NIGHT}, "step_count", 4200),
    (
        "omh:step-count:3.0",
        {"step_count": unit(4200, "steps"), "effective_time_frame": NIGHT},
        "step_count",
        4200,
    ),
    (
        "omh:total-sleep-time:1.0",
        {"total_sleep_time": unit(7, "h"), "effective_time_frame": NIGHT},
        "sleep_duration",
        7,
    ),
]


def refusal(document):
    with pytest.raises(Refused) as caught:
        decode(document, GIVEN)
    return caught.value.code, caught.value.path


@pytest.mark.parametrize(("schema", "body", "measure", "value"), BODIES, ids=lambda part: str(part)[:40])
def test_a_valid_document_of_each_version_is_taken(schema, body, measure, value):
    reading = decode(point(schema, body), GIVEN)
    assert reading.measure == measure
    assert reading.value == (None if value is None else pytest.approx(value))
    if schema in CARRIED:
        _validate.validate_output(body, schema)  # the same judgement as the package itself


def test_every_schema_that_is_taken_has_a_document_here():
    assert {schema for schema, *_ in BODIES} == SCHEMA_IDS


@pytest.mark.parametrize(
    ("schema", "body"), [(schema, body) for schema, body, *_ in BODIES], ids=lambda part: str(part)[:40]
)
def test_what_a_version_requires_is_missed_and_a_wrong_type_is_told(schema, body):
    for name in body:
        if isinstance(body[name], dict) and "value" in body[name]:
            wrong = body | {name: unit("7", body[name]["unit"])}
            assert refusal(point(schema, wrong)) == ("invalid", f"$.body.{name}.value")
    assert refusal(point(schema, {}))[0] == "invalid"
    assert not body_validator(schema).is_valid([])


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"uuid": "not-a-uuid"}, "$.header.uuid"),
        ({"uuid": None}, "$.header.uuid"),
        ({"modality": "imported"}, "$.header.modality"),
        ({"source_creation_date_time": "2026-03-10T07:30:00"}, "$.header.source_creation_date_time"),
        ({"schema_id": {"namespace": "omh", "name": "mood", "version": "1.0"}}, "$.header.schema_id"),
        ({"schema_id": {"namespace": "omh", "name": "mood"}}, "$.header.schema_id.version"),
    ],
)
def test_a_bad_header_is_told_with_its_place(changed, path):
    document = point("omh:heart-rate:2.0", {"heart_rate": unit(84, "beats/min"), "effective_time_frame": AT})
    document["header"] |= changed
    assert refusal(document)[1] == path


def test_the_header_of_open_mhealth_before_ieee_is_taken():
    document = {
        "header": {
            "id": "a/b 1",
            "creation_date_time": "2026-03-10T09:00:00Z",
            "schema_id": {"namespace": "omh", "name": "heart-rate", "version": "1.1"},
            "acquisition_provenance": {
                "source_name": "RunKeeper",
                "modality": "self-reported",
                "source_creation_date_time": "2026-03-10T07:30:00+08:00",
            },
        },
        "body": {"heart_rate": unit(84, "beats/min")},
    }
    reading = decode(document, GIVEN)
    assert (reading.source_app, reading.external_id, reading.modality) == (
        "RunKeeper",
        "a/b 1",
        "self_reported",
    )
    assert (reading.start.isoformat(), reading.offset) == ("2026-03-09T23:30:00+00:00", 480)


START, END = "2026-03-10T07:00:00+08:00", "2026-03-10T08:30:00+08:00"
FRAMES = [
    {"start_date_time": START, "end_date_time": END},
    {"start_date_time": START, "duration": unit(90, "min")},
    {"end_date_time": END, "duration": unit(1.5, "h")},
]


@pytest.mark.parametrize("interval", FRAMES)
def test_an_interval_is_the_same_in_each_of_its_forms(interval):
    body = {"heart_rate": unit(84, "beats/min"), "effective_time_frame": {"time_interval": interval}}
    reading = decode(point("omh:heart-rate:2.0", body), GIVEN)
    assert (reading.start.isoformat(), reading.end.isoformat()) == (
        "2026-03-09T23:00:00+00:00",
        "2026-03-10T00:30:00+00:00",
    )
    assert (reading.offset, reading.end_offset) == (480, 480)


@pytest.mark.parametrize(
    ("part", "hour"), [("night", 16), ("morning", 22), ("afternoon", 4), ("evening", 10)]
)
def test_a_part_of_a_day_lasts_six_hours_where_she_lives(part, hour):
    frame = {"time_interval": {"date": "2026-03-10", "part_of_day": part}}
    reading = decode(
        point("omh:heart-rate:2.0", {"heart_rate": unit(84, "beats/min"), "effective_time_frame": frame}),
        GIVEN,
    )
    assert (reading.start.hour, (reading.end - reading.start).total_seconds()) == (hour, 6 * 3600)
    assert (reading.offset, reading.zone_name) == (480, "Asia/Shanghai")


def test_a_frame_that_says_too_much_or_too_little_is_refused():
    for frame in ({}, AT | NIGHT, {"time_interval": {"start_date_time": START}}, {"date_time": "2026-03-10"}):
        body = {"heart_rate": unit(84, "beats/min"), "effective_time_frame": frame}
        code, path = refusal(point("omh:heart-rate:2.0", body))
        assert code == "invalid" and path.startswith("$.body.effective_time_frame")


@pytest.mark.parametrize(
    ("body", "schema", "code"),
    [
        (
            {"blood_glucose": unit(7.4, "mg/dL"), "effective_time_frame": AT},
            "omh:blood-glucose:4.0",
            "impossible",
        ),
        (
            {"oxygen_saturation": unit(0.97, "%"), "effective_time_frame": AT},
            "omh:oxygen-saturation:2.0",
            "impossible",
        ),
        (
            {"step_count": unit(-4, "steps"), "effective_time_frame": NIGHT},
            "omh:step-count:3.0",
            "impossible",
        ),
        (
            {
                "step_count": unit(4000, "steps"),
                "effective_time_frame": between(START, "2026-03-10T07:10:00+08:00"),
            },
            "omh:step-count:3.0",
            "too_fast",
        ),
        (
            {"heart_rate": unit(84, "beats/min"), "effective_time_frame": moment("2026-04-01T00:00:00Z")},
            "omh:heart-rate:2.0",
            "in_the_future",
        ),
        (
            {"heart_rate": unit(84, "beats/min"), "effective_time_frame": moment("1800-04-01T00:00:00Z")},
            "omh:heart-rate:2.0",
            "too_long_ago",
        ),
        (
            {"heart_rate": unit(84, "beats/min"), "effective_time_frame": between(END, START)},
            "omh:heart-rate:2.0",
            "ends_before_start",
        ),
        (
            PRESSURE | {"systolic_blood_pressure": unit(70, "mmHg"), "effective_time_frame": AT},
            "omh:blood-pressure:4.0",
            "systolic_below_diastolic",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(body, schema, code):
    with pytest.raises(Refused) as caught:
        decode(point(schema, body), GIVEN)
    assert caught.value.code == code and caught.value.reason and caught.value.path.startswith("$.body.")


def test_what_is_unusual_is_marked_and_a_spread_is_no_value():
    body = {"heart_rate": unit(142, "beats/min"), "effective_time_frame": AT}
    assert decode(point("omh:heart-rate:2.0", body), GIVEN).is_unlikely
    spread = body | {"heart_rate": unit(4, "beats/min"), "descriptive_statistic": "standard deviation"}
    reading = decode(point("omh:heart-rate:2.0", spread), GIVEN)
    assert (reading.value, reading.is_unlikely, reading.detail) == (
        4.0,
        False,
        {"statistic": "standard deviation"},
    )


@drawn(st.sampled_from(sorted(OMH["kg"])), st.floats(25, 300))
def test_a_weight_is_the_same_in_every_unit(name, kilograms):
    body = {"body_weight": unit(kilograms / OMH["kg"][name], name), "effective_time_frame": AT}
    assert decode(point("omh:body-weight:3.0", body), GIVEN).value == pytest.approx(kilograms, rel=1e-6)


@drawn(
    st.datetimes(datetime(2000, 1, 1), datetime(2026, 3, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.integers(0, 10**6),
)
def test_an_instant_is_kept_whatever_its_offset(local, offset, seconds):
    sign = "-" if offset < 0 else "+"
    text = f"{local.isoformat()}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    frame = {"time_interval": {"start_date_time": text, "duration": unit(seconds, "sec")}}
    reading = decode(
        point("omh:heart-rate:2.0", {"heart_rate": unit(84, "beats/min"), "effective_time_frame": frame}),
        GIVEN,
    )
    assert reading.start == datetime.fromisoformat(text)
    assert (reading.end - reading.start).total_seconds() == seconds
    assert reading.offset == (None if text.endswith("-00:00") else offset)


def test_a_leap_second_is_the_end_of_its_minute():
    body = {"heart_rate": unit(84, "beats/min"), "effective_time_frame": moment("2016-12-31T23:59:60Z")}
    assert (
        decode(point("omh:heart-rate:2.0", body), GIVEN).start.isoformat()
        == "2016-12-31T23:59:59.999999+00:00"
    )

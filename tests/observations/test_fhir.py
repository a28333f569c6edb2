"""FHIR R4 Observations: taken, refused with their place, taken back."""

import orjson
import pytest

from apps.observations.models import Observation
from tests.factories import MotherFactory
from tests.observations.points import weight

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations"
WHEN = {"effectiveDateTime": "2026-03-10T07:30:00+08:00"}


def quantity(value, code):
    return {
        "valueQuantity": {"value": value, "unit": code, "system": "http://unitsofmeasure.org", "code": code}
    }


def concept(code, **more):
    return {"coding": [{"system": "http://loinc.org", "code": code, **more}]}


def observation(code="29463-7", **parts):
    return {"resourceType": "Observation", "id": "1", "status": "final", "code": concept(code)} | WHEN | parts


def pressure(systolic=118, diastolic=76, **parts):
    part = [
        {"code": concept("8480-6"), **quantity(systolic, "mm[Hg]")},
        {"code": concept("8462-4"), **quantity(diastolic, "mm[Hg]")},
    ]
    return observation("85354-9", component=part, **parts)


@pytest.fixture
def mother():
    return MotherFactory(time_zone="Asia/Shanghai")


@pytest.fixture
def send(client_of, mother):
    def send(body):
        answer = client_of(mother).post(ADDRESS, body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return send


def rows():
    return Observation.objects.for_system("test").order_by("pk")


@pytest.mark.parametrize(
    ("code", "value", "unit", "measure", "stored"),
    [
        ("29463-7", 150.8, "[lb_av]", "body_weight", 68.401729396),
        ("8302-2", 1.63, "m", "body_height", 163),
        ("8310-5", 99.3, "[degF]", "body_temperature", 37.388888889),
        ("8867-4", 84, "/min", "heart_rate", 84),
        ("59408-5", 97, "%", "oxygen_saturation", 97),
        ("9279-1", 16, "/min", "respiratory_rate", 16),
        ("41653-7", 95, "mg/dL", "blood_glucose", 95),
        ("14743-9", 5.3, "mmol/L", "blood_glucose", 95.4848),
        ("718-7", 112, "g/L", "haemoglobin", 11.2),
        ("11948-7", 142, "/min", "fetal_heart_rate_spot", 142),
    ],
)
def test_an_observation_is_stored_in_the_canonical_unit(send, code, value, unit, measure, stored):
    assert [each["status"] for each in send([observation(code, **quantity(value, unit))])] == ["stored"]
    row = rows().get()
    assert (row.measure, row.value, row.origin) == (measure, pytest.approx(stored), "fhir")
    assert (row.utc_offset_minutes, row.local_day.isoformat()) == (480, "2026-03-10")


def test_pressure_has_two_parts_and_steps_an_interval(send):
    period = {"start": "2026-03-10T00:00:00+08:00", "end": "2026-03-11T00:00:00+08:00"}
    steps = observation("55423-8", effectivePeriod=period, id="2", **quantity(8210, "{steps}"))
    del steps["effectiveDateTime"]
    assert [each["status"] for each in send([pressure(), steps])] == ["stored", "stored"]
    first, second = rows()
    assert (first.value, first.second_value, second.value) == (118.0, 76.0, 8210.0)
    assert (second.end_at - second.start_at).days == 1


def test_a_count_may_be_a_whole_number_without_a_unit(send):
    period = {"start": "2026-03-10T00:00:00+08:00", "end": "2026-03-11T00:00:00+08:00"}
    steps = observation("55423-8", effectivePeriod=period, valueInteger=8210)
    del steps["effectiveDateTime"]
    assert send(steps)[0]["status"] == "stored" and rows().get().value == 8210.0


def test_a_uuid_of_fhir_is_the_same_in_capitals(send):
    name = "6E8BC430-9C3A-11D9-9669-0800200C9A66"
    assert send(observation(id=name, **quantity(68, "kg")))[0]["status"] == "stored"
    assert send(observation(id=name.lower(), status="entered-in-error"))[0]["status"] == "deleted"


@pytest.mark.parametrize(("code", "unit"), [("41653-7", "mg{glucose}/dL"), ("8867-4", "{pulses}/min")])
def test_what_a_unit_has_in_braces_changes_nothing(send, code, unit):
    assert send(observation(code, **quantity(95, unit)))[0]["status"] == "stored"
    assert rows().get().value == 95.0


def test_a_transaction_names_by_its_full_urls_and_deletes(send):
    name = "6e8bc430-9c3a-11d9-9669-0800200c9a66"
    weighed = observation(**quantity(68, "kg"))
    del weighed["id"]
    other = observation(id="2", identifier=[{"system": "urn:scale", "value": "b|7"}], **quantity(69, "kg"))
    entry = [{"fullUrl": f"urn:uuid:{name.upper()}", "resource": weighed}, {"resource": other}]
    bundle = {"resourceType": "Bundle", "type": "transaction"}
    assert [each["status"] for each in send(bundle | {"entry": entry})] == ["stored", "stored"]
    assert rows().first().external_id == name
    urls = [f"Observation/{name}", "Observation?identifier=urn:scale%7Cb%7C7", "Patient/1", "Observation/9"]
    gone = send(bundle | {"entry": [{"request": {"method": "DELETE", "url": url}} for url in urls]})
    assert [each["status"] for each in gone] == ["deleted", "deleted", "refused", "remembered"]


def test_a_bundle_is_taken_and_an_entry_in_error_takes_its_reading_back(send):
    entry = [
        {"resource": pressure()},
        {"resource": observation(id="w", status="preliminary", **quantity(68, "kg"))},
    ]
    assert [
        each["status"] for each in send({"resourceType": "Bundle", "type": "collection", "entry": entry})
    ] == ["stored"] * 2
    assert rows().get(external_id="w").detail["status"] == "preliminary"
    assert send(observation(id="w", status="entered-in-error"))[0]["status"] == "deleted"
    assert rows().get(external_id="w").deleted_at is not None


@pytest.mark.parametrize(
    ("resource", "code", "path"),
    [
        (observation(status=None, **quantity(68, "kg")), "invalid", "$.status"),
        (observation(effectiveDateTime="2026/03/10", **quantity(68, "kg")), "invalid", "$.effectiveDateTime"),
        (observation("99999-9", **quantity(68, "kg")), "unsupported_code", "$.code"),
        (observation(valueQuantity={"value": 68, "unit": "kg"}), "unknown_unit", "$.valueQuantity.code"),
        (observation(**quantity(68, "mm[Hg]")), "unknown_unit", "$.valueQuantity.code"),
        (observation("41653-7", **quantity(5.3, "mmol/L")), "unit_disagrees", "$.valueQuantity.code"),
        (observation(**quantity(6, "kg")), "impossible", "$.valueQuantity.value"),
        (observation(dataAbsentReason={"text": "error"}), "not_measured", "$.dataAbsentReason"),
        (observation(), "no_value", "$.valueQuantity"),
        (observation(status="finished", **quantity(68, "kg")), "not_one_of", "$.status"),
        (
            observation(valueQuantity=quantity(68, "kg")["valueQuantity"] | {"comparator": "~"}),
            "not_one_of",
            "$.valueQuantity.comparator",
        ),
        (
            observation("85354-9", component=[pressure()["component"][0], *pressure(90)["component"]]),
            "twice",
            "$.component[1]",
        ),
        (
            observation("8867-4", focus=[{"reference": "Patient/b"}], **quantity(142, "/min")),
            "fetal",
            "$.code",
        ),
        (observation("8867-4", bodySite={"text": "胎儿心脏"}, **quantity(142, "/min")), "fetal", "$.code"),
        (observation("8867-4", method={"text": "태아 초음파"}, **quantity(142, "/min")), "fetal", "$.code"),
        (
            {
                name: part
                for name, part in observation(
                    "55423-8",
                    effectivePeriod={"start": "2026-03-10T00:00:00Z", "end": "2126-03-10T00:00:00Z"},
                    **quantity(10, "{steps}"),
                ).items()
                if name != "effectiveDateTime"
            },
            "in_the_future",
            "$.effectivePeriod.end",
        ),
        (observation("14743-9", valueInteger=11), "unknown_unit", "$.valueInteger"),
        (observation("8867-4", valueInteger=84), "unknown_unit", "$.valueInteger"),
        (observation("85354-9"), "no_value", "$.component"),
        (pressure(70, 76), "systolic_below_diastolic", "$.component[0].valueQuantity.value"),
        (observation("8867-4", bodySite={"text": "Fetal heart"}, **quantity(142, "/min")), "fetal", "$.code"),
        (observation("55423-8", **quantity(900, "{steps}")), "no_time", "$.effectiveDateTime"),
        ({"resourceType": "Patient"}, "unknown_form", "$.resourceType"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_cannot_be_taken_is_told_with_its_place(send, resource, code, path):
    (answer,) = send([resource])
    assert (answer["status"], answer["code"], answer["path"]) == ("refused", code, path)
    assert answer["reason"] and rows().count() == 0


def test_a_rate_of_the_baby_is_never_one_of_the_mother(send):
    both = observation("8867-4", **quantity(142, "/min"))
    both["code"]["coding"].append({"system": "http://loinc.org", "code": "11948-7"})
    assert send([both])[0]["code"] == "fetal"
    assert rows().filter(measure="heart_rate").count() == 0


def test_our_own_id_of_another_mother_is_refused(send):
    other = {"reference": f"Patient/{MotherFactory().public_id}"}
    assert send([observation(subject=other, **quantity(68, "kg"))])[0]["code"] == "other_person"


def test_a_date_alone_is_that_day_where_she_lives(send):
    send([observation(effectiveDateTime="2026-03-10", **quantity(68, "kg"))])
    row = rows().get()
    assert (row.start_at.isoformat(), row.local_day.isoformat()) == (
        "2026-03-09T16:00:00+00:00",
        "2026-03-10",
    )
    assert row.detail["precision"] == "day"


NULLS = [
    "subject",
    "code",
    "code.coding",
    "meta",
    "identifier",
    "device",
    "bodySite",
    "method",
    "focus",
    "component",
    "valueQuantity",
    "dataAbsentReason",
    "effectivePeriod",
    "effectivePeriod.start",
    "effectivePeriod.end",
    "effectiveDateTime",
]


@pytest.mark.parametrize("place", NULLS)
@pytest.mark.parametrize("make", [observation, pressure])
def test_a_null_never_costs_the_batch(send, place, make):
    odd = make(**({} if make is pressure else quantity(68, "kg")), id="odd")
    outer, _, inner = place.partition(".")
    if outer == "effectivePeriod":
        del odd["effectiveDateTime"]
    if inner and outer == "effectivePeriod":
        odd[outer] = {"start": "2026-03-10T07:30:00+08:00", "end": "2026-03-10T07:31:00+08:00"}
    (odd[outer] if inner else odd)[inner or outer] = None
    answers = send([odd, observation(id="good", **quantity(68, "kg"))])
    assert answers[1]["status"] == "stored"
    assert answers[0]["status"] in ("stored", "refused") and answers[0].get("path", "$") != ""


def nested(levels):
    extension = {"url": "http://example.org", "valueString": "x"}
    for _ in range(levels):
        extension = {"url": "http://example.org", "extension": [extension]}
    return [extension]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"effectiveDateTime": 20260310}, "bad_time"),
        ({"effectiveDateTime": None, "issued": 1773099000}, "bad_time"),
        ({"meta": {"lastUpdated": 1773099000}}, "bad_time"),
        ({"effectiveDateTime": None, "effectivePeriod": {"start": 1773099000}}, "bad_time"),
        ({"id": 5}, None),
        ({"identifier": [{"value": 5}]}, None),
        ({"code": {"coding": [None]}}, "invalid"),
        ({"extension": nested(400)}, "too_deep"),
        ({"valueQuantity": {"value": True, "system": "http://unitsofmeasure.org", "code": "kg"}}, None),
    ],
)
def test_what_is_of_another_kind_than_it_should_be_is_refused_alone(send, parts, code):
    odd = observation(**quantity(68, "kg")) | {"id": "odd"} | parts
    answers = send([odd, observation(id="good", **quantity(68, "kg"))])
    assert [each["status"] for each in answers] == ["refused", "stored"]
    assert code is None or answers[0]["code"] == code


def test_a_header_nested_very_deep_is_refused_alone(send):
    deep = weight()
    deep["header"]["odd"] = nested(450)
    assert [each["status"] for each in send([deep, weight(name="2")])] == ["refused", "stored"]


def test_what_no_decoder_expects_is_refused_without_a_word_of_it(send, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("of her heart")

    monkeypatch.setattr("apps.observations.sources.fhir.decode", fail)
    (answer, other) = send([observation(**quantity(68, "kg")), weight()])
    assert (answer["code"], answer["path"], other["status"]) == ("invalid", "$", "stored")
    assert "heart" not in str(answer)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400])
def test_a_number_beyond_a_float_is_refused_alone(send, number):
    body = orjson.dumps([observation(id="odd", **quantity(7777, "kg")), weight()])
    odd, good = send(body.replace(b"7777", number.encode()))
    assert (odd["status"], odd["path"], good["status"]) == ("refused", "$.valueQuantity.value", "stored")


@pytest.mark.parametrize("odd", ["NaN", '"\\ud800"', "[" * 2000 + "]" * 2000, "{"])
def test_a_number_beyond_a_float_makes_nothing_else_valid(client_of, mother, odd):
    body = f"[1e400, {odd}]"
    assert client_of(mother).post(ADDRESS, body, content_type="application/json").status_code == 400

"""Readings by hand, their meaning and their charts through the door."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from apps.foundation.models import Change
from apps.observations.models import Observation
from tests.observations.by_hand.conftest import House, alerts, relay

BY_HAND = "/api/v1/observations/by-hand"


def body(house: House, measure: str, **given: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "measure": measure, "taken_at": house.ago(hours=1).isoformat(), **given}


@pytest.fixture
def send(client_of, house: House):
    def call(person, measure: str, **given: Any):
        query = "" if person.is_mother else f"?mother={house.mother.public_id}"
        return client_of(person).post(
            BY_HAND + query, body(house, measure, **given), content_type="application/json"
        )

    return call


def test_fewer_movements_answer_what_to_do_before_any_count(send, house: House) -> None:
    answer = send(house.mother, "fetal_movement_session", is_less=True, value=30)
    assert answer.status_code == 201
    advice = answer.json()["advice"]
    assert (advice["do"], advice["severity"], advice["limit"]) == ("call_movement", "urgent", "move_2h")
    assert advice["sentence"].startswith("Call your maternity unit now.")
    assert advice["origin"]["source"] == "ACOG PB 229; RCOG GTG 57, 2011"
    relay()
    assert alerts() == [("fetal_movement", "", "urgent")]


def test_severe_pressure_answers_an_emergency(send, house: House) -> None:
    advice = send(house.mother, "blood_pressure", value=168, second_value=102).json()["advice"]
    assert (advice["do"], advice["severity"]) == ("emergency", "emergency")


@pytest.mark.parametrize("unknown", ["Z", "-00:00"])
@pytest.mark.parametrize(("named", "offset", "later_days"), [("Asia/Seoul", 540, 1), ("", None, 0)])
def test_a_moment_without_a_place_counts_where_she_was_or_lives(
    send, house: House, unknown, named, offset, later_days
) -> None:
    evening = house.ago(days=1).replace(hour=20, minute=0)
    moment = evening.strftime("%Y-%m-%dT%H:%M:00") + unknown
    answer = send(house.mother, "body_weight", value=61, taken_at=moment, zone_name=named)
    assert answer.status_code == 201, answer.content
    row = Observation.objects.for_system("test").get()
    assert (row.utc_offset_minutes, row.local_day) == (offset, evening.date() + timedelta(days=later_days))


def test_a_usual_reading_asks_for_nothing_and_says_nothing(send, house: House) -> None:
    advice = send(house.mother, "blood_pressure", value=112, second_value=70).json()["advice"]
    assert (advice["do"], advice["sentence"], advice["limit"]) == ("nothing_to_do", "", None)


def test_a_doubtful_unit_is_asked_back_with_the_other_one(send, house: House) -> None:
    answer = send(house.mother, "blood_glucose", value=5.4, unit="mg/dL")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["field"], error["code"], error["limit"]) == (
        400,
        "unit",
        "unit_doubtful",
        "mmol/L",
    )
    assert "5.4" not in answer.content.decode()
    again = send(house.mother, "blood_glucose", value=5.4, unit="mmol/L")
    assert again.json()["reading"]["value"] == pytest.approx(97.3, abs=0.1)


@pytest.mark.parametrize(
    ("role", "measure", "given", "status"),
    [
        ("mother", "body_weight", {"value": 66}, 201),
        ("mother", "haemoglobin", {"value": 11}, 403),
        ("obstetrician", "fetal_biometry", {"biometry": {"hc_mm": 280, "ac_mm": 262, "fl_mm": 57}}, 201),
        ("midwife", "symphysis_fundal_height", {"value": 30}, 201),
        ("dietitian", "symphysis_fundal_height", {"value": 30}, 403),
        ("dietitian", "haemoglobin", {"value": 11}, 201),
        ("stranger", "body_weight", {"value": 66}, 404),
        ("other_mother", "body_weight", {"value": 66}, 409),
        ("partner", "body_weight", {"value": 66}, 403),
        ("administrator", "body_weight", {"value": 66}, 403),
    ],
)
def test_who_may_write_what(send, house: House, role, measure, given, status) -> None:
    assert send(getattr(house, role), measure, **given).status_code == status


def test_an_unknown_part_of_a_scan_is_refused_by_its_path(send, house: House) -> None:
    answer = send(house.obstetrician, "fetal_biometry", biometry={"nose_mm": 3})
    assert [error["field"] for error in answer.json()["errors"]] == ["biometry.nose_mm"]


def test_the_same_id_again_answers_the_first_reading(client_of, house: House) -> None:
    client, given = client_of(house.mother), body(house, "body_weight", value=66)
    first = client.post(BY_HAND, given, content_type="application/json")
    again = client.post(BY_HAND, given | {"value": 70}, content_type="application/json")
    assert (first.status_code, again.status_code, again.json()["reading"]["value"]) == (201, 200, 66.0)


def test_corrected_deleted_and_brought_back(client_of, send, house: House) -> None:
    client = client_of(house.mother)
    first = send(house.mother, "body_weight", value=66).json()["reading"]
    place = f"{BY_HAND}/{first['id']}"
    given = {"measure": "body_weight", "taken_at": first["start"], "value": 66.4, "seen_version": 1}
    corrected = client.put(place, given, content_type="application/json")
    stale = client.put(place, given, content_type="application/json")
    assert (corrected.status_code, corrected.json()["reading"]["version"]) == (200, 2)
    assert (stale.status_code, stale.json()["code"], stale.json()["current_version"]) == (
        409,
        "newer_reading",
        2,
    )
    assert client.delete(place).status_code == 204
    assert client.get(f"/api/v1/observations/{first['id']}").status_code == 404
    back = client.post(f"{place}/restore", content_type="application/json")
    assert (back.status_code, back.json()["reading"]["value"]) == (200, 66.4)
    assert Change.objects.filter(subject_id=house.mother.pk, kind="observation_day").count() == 1


def meaning(client_of, house: House, person) -> dict[str, Any]:
    answer = client_of(person).get(f"/api/v1/observations/meaning?pregnancy={house.pregnancy.public_id}")
    assert answer.status_code == 200
    return {one["reading"]["measure"]: one for one in answer.json()["results"]}


def test_meaning_names_verdict_band_and_source(client_of, house: House) -> None:
    house.write(house.mother, "body_weight", 66.0, taken_at=house.ago(days=2))
    house.write(house.mother, "body_weight", 72.0)
    house.write(
        house.obstetrician,
        "fetal_biometry",
        parts_mm={"bpd_mm": 78.0, "hc_mm": 275.0, "ac_mm": 232.0, "fl_mm": 55.0},
    )
    found = meaning(client_of, house, house.midwife)
    gain = found["body_weight"]["gain"]
    assert (gain["verdict"], gain["gain_kg"], gain["category"]) == ("above", 12.0, "normal")
    assert gain["band"] == {"low_kg": pytest.approx(6.45), "high_kg": pytest.approx(10.5)}
    assert gain["origin"]["standard"] == "IOM 2009"
    growth = found["fetal_biometry"]["growth"]
    assert growth["flags"] == ["efw_below_10", "ac_below_10"]
    assert growth["weights"]["who"]["origin"]["standard"] == "WHO 2017"
    assert growth["estimate"]["formula"] == "hadlock_hc_ac_fl"
    assert (growth["counts"], growth["is_several"]) == ("who", False)


@pytest.mark.parametrize(
    ("role", "status"),
    [("mother", 200), ("stranger", 404), ("other_mother", 404), ("partner", 403), ("administrator", 403)],
)
def test_who_reads_meaning(client_of, house: House, role, status) -> None:
    address = f"/api/v1/observations/meaning?pregnancy={house.pregnancy.public_id}"
    assert client_of(getattr(house, role)).get(address).status_code == status


def many(house: House, count: int, *, of=lambda number: 100.0 + number % 7) -> None:
    """Readings of a device, a quarter of an hour apart, the last one just now."""
    Observation.objects.for_system("test").bulk_create(
        [
            Observation(
                subject=house.mother,
                pregnancy=house.pregnancy,
                measure="blood_pressure",
                source_app="test",
                external_id=str(number),
                origin="omh",
                start_at=(at := house.ago(minutes=15 * (count - number))),
                end_at=at,
                local_day=at.date(),
                value=of(number),
                second_value=of(number) - 40,
                unit="mm[Hg]",
                recorded_at=house.now,
                changed_at=house.now,
                recorded_by=house.mother,
            )
            for number in range(count)
        ]
    )


def series(client_of, person, **asked: Any):
    return client_of(person).get("/api/v1/observations/series", asked)


def test_a_series_has_points_band_and_source(client_of, house: House) -> None:
    house.write(house.mother, "body_weight", 66.0, taken_at=house.ago(days=3))
    found = series(
        client_of, house.mother, measure="body_weight", **{"from": house.ago(days=10).isoformat()}
    ).json()
    assert (found["value"], found["total"], found["thinned"], found["unit"]) == ([66.0], 1, False, "kg")
    assert len(found["bands"]["day"]) == 11
    assert found["bands"]["low"][-1] == pytest.approx(66.45)
    assert found["bands"]["high"][-1] == pytest.approx(70.5)
    assert (found["origin"]["standard"], found["origin"]["checked"]) == ("IOM 2009", "seen")


def test_what_is_thinned_keeps_every_extreme(client_of, house: House) -> None:
    def spiked(number: int) -> float:
        return {1234: 190.0, 2345: 70.0}.get(number, 100.0 + number % 7)

    many(house, 3_000, of=spiked)
    found = series(client_of, house.mother, measure="blood_pressure", points=200).json()
    assert (found["total"], found["thinned"]) == (3_000, True)
    assert len(found["at"]) <= 200
    assert (max(found["value"]), min(found["value"])) == (190.0, 70.0)
    assert (max(found["second_value"]), min(found["second_value"])) == (150.0, 30.0)
    assert found["at"] == sorted(found["at"])


def test_a_series_of_a_scans_part_and_of_another_fetus(client_of, house: House) -> None:
    house.write(house.obstetrician, "fetal_biometry", parts_mm={"hc_mm": 280.0}, taken_at=house.ago(days=1))
    house.write(house.obstetrician, "fetal_biometry", parts_mm={"hc_mm": 275.0}, fetus="B")
    found = series(client_of, house.mother, measure="fetal_biometry", part="hc_mm").json()
    other = series(client_of, house.mother, measure="fetal_biometry", part="hc_mm", fetus="B").json()
    assert (found["value"], found["unit"], other["value"]) == ([280.0], "mm", [275.0])
    assert sorted(found["bands"]["curves"], key=float) == ["3", "10", "50", "90", "97"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"measure": "symptoms"}, "measure"),
        ({"measure": "body_weight", "part": "hc_mm"}, "part"),
        ({"measure": "body_weight", "points": 10_001}, "points"),
        ({"measure": "body_weight", "from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "to"),
        ({"measure": "body_weight", "from": "2001-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "from"),
    ],
)
def test_what_cannot_be_drawn_names_its_field(client_of, house: House, asked, field) -> None:
    answer = series(client_of, house.mother, **asked)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("midwife", 200),
        ("stranger", 404),
        ("other_mother", 404),
        ("partner", 403),
        ("administrator", 403),
    ],
)
@pytest.mark.parametrize("address", ["series", "chart.png"])
def test_who_sees_a_chart(client_of, house: House, role, status, address) -> None:
    asked = {"measure": "body_weight", "mother": str(house.mother.public_id)}
    answer = client_of(getattr(house, role)).get(f"/api/v1/observations/{address}", asked)
    assert answer.status_code == status


def test_a_clinicians_chart_is_one_entry_in_the_mothers_access_log(client_of, house: House) -> None:
    many(house, 50)
    series(client_of, house.midwife, measure="blood_pressure", mother=str(house.mother.public_id))
    log = client_of(house.mother).get("/api/v1/access-log").json()["results"]
    assert [entry for entry in log if entry.get("what", entry.get("kind", "")) is not None]
    assert any("reading" in str(entry).lower() for entry in log)


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_in_every_language_and_theme(client_of, house: House, language, theme) -> None:
    many(house, 40)
    house.mother.language = language
    house.mother.save()
    asked = {"measure": "blood_pressure", "theme": theme, "width": 390, "height": 300}
    answer = client_of(house.mother).get("/api/v1/observations/chart.png", asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (390, 300)
    ground = picture.getpixel((385, 295))
    assert (sum(ground) < 128 * 3) is (theme == "dark")
    assert len(picture.getcolors(maxcolors=1 << 20) or []) > 50


def test_a_picture_without_readings_is_drawn_all_the_same(client_of, house: House) -> None:
    answer = client_of(house.mother).get("/api/v1/observations/chart.png", {"measure": "haemoglobin"})
    assert answer.status_code == 200


def test_steps_are_drawn_by_day(client_of, house: House) -> None:
    for number in range(3):
        at = house.ago(days=number, minutes=30)
        Observation.objects.for_system("test").create(
            subject=house.mother,
            measure="step_count",
            source_app="watch",
            external_id=f"s{number}",
            origin="omh",
            start_at=at,
            end_at=at + timedelta(minutes=10),
            local_day=at.date(),
            value=900.0,
            unit="{steps}",
            recorded_at=house.now,
            changed_at=house.now,
            recorded_by=house.mother,
        )
    found = series(client_of, house.mother, measure="step_count").json()
    assert sum(found["value"]) == pytest.approx(2_700, abs=1)

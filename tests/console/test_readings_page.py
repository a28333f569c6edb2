"""The page of her readings: charts with bands, a table that says the same, empty states, and what is written by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.observations.models import Observation
from apps.observations.rules.by_hand import Written
from apps.observations.services.by_hand import Given, note_reading
from apps.pregnancies.models import RiskFactor
from tests.console.conftest import Ward


def note(
    ward: Ward, person, measure: str, value: float | None = None, *, days: float = 1, **given
) -> Observation:
    from apps.foundation import accesses

    now = timezone.now()
    asked = Given(Written(measure, value, **given), taken_at=now - timedelta(days=days))
    with accesses.collected():
        return note_reading(person, mother=ward.pregnancy.subject, given=asked, at=now)[0]


@pytest.fixture
def page(client_of, ward: Ward):
    def ask(person=None, **query):
        client: Client = client_of(person or ward.doctor)
        return client.get(reverse("console:readings", args=[ward.pregnancy.public_id]), query)

    return ask


def test_without_readings_the_three_of_everybody_say_so(page) -> None:
    html = page().content.decode()
    assert html.count("No readings in this time.") == 3
    assert "Nothing was written down by hand yet." in html


def test_a_chart_has_band_points_and_the_same_as_a_table(page, ward: Ward) -> None:
    note(ward, ward.pregnancy.subject, "blood_pressure", 128.0, second_value=84.0, days=3)
    note(ward, ward.pregnancy.subject, "blood_pressure", 122.0, second_value=80.0)
    html = page().content.decode()
    assert html.count('class="chart__band"') == 2
    assert "<td>128/84</td>" in html
    assert "ACOG" in html
    assert 'tabindex="0"' in html
    assert "122/80 mmHg" in html


def test_glucose_is_points_against_targets_and_no_line(page, ward: Ward) -> None:
    RiskFactor.objects.create(
        subject=ward.pregnancy.subject, pregnancy=ward.pregnancy, code="gestational_diabetes"
    )
    for value, days in ((88.0, 3), (131.0, 2)):
        note(ward, ward.pregnancy.subject, "blood_glucose", value, days=days)
    html = page().content.decode()
    assert '<path class="chart__dots"' in html
    assert 'class="chart__line"' not in html
    assert "target fasting: 95 mg/dL" in html


def test_a_period_leaves_out_what_is_older(page, ward: Ward) -> None:
    note(ward, ward.pregnancy.subject, "body_weight", 66.0, days=20)
    assert "<td>66</td>" in page(period="month").content.decode()
    assert "<td>66</td>" not in page(period="week").content.decode()
    assert page(period="nonsense").status_code == 200


def test_scans_are_drawn_with_centile_curves(page, ward: Ward) -> None:
    note(ward, ward.doctor, "fetal_biometry", parts_mm={"hc_mm": 280.0, "ac_mm": 262.0, "fl_mm": 57.0})
    html = page().content.decode()
    assert "Growth of the baby" in html
    assert "Estimated weight of the baby, fetus A" in html


def test_the_mothers_page_shows_her_newest_readings_and_links_here(client_of, ward: Ward) -> None:
    note(ward, ward.pregnancy.subject, "blood_pressure", 128.0, second_value=84.0)
    html = (
        client_of(ward.doctor)
        .get(reverse("console:pregnancy", args=[ward.pregnancy.public_id]))
        .content.decode()
    )
    assert "128/84 mmHg" in html
    assert reverse("console:readings", args=[ward.pregnancy.public_id]) in html


def address(ward: Ward, name: str, *more) -> str:
    return reverse(f"console:{name}", args=[ward.pregnancy.public_id, *more])


def typed(**given) -> dict:
    return {"taken_at": (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), **given}


def test_a_doubtful_unit_is_asked_back_on_the_form(client_of, ward: Ward) -> None:
    client = client_of(ward.doctor)
    place = address(ward, "add_reading") + "?measure=haemoglobin"
    assert client.get(place).status_code == 200
    refused = client.post(place, typed(value="112", unit="g/dL"))
    assert refused.status_code == 422
    assert "This looks like a value in g/L" in refused.content.decode()
    assert client.post(place, typed(value="112", unit="g/L")).status_code == 302
    assert Observation.objects.for_system("test").get().value == pytest.approx(11.2)


def test_corrected_deleted_and_brought_back(client_of, ward: Ward, page) -> None:
    row = note(ward, ward.doctor, "haemoglobin", 11.2)
    client = client_of(ward.doctor)
    correct = address(ward, "correct_reading", row.public_id)
    assert 'value="11.2"' in client.get(correct).content.decode()
    assert client.post(correct, typed(value="10.9", unit="g/dL", seen_version="1")).status_code == 302
    assert client.post(correct, typed(value="10.8", unit="g/dL", seen_version="1")).status_code == 422
    assert client.post(address(ward, "delete_reading", row.public_id)).status_code == 302
    assert "Bring back" in page().content.decode()
    assert client.post(address(ward, "restore_reading", row.public_id)).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.deleted_at) == (10.9, None)


def test_what_the_mother_wrote_is_hers_to_correct(client_of, ward: Ward, page) -> None:
    row = note(ward, ward.pregnancy.subject, "body_weight", 66.0)
    place = address(ward, "correct_reading", row.public_id)
    assert place not in page().content.decode()
    answer = client_of(ward.doctor).post(place, typed(value="65", unit="kg", seen_version="1"))
    assert answer.status_code == 403


@pytest.mark.parametrize("measure", ["symptoms", "fetal_movement_session", "nonsense"])
def test_what_is_not_a_clinicians_to_write_is_refused(client_of, ward: Ward, measure: str) -> None:
    place = f"{address(ward, 'add_reading')}?measure={measure}"
    assert client_of(ward.doctor).get(place).status_code == 403


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("midwife", 200),
        ("dietitian", 200),
        ("stranger", 404),
        ("mother", 302),
        ("partner", 302),
        ("administrator", 403),
        ("nobody", 302),
    ],
)
def test_who_opens_the_pages_of_readings(client_of, ward: Ward, role: str, status: int) -> None:
    row = note(ward, ward.doctor, "haemoglobin", 11.2)
    client = client_of(ward.somebody(role))
    places = [address(ward, name) for name in ("readings", "add_reading")]
    places += [
        address(ward, name, row.public_id)
        for name in ("correct_reading", "delete_reading", "restore_reading")
    ]
    assert [client.get(place).status_code for place in places] == [status] * len(places)


def test_a_tape_is_for_midwives_and_obstetricians(client_of, ward: Ward) -> None:
    place = address(ward, "add_reading") + "?measure=symphysis_fundal_height"
    assert client_of(ward.midwife).get(place).status_code == 200
    assert client_of(ward.dietitian).get(place).status_code == 403

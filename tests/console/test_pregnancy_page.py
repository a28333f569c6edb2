"""A mother's page and its forms: what is typed goes through the services, what is refused is not kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.pregnancies.models import Allergy, Dating, EarlierPregnancy, Outcome, Pregnancy, RiskFactor
from apps.pregnancies.services.fetuses import add_fetus
from tests.console.conftest import Ward, recorded
from tests.factories import MotherFactory, in_care


def url(name: str, ward: Ward, *more: Any) -> str:
    return reverse(f"console:{name}", args=[ward.pregnancy.public_id, *more])


def rows(model: Any) -> list[Any]:
    return list(model.objects.for_system("a test looks").order_by("pk"))


def page_of(client: Client, ward: Ward) -> str:
    answer = client.get(url("pregnancy", ward))
    assert answer.status_code == 200
    return answer.content.decode()


def today(days: int = 0) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def test_the_banner_tells_unknown_from_none(ward: Ward, doctor: Client) -> None:
    assert page_of(doctor, ward).count("? not asked") >= 4
    doctor.post(url("no_allergies", ward))
    doctor.post(url("no_risks", ward))
    page = page_of(doctor, ward)
    assert "? not asked" not in page
    assert page.count("none known") >= 4


def test_a_risk_and_an_allergy_stand_in_the_banner_and_end_with_a_reason(ward: Ward, doctor: Client) -> None:
    doctor.post(url("add_risk", ward), {"code": "previous_caesarean", "text": ""})
    doctor.post(url("add_allergy", ward), {"substance": "Latex", "reaction": "Rash", "severity": "severe"})
    page = page_of(doctor, ward)
    assert "Earlier caesarean section" in page
    assert "Latex" in page
    doctor.post(
        url("end_allergy", ward, rows(Allergy)[0].public_id), {"reason": "A patch test was negative."}
    )
    assert "Latex" not in page_of(doctor, ward)
    assert rows(Allergy)[0].end_reason == "A patch test was negative."


@pytest.mark.parametrize(
    ("name", "typed", "model", "sentence"),
    [
        ("add_risk", {"code": "", "text": ""}, RiskFactor, "Choose a risk factor, or write it in words."),
        ("add_allergy", {"substance": "", "severity": "mild"}, Allergy, "This field is required."),
        (
            "add_earlier",
            {"year": "2020", "outcome": "live_birth", "mode": "vaginal", "gestation_weeks": "88"},
            EarlierPregnancy,
            "45",
        ),
        ("add_dating", {"scan_on": "2031-01-01", "first_mm": "50"}, Dating, "Day of the scan"),
        (
            "record_outcome",
            {"kind": "birth", "occurred_on": "2031-01-01", "confirmed": "1"},
            Outcome,
            "On which day",
        ),
    ],
)
def test_what_is_refused_names_its_field_and_stores_nothing(
    name: str, typed: dict[str, str], model: Any, sentence: str, ward: Ward, doctor: Client
) -> None:
    before = len(rows(model))
    answer = doctor.post(url(name, ward), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert len(rows(model)) == before


def test_a_scan_is_worked_out_then_decided_on(ward: Ward, doctor: Client) -> None:
    typed = {"scan_on": today(), "weeks": "38", "days": "1"}
    answer = doctor.post(url("add_dating", ward) + "?basis=ultrasound_report", typed)
    dating = rows(Dating)[-1]
    assert answer["Location"] == url("decide_dating", ward, dating.public_id)
    assert "Weeks as the report states them" not in doctor.get(answer["Location"]).content.decode()
    refused = doctor.post(answer["Location"], {"decision": "replace", "reason": ""})
    assert refused.status_code == 422
    assert "Say why you decide otherwise." in refused.content.decode()
    doctor.post(answer["Location"], {"decision": "replace", "reason": "The report of a colleague."})
    assert [row.state for row in rows(Dating) if row.pregnancy_id == ward.pregnancy.pk] == [
        "superseded",
        "accepted",
    ]
    assert "Counted before" in page_of(doctor, ward)


def test_an_outcome_is_asked_twice_and_then_nothing_counts_down(ward: Ward, doctor: Client) -> None:
    assert "days to go" in page_of(doctor, ward)
    typed = {"kind": "stillbirth", "occurred_on": today(-1), "note": ""}
    asked = doctor.post(url("record_outcome", ward), typed)
    assert asked.status_code == 200
    assert "It takes effect everywhere at once." in asked.content.decode()
    assert rows(Outcome) == []
    doctor.post(url("record_outcome", ward), {**typed, "confirmed": "1"})
    page = page_of(doctor, ward)
    assert [row.kind for row in rows(Outcome)] == ["stillbirth"]
    assert "Stillbirth" in page
    for word in ("days to go", "Due on", "Gestational age</dt>", "Congratulations"):
        assert word not in page
    for name in ("add_risk", "add_dating", "record_outcome"):
        assert url(name, ward) not in page


def test_a_wrong_outcome_is_taken_back_with_a_reason(ward: Ward, doctor: Client) -> None:
    doctor.post(url("record_outcome", ward), {"kind": "birth", "occurred_on": today(), "confirmed": "1"})
    correct = url("correct_outcome", ward, rows(Outcome)[0].public_id)
    assert correct in page_of(doctor, ward)
    doctor.post(correct, {"reason": "Entered for another mother.", "confirmed": "1"})
    assert rows(Pregnancy)[0].state == "going"
    assert "days to go" in page_of(doctor, ward)


def test_of_twins_each_is_asked_for(ward: Ward, doctor: Client) -> None:
    add_fetus(ward.doctor, pregnancy_id=ward.pregnancy.public_id, at=timezone.now())
    typed = {"kind": "birth", "occurred_on": today(), "result_A": "liveborn", "confirmed": "1"}
    refused = doctor.post(url("record_outcome", ward), typed)
    assert "Say of each living fetus whether it was born alive." in refused.content.decode()
    assert rows(Outcome) == []
    doctor.post(url("record_outcome", ward), {**typed, "result_B": "stillborn", "weight_A": "2310"})
    page = page_of(doctor, ward)
    assert "Fetus A: born alive, 2,310 g" in page
    assert "Fetus B: stillborn" in page


def test_a_dietitian_may_note_an_allergy_but_neither_date_nor_end_a_pregnancy(
    ward: Ward, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(ward.dietitian)
    page = page_of(client, ward)
    assert url("add_allergy", ward) in page
    assert url("add_dating", ward) not in page
    answer = client.post(
        url("record_outcome", ward), {"kind": "birth", "occurred_on": today(), "confirmed": "1"}
    )
    assert answer.status_code == 403
    assert rows(Outcome) == []


def test_a_mother_without_a_pregnancy_can_be_given_one(ward: Ward, doctor: Client) -> None:
    mother = MotherFactory(full_name="New Mother")
    in_care(mother, ward.doctor, team=ward.doctor.memberships.get().team)
    assert "No pregnancy is followed." in doctor.get("/mothers/").content.decode()
    begin = reverse("console:begin_pregnancy", args=[mother.public_id])
    assert begin in doctor.get(reverse("console:mother", args=[mother.public_id])).content.decode()
    answer = doctor.post(begin, {"fetus_count": "2", "chorionicity": "dichorionic"})
    begun = rows(Pregnancy)[-1]
    assert answer["Location"] == reverse("console:add_dating", args=[begun.public_id])
    assert begun.fetuses.count() == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=amina", 1), ("?q=nobody", 0), ("?week=38", 1), ("?week=20", 0), ("?week=abc", 1), ("?page=99", 1)],
)
def test_mothers_are_found_by_name_and_by_week(query: str, found: int, ward: Ward, doctor: Client) -> None:
    page = doctor.get(f"/mothers/{query}").content.decode()
    assert page.count('class="table__link"') == found


def test_the_page_costs_the_same_number_of_queries_at_5_and_at_50_recordings(
    ward: Ward, doctor: Client
) -> None:
    model = recorded(ward.pregnancy)

    def copies(count: int) -> None:
        for _number in range(count):
            model.pk, model.public_id, model.client_id = None, _new(), _new()
            model._state.adding = True
            model.save()

    copies(4)
    count_of(doctor, ward)  # the first to read of her begins her access log
    few = count_of(doctor, ward)
    copies(45)
    assert count_of(doctor, ward) == few


def _new() -> Any:
    from apps.foundation.ids import uuid7

    return uuid7()


def count_of(client: Client, ward: Ward) -> int:
    with CaptureQueriesContext(connection) as captured:
        page_of(client, ward)
    return len(captured)

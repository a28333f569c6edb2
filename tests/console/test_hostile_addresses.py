"""What a browser can be made to send: an answer with a status and a sentence, never a failure of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.console.conftest import Ward, recorded


@pytest.mark.parametrize("path", ["/mothers/", "/people/", "/worklist/"])
@pytest.mark.parametrize("name", ["q", "week", "role", "show", "page"])
@pytest.mark.parametrize("value", ["%00", "a%00b", "9" * 5_000, "-1", "٣٨", "%f0%9f%91%b6", "'; drop table"])
def test_a_strange_question_gets_a_list(
    path: str, name: str, value: str, ward: Ward, client_of: Callable[[Any], Client]
) -> None:
    person = ward.administrator if path == "/people/" else ward.doctor
    assert client_of(person).get(f"{path}?{name}={value}").status_code == 200


@pytest.mark.parametrize("name", ["week", "day"])
@pytest.mark.parametrize(
    "value", ["%00", "2026-13-01", "0001-01-01", "9999-12-31", "-1", "w" * 5_000, "2026-W48"]
)
def test_a_strange_day_gets_this_week(name: str, value: str, ward: Ward, doctor: Client) -> None:
    path = reverse("console:nutrition", args=[ward.pregnancy.public_id])
    assert doctor.get(f"{path}?{name}={value}").status_code == 200


@pytest.mark.parametrize("value", ["%00", "0", "9" * 5_000, "-4", "x"])
def test_a_strange_span_of_weeks_gets_the_usual_one(
    value: str, ward: Ward, client_of: Callable[[Any], Client]
) -> None:
    answer = client_of(ward.dietitian).get(f"/recognition/?weeks={value}")
    assert answer.status_code == 200
    assert 'href="?weeks=12" aria-current="page"' in answer.content.decode()


def test_marks_of_a_fetus_that_was_not_recorded_are_refused_with_a_page(ward: Ward, doctor: Client) -> None:
    recording = recorded(ward.pregnancy)
    answer = doctor.get(reverse("console:recording_marks", args=[recording.public_id]) + "?fetus=2")
    assert answer.status_code == 400
    assert "This is not possible." in answer.content.decode()


@pytest.mark.parametrize("name", ["add_dating", "add_fetus", "add_risk"])
def test_forms_of_a_pregnancy_that_has_ended_are_refused_by_address_too(
    name: str, ward: Ward, doctor: Client
) -> None:
    new = NewOutcome(kind="stillbirth", occurred_on=timezone.now().date())
    record_outcome(ward.doctor, pregnancy_id=ward.pregnancy.public_id, new=new, at=timezone.now())
    answer = doctor.get(reverse(f"console:{name}", args=[ward.pregnancy.public_id]))
    assert answer.status_code == 409
    assert "This pregnancy is not going on any more." in answer.content.decode()


def test_after_the_end_no_due_date_counts_and_nothing_is_ticked_off(ward: Ward, doctor: Client) -> None:
    typed = {"kind": "stillbirth", "occurred_on": timezone.now().date().isoformat(), "confirmed": "1"}
    url = reverse("console:record_outcome", args=[ward.pregnancy.public_id])
    page = doctor.post(url, typed, follow=True).content.decode()
    assert "Counted until the end" in page
    assert "Counts now" not in page
    assert "alert--ok" not in page

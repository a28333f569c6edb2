"""Every page is tried by every role: nobody signs in first, a mother goes home, a stranger finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from apps.console.urls import administration, care, of_a_pregnancy, of_foods
from apps.nutrition.services.diet_notes import write_note
from apps.observations.rules.by_hand import Written
from apps.observations.services.by_hand import Given, note_reading
from tests.console.conftest import Ward, recorded

ALL_CLINICIANS = {"doctor", "midwife", "dietitian", "stranger"}
TEAM = {"doctor", "midwife", "dietitian"}
ROLES = [*sorted(ALL_CLINICIANS), "mother", "other_mother", "partner", "administrator", "nobody"]
OF_NO_MOTHER = {"worklist", "mothers", "wall", "wall_beds"}
OF_ADMINISTRATORS = {address.name for address in administration}
OF_FOODS = {address.name for address in of_foods}
OF_TARGETS = {"set_carbohydrate_targets"}
OF_DIETITIANS = {"add_diet_note", "amend_diet_note", "withdraw_diet_note"}
EVERY = [*care, *of_a_pregnancy, *of_foods, *administration]
OF_MOTHERS_TOO = {"plan_address"}
"""Where a notification of hers leads; this ward has no plan."""
OF_HERSELF = {"recording_text"}
"""Where a notification of hers leads: what her care team wrote about a recording."""
OF_READERS = {
    "recording_plain",
    "recording_outcome",
    "open_gate",
    "close_gate",
    "note_practice",
    "withdraw_practice",
    "plan_recordings",
    "upload_recording",
    "end_recording_plan",
}
"""Obstetricians and midwives write it."""
NAMES = [address.name for address in EVERY]


def address(pattern: URLPattern, ids: dict[str, UUID]) -> str:
    return reverse(f"console:{pattern.name}", kwargs={name: ids[name] for name in names_in(pattern)})


def names_in(pattern: URLPattern) -> set[str]:
    names = set(pattern.pattern.converters)
    return names | {"pregnancy_id"} if pattern in of_a_pregnancy else names


@pytest.fixture
def ids(ward: Ward) -> dict[str, UUID]:
    """An id for each parameter of an address; things that do not exist yet get one of nothing."""
    recording = recorded(ward.pregnancy)
    nothing = {
        name: uuid4()
        for name in (
            "team_id",
            "outcome_id",
            "dating_id",
            "risk_id",
            "allergy_id",
            "transfer_id",
            "plan_id",
            "report_id",
            "veto_id",
            "disagreement_id",
            "opening_id",
            "practice_id",
            "recording_plan_id",
        )
    }
    dating = ward.pregnancy.datings.get()
    note = write_note(
        ward.dietitian,
        pregnancy_id=ward.pregnancy.public_id,
        week_on=timezone.now().date(),
        text="Less rice in the evening.",
        at=timezone.now(),
    )
    reading, _new = note_reading(
        ward.doctor,
        mother=ward.mother,
        given=Given(Written("haemoglobin", 11.4), taken_at=timezone.now()),
        at=timezone.now(),
    )
    return {
        **nothing,
        "reading_id": reading.public_id,
        "pregnancy_id": ward.pregnancy.public_id,
        "mother_id": ward.mother.public_id,
        "recording_id": recording.public_id,
        "person_id": ward.doctor.public_id,
        "dating_id": dating.public_id,
        "note_id": note.note_id,
    }


def allowed(name: str, role: str) -> bool:
    if name in OF_ADMINISTRATORS:
        return role == "administrator"
    if name in OF_FOODS:
        return role in ("administrator", "dietitian")
    if name in OF_TARGETS:
        return role in ("doctor", "dietitian")
    if name in OF_DIETITIANS:
        return role == "dietitian"
    if name in OF_READERS:
        return role in ("doctor", "midwife")
    return role in ALL_CLINICIANS if name in OF_NO_MOTHER else role in TEAM


EXISTS = (200, 302)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_its_role_only(
    role: str, ward: Ward, ids: dict[str, UUID], client_of: Callable[[Any], Client]
) -> None:
    client = client_of(ward.somebody(role))
    for pattern in EVERY:
        path = address(pattern, ids)
        answer = client.get(path)
        where = f"{role} at {pattern.name}"
        if role == "nobody":
            assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}"), where
        elif pattern.name in OF_MOTHERS_TOO:
            assert answer.status_code == 404, where
        elif role in ("mother", "other_mother") and pattern.name in OF_HERSELF:
            assert answer.status_code == (200 if role == "mother" else 404), where
        elif role in ("mother", "other_mother", "partner"):
            assert (answer.status_code, answer["Location"]) == (302, "/me/"), where
        elif allowed(pattern.name, role):
            assert answer.status_code in (*EXISTS, 404), where
            assert answer.status_code != 404 or needs_something_else(pattern), where
        else:
            assert answer.status_code in (403, 404), where
            assert ward.mother.full_name.encode() not in answer.content, where


def needs_something_else(pattern: URLPattern) -> bool:
    """Addresses of a thing that this ward does not have: the page is there, the thing is not."""
    return pattern.name == "recording_outcome" or bool(  # which is switched off
        names_in(pattern)
        & {
            "team_id",
            "outcome_id",
            "risk_id",
            "allergy_id",
            "transfer_id",
            "plan_id",
            "report_id",
            "veto_id",
            "disagreement_id",
        }
    )


def test_a_stranger_finds_nothing_of_a_mother_and_no_error_says_that_she_exists(
    ward: Ward, ids: dict[str, UUID], client_of: Callable[[Any], Client]
) -> None:
    client = client_of(ward.stranger)
    for name in ("recording", "recording_state", "recording_marks", "recording_live", "recording_reports"):
        hers = client.get(reverse(f"console:{name}", args=[ids["recording_id"]]))
        nothing = client.get(reverse(f"console:{name}", args=[uuid4()]))
        assert (hers.status_code, nothing.status_code) == (404, 404)
        assert len(hers.content) == len(nothing.content)


@pytest.mark.parametrize(
    ("role", "start"),
    [
        ("doctor", "/worklist/"),
        ("dietitian", "/worklist/"),
        ("administrator", "/people/"),
        ("mother", "/me/"),
        ("partner", "/me/"),
        ("nobody", "/sign-in/?next=/"),
    ],
)
def test_the_address_without_a_path_leads_to_where_ones_work_is(
    role: str, start: str, ward: Ward, client_of: Callable[[Any], Client]
) -> None:
    answer = client_of(ward.somebody(role)).get("/")
    assert (answer.status_code, answer["Location"]) == (302, start)


def test_every_page_has_a_name_of_its_own() -> None:
    assert len(NAMES) == len(set(NAMES))


def test_what_a_clinician_looks_at_is_written_down_for_the_mother(
    ward: Ward, ids: dict[str, UUID], client_of: Callable[[Any], Client]
) -> None:
    from apps.accounts.selectors import access_log_of

    client_of(ward.midwife).get(reverse("console:recording", args=[ids["recording_id"]]))
    seen = {(entry.kind, entry.reader_id, entry.action) for entry in access_log_of(ward.mother)}
    assert ("recordings.recording", ward.midwife.pk, "GET console:recording") in seen

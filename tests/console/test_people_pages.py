"""An administrator's pages: people and teams, without a word of anybody's health."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Care, CareTeam, Person, TeamMembership
from tests.console.conftest import Ward
from tests.factories import ClinicianFactory


@pytest.fixture
def administrator(ward: Ward, client_of: Callable[[Any], Client]) -> Client:
    return client_of(ward.administrator)


def test_somebody_is_invited_and_listed(administrator: Client) -> None:
    typed = {
        "full_name": "New Midwife",
        "email": "new@example.org",
        "role": "clinician",
        "profession": "midwife",
        "language": "ko",
    }
    answer = administrator.post(reverse("console:invite"), typed)
    person = Person.objects.get(email="new@example.org")
    assert answer["Location"] == reverse("console:person", args=[person.public_id])
    assert "Invited" in administrator.get(answer["Location"]).content.decode()
    assert "New Midwife" in administrator.get("/people/?q=midwi").content.decode()


def test_an_invitation_that_contradicts_itself_is_refused_beside_its_field(administrator: Client) -> None:
    typed = {
        "full_name": "X",
        "email": "x@example.org",
        "role": "partner",
        "profession": "midwife",
        "language": "en",
    }
    answer = administrator.post(reverse("console:invite"), typed)
    assert answer.status_code == 422
    assert "A clinician has a profession, nobody else has one." in answer.content.decode()
    assert not Person.objects.filter(email="x@example.org").exists()


def test_mothers_are_not_listed_but_found_by_their_whole_address(ward: Ward, administrator: Client) -> None:
    assert ward.mother.email not in administrator.get("/people/").content.decode()
    assert ward.mother.email not in administrator.get("/people/?q=" + ward.mother.email[:6]).content.decode()
    assert ward.mother.full_name in administrator.get(f"/people/?q={ward.mother.email}").content.decode()


def test_who_is_shut_out_sees_nothing_any_more(
    ward: Ward, administrator: Client, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(ward.midwife)
    assert client.get("/worklist/").status_code == 200
    administrator.post(reverse("console:deactivate", args=[ward.midwife.public_id]))
    assert client.get("/worklist/").status_code == 302
    assert (
        "Shut out"
        in administrator.get(reverse("console:person", args=[ward.midwife.public_id])).content.decode()
    )


def test_a_team_gets_a_member_and_a_mother_and_loses_them(ward: Ward, administrator: Client) -> None:
    administrator.post(reverse("console:new_team"), {"name": "Night team"})
    team, midwife = CareTeam.objects.get(name="Night team"), ClinicianFactory(full_name="Night Midwife")
    of = [team.public_id]
    administrator.post(
        reverse("console:add_member", args=of), {"person": str(midwife.public_id), "is_lead": "on"}
    )
    administrator.post(reverse("console:assign_mother", args=of), {"email": ward.mother.email})
    page = administrator.get(reverse("console:team", args=of)).content.decode()
    assert "Night Midwife" in page
    assert ward.mother.full_name in page
    administrator.post(reverse("console:remove_member", args=[*of, midwife.public_id]))
    administrator.post(reverse("console:end_care", args=[*of, ward.mother.public_id]))
    assert not TeamMembership.objects.filter(team=team, ended_at=None).exists()
    assert not Care.objects.filter(team=team, ended_at=None).exists()


def test_a_mother_nobody_knows_is_refused_beside_the_field(ward: Ward, administrator: Client) -> None:
    team = CareTeam.objects.first()
    answer = administrator.post(
        reverse("console:assign_mother", args=[team.public_id]), {"email": "no@example.org"}
    )
    assert answer.status_code == 422
    assert "No mother has an account with this e-mail address." in answer.content.decode()

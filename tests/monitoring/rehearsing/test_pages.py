"""The pages of rehearsals: who opens which, and what they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.monitoring.models import Rehearsal
from apps.monitoring.urls import of_rehearsals
from tests.factories import AdministratorFactory, PartnerFactory
from tests.monitoring.following.test_process import Time, _live, _time  # noqa: F401
from tests.monitoring.rehearsing.test_rehearsal import RULE, _team, followed, rehearsed  # noqa: F401

pytestmark = pytest.mark.django_db
ROLES = ("lead", "midwife", "stranger", "mother", "partner", "administrator", "nobody")
MAY = {
    "rehearsals": {"lead", "midwife", "stranger", "administrator"},
    "rehearsal": {"lead", "midwife", "administrator"},
    "propose_rehearsal": {"lead", "administrator"},
}


@pytest.fixture(name="people")
def _people(family, team) -> dict[str, Any]:
    return {
        "lead": family.obstetrician,
        "midwife": family.midwife,
        "stranger": family.stranger,
        "mother": family.mother,
        "partner": PartnerFactory(),
        "administrator": AdministratorFactory(),
        "nobody": None,
    }


def test_every_page_opens_for_its_people_only(
    people, live, time: Time, family, team, client_of: Callable[[Any], Client]
) -> None:
    followed(live, time)
    row, _ = rehearsed(family, team, time)
    ids = {"rehearsal_id": row.public_id, "team_id": team.public_id, "rule_id": RULE}
    for role in ROLES:
        client = client_of(people[role])
        for pattern in of_rehearsals:
            names = pattern.pattern.converters
            path = reverse(f"monitoring:{pattern.name}", kwargs={name: ids[name] for name in names})
            answer = client.get(path)
            where = f"{role} at {pattern.name}"
            if role == "nobody":
                assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}"), where
            elif role in ("mother", "partner"):
                assert (answer.status_code, answer["Location"]) == (302, "/me/"), where
            elif role in MAY[pattern.name]:
                assert answer.status_code == 200, where
                shows = family.mother.full_name.encode() in answer.content
                assert shows == (pattern.name == "rehearsal" and role != "administrator"), where
            else:
                assert answer.status_code in (403, 404), where


def test_a_proposal_is_typed_refused_and_made(
    time: Time, family, team, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(family.obstetrician)
    path = reverse("monitoring:propose_rehearsal", args=[team.public_id, RULE])
    typed = {
        "low_bpm": "110",
        "low_s": "600",
        "very_low_bpm": "100",
        "very_low_s": "300",
        "emergency_s": "300",
        "since": (time.at - timedelta(days=9)).date().isoformat(),
        "until": time.at.date().isoformat(),
        "reason": "Too many at night.",
    }
    refused = client.post(path, {**typed, "very_low_s": "3000"})
    assert refused.status_code == 422
    assert b"that is the safe range" in refused.content
    made = client.post(path, typed)
    row = Rehearsal.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/rehearsals/{row.public_id}/")
    assert row.proposed == {"very_low_s": 300.0}
    waiting = client.get(made["Location"])
    assert b'hx-trigger="every 2s"' in waiting.content

"""The pages of shadows: who opens which, what is typed, and that nobody's health is shown to whom it is not for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.alerts.models import TeamLimit
from apps.monitoring.models import Shadow, ShadowEnd
from apps.monitoring.urls import of_shadows
from tests.monitoring.following.test_process import Time, _live, _time, falling, send  # noqa: F401
from tests.monitoring.rehearsing.test_pages import ROLES, _people  # noqa: F401
from tests.monitoring.rehearsing.test_rehearsal import RULE, _team  # noqa: F401
from tests.monitoring.rehearsing.test_shadow import EARLIER, LATER, begun, finished

pytestmark = pytest.mark.django_db
LEAD = {"lead"}
MAY = {
    "start_shadow": LEAD,
    "shadow": {"lead", "midwife", "administrator"},
    "end_shadow": LEAD,
    "discard_shadow": LEAD,
    "make_shadow_so": LEAD,
}


def opened_by(
    client_of: Callable[[Any], Client], people: dict[str, Any], shadow: Shadow
) -> dict[str, set[str]]:
    """By address, the roles that may open it; everybody else is turned away as is right for her."""
    ids = {"rehearsal_id": shadow.rehearsal.public_id, "shadow_id": shadow.public_id}
    opened: dict[str, set[str]] = {pattern.name: set() for pattern in of_shadows}
    for role in ROLES:
        client = client_of(people[role])
        for pattern in of_shadows:
            path = reverse(
                f"monitoring:{pattern.name}", kwargs={name: ids[name] for name in pattern.pattern.converters}
            )
            answer = client.get(path)
            where = f"{role} at {pattern.name}"
            if role == "nobody":
                assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}"), where
            elif role in ("mother", "partner"):
                assert (answer.status_code, answer["Location"]) == (302, "/me/"), where
            elif answer.status_code == 200:
                opened[pattern.name].add(role)
            else:
                assert answer.status_code in (302, 403, 404), where
    return opened


def test_every_page_opens_for_its_people_only(people, live, time, family, team, client_of) -> None:
    shadow = begun(family, team, time, LATER)
    assert opened_by(client_of, people, shadow) == MAY


def test_of_one_mother_it_opens_for_her_care_team_only(people, live, time, family, team, client_of) -> None:
    shadow = begun(family, team, time, LATER, mother_id=family.mother.public_id)
    assert opened_by(client_of, people, shadow) == {**MAY, "shadow": {"lead", "midwife"}}
    listed = {role: client_of(people[role]).get("/rehearsals/").content for role in ("lead", "administrator")}
    name = family.mother.full_name.encode()
    assert name in listed["lead"]
    assert name not in listed["administrator"]


def test_a_name_and_a_trace_are_for_the_care_team(people, live, time, family, team, client_of) -> None:
    shadow = begun(family, team, time, LATER)
    send(live, falling(), time)
    time.follower("one").round()
    path = reverse("monitoring:shadow", args=[shadow.public_id])
    pages = {
        role: client_of(people[role]).get(path).content.decode() for role in ("midwife", "administrator")
    }
    assert family.mother.full_name in pages["midwife"]
    assert f"/recordings/{live.public_id}/" in pages["midwife"]
    assert "Raised in reality only" in pages["midwife"]
    assert family.mother.full_name not in pages["administrator"]
    assert str(live.public_id) not in pages["administrator"]


def test_it_is_begun_refused_ended_and_discarded(live, time, family, team, client_of) -> None:
    client = client_of(family.obstetrician)
    row = finished(family, team, time, EARLIER)
    path = reverse("monitoring:start_shadow", args=[row.public_id])
    refused = client.post(path, {"mother": "", "days": "400", "reason": "Is it quieter?"})
    assert refused.status_code == 422
    assert "Give 1 to 60 days." in refused.content.decode()
    made = client.post(path, {"mother": "", "days": "7", "reason": "Is it quieter?"})
    shadow = Shadow.objects.get()
    here = reverse("monitoring:shadow", args=[shadow.public_id])
    assert (made.status_code, made["Location"]) == (302, here)
    assert (shadow.mother, shadow.until - shadow.at) == (None, timedelta(days=7))
    again = client.post(path, {"mother": "", "days": "7", "reason": "Is it quieter?"})
    assert again.status_code == 422
    running = client.get(here).content
    assert b'hx-trigger="every 30s"' in running
    for action, how in (("end_shadow", ShadowEnd.ENDED), ("discard_shadow", ShadowEnd.DISCARDED)):
        done = client.post(reverse(f"monitoring:{action}", args=[shadow.public_id]))
        assert (done.status_code, done["Location"]) == (302, here)
        shadow.refresh_from_db()
        assert shadow.how == how
    gone = client.get(here).content.decode()
    assert "What this shadow said was thrown away." in gone
    assert "Make it so" not in gone


def test_it_is_made_so_with_a_reason(live, time, family, team, client_of) -> None:
    client = client_of(family.obstetrician)
    shadow = begun(family, team, time)
    path = reverse("monitoring:make_shadow_so", args=[shadow.public_id])
    until = (time.at + timedelta(days=30)).date().isoformat()
    assert client.post(path, {"reason": "", "until": until}).status_code == 422
    assert not TeamLimit.objects.exists()
    done = client.post(path, {"reason": "Quieter, and nothing missed.", "until": until})
    assert done.status_code == 302
    (row,) = TeamLimit.objects.all()
    assert (row.rule_id, row.value, row.author) == (RULE, 60, family.obstetrician)
    assert row.reason == "Quieter, and nothing missed."
    shown = client.get(reverse("alerts:team_limits", args=[team.public_id])).content.decode()
    assert "Quieter, and nothing missed." in shown

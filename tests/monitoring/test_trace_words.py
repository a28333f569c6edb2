"""She gets a notice and words where her teams stand for them in her language; else nothing. The pages for both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import TeamMembership
from apps.alerts.models import Alert
from apps.alerts.services.handling import acknowledge, resolve
from apps.foundation import feed
from apps.monitoring.models import WordsApproval
from apps.monitoring.rules.mother_words import rule_ids
from apps.monitoring.selectors.trace_words import words_for
from apps.monitoring.services import trace_words
from apps.monitoring.services.mother_words import approve, withdraw
from apps.monitoring.urls import of_words
from apps.notifications.models import Notification
from tests.factories import AdministratorFactory, PartnerFactory
from tests.monitoring.following.test_process import Time, _live, _time, falling, send  # noqa: F401

pytestmark = pytest.mark.django_db
RULE = "trace_low_rate"


@pytest.fixture(name="team")
def _team(family) -> Any:
    return TeamMembership.objects.get(person=family.obstetrician).team


def stand_for(family, team, time: Time, *, language: str = "en") -> None:
    for rule_id in rule_ids():
        approve(
            family.midwife,
            team_id=team.public_id,
            rule_id=rule_id,
            language=language,
            version=1,
            at=time.at,
        )


def low(live, time: Time) -> Alert:
    send(live, falling(), time)
    time.follower("one").round()
    return Alert.objects.for_system("test").get(subject_id=live.subject_id, rule_id=RULE)


def notices(family) -> list[Notification]:
    return list(Notification.objects.filter(person=family.mother, kind=trace_words.NOTICE))


def in_feed(family) -> dict[str, Any]:
    page = feed.read(family.mother, after=0, limit=500)
    return {one["id"]: one["object"] for one in page.changes if one["kind"] == trace_words.FEED_KIND}


@pytest.mark.parametrize("language", ["", "ko"])
def test_without_words_in_her_language_she_gets_nothing(live, family, team, time: Time, language: str):
    if language:
        stand_for(family, team, time, language=language)
    low(live, time)
    assert notices(family) == []
    assert in_feed(family) == {}
    assert words_for(family.mother) == []


def test_she_gets_a_notice_and_the_words_until_the_alert_is_ended(live, family, team, time: Time):
    stand_for(family, team, time)
    alert = low(live, time)
    told = {str(one.object_id): one.severity for one in notices(family)}
    assert told[str(alert.public_id)] == "urgent", "she is to call: her quiet hours do not hold it back"
    said = in_feed(family)[str(alert.public_id)]
    assert (said["calls"], said["recording"]) == (True, str(live.public_id))
    assert said["do"].startswith("Phone ")
    assert in_feed(family).keys() == told.keys()
    acknowledge(family.midwife, alert_id=alert.public_id, at=time.at)
    resolve(family.midwife, alert_id=alert.public_id, outcome="acted", at=time.at)
    trace_words.take_back(None, alert_id=alert.public_id, at=time.at)
    assert in_feed(family)[str(alert.public_id)] is None
    assert Notification.objects.get(person=family.mother, object_id=alert.public_id).withdrawn_at == time.at


def test_the_same_alert_again_tells_her_once(live, family, team, time: Time):
    stand_for(family, team, time)
    alert = low(live, time)
    before = len(notices(family))
    trace_words.tell_mother(None, recording=live, alerts=[alert], at=time.at)
    assert len(notices(family)) == before


def test_what_was_withdrawn_is_gone_from_her_phone(live, family, team, time: Time):
    stand_for(family, team, time)
    alert = low(live, time)
    before = feed.read(family.mother, after=0, limit=500).next_after
    withdraw(family.midwife, team_id=team.public_id, rule_id=RULE, at=time.at)
    assert alert.public_id not in [one.id for one in words_for(family.mother)]
    changed = feed.read(family.mother, after=before, limit=500).changes
    assert [(one["id"], one["object"]) for one in changed] == [(str(alert.public_id), None)]
    approve(family.midwife, team_id=team.public_id, rule_id=RULE, language="en", version=1, at=time.at)
    assert in_feed(family)[str(alert.public_id)]["calls"] is True


def test_she_opens_her_words_and_nobody_else_does(
    live, family, team, time: Time, client_of: Callable[[Any], Client]
):
    stand_for(family, team, time)
    alert = low(live, time)
    path = reverse("monitoring:trace_words", args=[alert.public_id])
    page = client_of(family.mother).get(path)
    assert b"has been low for some minutes" in page.content
    assert (
        b"that says nothing"
        in client_of(family.mother).get(reverse("monitoring:trace_words", args=[uuid4()])).content.lower()
    )
    assert b"has been low" not in client_of(family.other_mother).get(path).content
    assert client_of(family.midwife).get(path).status_code == 403
    assert client_of(PartnerFactory()).get(path)["Location"] == "/me/"
    assert client_of(None).get(path)["Location"].startswith("/sign-in/")


def test_every_page_of_words_opens_for_its_people_only(family, team, client_of: Callable[[Any], Client]):
    ids = {"team_id": team.public_id, "rule_id": RULE, "language": "en"}
    people = {
        "midwife": family.midwife,
        "dietitian": family.dietitian,
        "stranger": family.stranger,
        "administrator": AdministratorFactory(),
        "mother": family.mother,
        "partner": PartnerFactory(),
        "nobody": None,
    }
    for role, person in people.items():
        client = client_of(person)
        for pattern in of_words:
            names = pattern.pattern.converters
            path = reverse(f"monitoring:{pattern.name}", kwargs={name: ids[name] for name in names})
            answer = client.get(path)
            where = f"{role} at {pattern.name}"
            if role == "nobody":
                assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}"), where
            elif role in ("mother", "partner"):
                assert (answer.status_code, answer["Location"]) == (302, "/me/"), where
            elif role == "stranger" and names:
                assert answer.status_code == 404, where
            else:
                assert answer.status_code == 200, where
                may = role == "midwife" and pattern.name == "mother_words_text"
                assert (b"Approve this text" in answer.content) == may, where


def test_a_text_is_approved_by_name_and_withdrawn(family, team, client_of: Callable[[Any], Client]):
    path = reverse("monitoring:mother_words_text", args=[team.public_id, RULE, "ko"])
    of_team = reverse("monitoring:mother_words_team", args=[team.public_id])
    client = client_of(family.midwife)
    assert b"mothers are told nothing" in client.get(of_team).content
    assert client.post(path, {"version": 1}).status_code == 422, "she has not said that she has read it"
    assert client.post(path, {"version": 7, "has_read": "on"}).status_code == 400, "other words than she read"
    assert client_of(family.dietitian).post(path, {"version": 1, "has_read": "on"}).status_code == 403
    assert WordsApproval.objects.count() == 0
    assert client.post(path, {"version": 1, "has_read": "on"})["Location"] == of_team
    row = WordsApproval.objects.get()
    assert (row.language, row.approved_by, row.withdrawn_at) == ("ko", family.midwife, None)
    assert family.midwife.get_full_name().encode() in client.get(of_team).content
    assert client.post(path, {"is_sure": "on"})["Location"] == of_team
    row.refresh_from_db()
    assert row.withdrawn_by == family.midwife
    assert b"Withdrawn" in client.get(path).content
    assert (
        client.get(reverse("monitoring:mother_words_text", args=[team.public_id, RULE, "fr"])).status_code
        == 404
    )

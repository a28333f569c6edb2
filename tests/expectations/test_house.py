"""A part of the house falls silent: the first administrator is called, then the next, until one takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import Person
from apps.expectations import house as parts
from apps.expectations import signs
from apps.expectations.models import EntryKind, Page
from apps.expectations.services import house as service
from apps.expectations.services import paging
from apps.expectations.watching import others
from apps.foundation import heartbeats
from apps.foundation.models import Heartbeat, OutboxMessage
from apps.notifications.models import Notification
from tests.expectations.conftest import AT
from tests.factories import AdministratorFactory, ClinicianFactory
from tests.foundation.test_feed_beside_itself import in_threads

pytestmark = pytest.mark.django_db
S = timedelta(seconds=1)
WORKER = parts.PARTS["worker"]
GRACE_S = 35  # five seconds to the next beat, and thirty of grace


@pytest.fixture
def people() -> list[Person]:
    AdministratorFactory(is_active=False)
    return [AdministratorFactory(full_name="Ada First"), AdministratorFactory(full_name="Bo Second")]


def look(seconds: float, *, seen_s: float = 0) -> list[Page]:
    seen = {"worker": AT + seen_s * S}
    return service.look(None, parts=[WORKER], seen=seen, since=AT - 60 * S, at=AT + seconds * S)


def called() -> list[str]:
    rows = Page.objects.get().entries.order_by("pk")
    return [f"{row.kind} {row.person.full_name if row.person else ''}".strip() for row in rows]


def test_who_shows_itself_is_left_alone(people: list[Person]) -> None:
    for seconds in range(0, 300, 30):
        assert look(seconds, seen_s=seconds - 4) == []
    assert Page.objects.count() == 0


def test_silence_longer_than_grace_calls_the_first_one_once(people: list[Person]) -> None:
    assert look(GRACE_S - 1) == []
    assert len(look(GRACE_S)) == 1
    assert look(GRACE_S + 1) == []
    assert called() == ["told Ada First"]
    told = Notification.objects.get()
    assert (told.person, told.kind, told.severity) == (people[0], "house_page", "emergency")


def test_then_the_next_and_from_the_start_again_until_one_takes_it(people: list[Person]) -> None:
    look(GRACE_S)
    first = AT + GRACE_S * S
    assert paging.sweep(None, at=first + 299 * S) == 0
    assert [paging.sweep(None, at=first + seconds * S) for seconds in (300, 301, 600)] == [1, 0, 1]
    assert called() == ["told Ada First", "told Bo Second", "told Ada First"]
    paging.take(people[1], page_id=Page.objects.get().public_id, at=first + 700 * S)
    assert paging.sweep(None, at=first + 9_000 * S) == 0
    assert called()[-1] == "answered Bo Second"
    assert Notification.objects.filter(read_at=None, withdrawn_at=None).count() == 0


def test_what_is_back_calls_nobody_any_more_and_a_second_silence_is_another_page(
    people: list[Person],
) -> None:
    look(GRACE_S)
    look(GRACE_S + 10, seen_s=GRACE_S + 8)
    assert called() == ["told Ada First", "ended"]
    assert paging.sweep(None, at=AT + 9_000 * S) == 0
    assert len(look(2 * GRACE_S + 10, seen_s=GRACE_S + 8)) == 1
    assert Page.objects.count() == 2


def test_with_nobody_to_call_that_is_said_once(db: None) -> None:
    look(GRACE_S)
    for seconds in (400, 800):
        paging.sweep(None, at=AT + seconds * S)
    assert called() == ["nobody"]


def test_a_house_that_was_off_gets_its_grace(people: list[Person]) -> None:
    look(1)
    start = 90_000
    service.begin_anew(None, parts=[WORKER], since=AT + start * S)
    assert look(start + GRACE_S - 1) == []
    assert len(look(start + GRACE_S)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_open_one_page(people: list[Person]) -> None:
    look(1)
    in_threads(*([lambda: look(GRACE_S) and None] * 4))
    look(GRACE_S + 1)
    assert called() == ["told Ada First"]


def test_the_relay_and_the_web_call_somebody_where_the_watch_is_silent(
    people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[datetime] = []
    monkeypatch.setattr(
        others, "carrier", lambda: type("C", (), {"carry": lambda self, at: carried.append(at)})()
    )
    monkeypatch.setattr(others, "_looker", others._Looker())
    others._looker.since = others._looker.last = AT
    heartbeats.beat("watch", at=AT)
    for seconds in range(0, 60, 5):
        others.watch_the_watch(AT + seconds * S)
    assert called() == ["told Ada First"]
    assert Page.objects.get().opened_at == AT + GRACE_S * S
    assert carried[0] == AT + GRACE_S * S


def test_after_a_break_of_its_own_a_process_does_not_blame_the_watch(
    people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "_looker", others._Looker())
    others._looker.since = others._looker.last = AT
    heartbeats.beat("watch", at=AT)
    others.watch_the_watch(AT)
    others.watch_the_watch(AT + 600 * S)
    assert Page.objects.count() == 0


def test_a_backlog_is_a_silence_and_what_is_tried_again_later_is_none(db: None) -> None:
    assert signs.of_backlogs(at=AT) == {"outbox": AT, "escalation": AT}
    given = {"name": "x", "version": 1, "payload": {}, "waiting_for": ["y"]}
    OutboxMessage.objects.create(**given, due_at=AT + 5 * S)
    assert signs.of_backlogs(at=AT)["outbox"] == AT
    OutboxMessage.objects.create(**given, due_at=AT - 100 * S)
    assert signs.of_backlogs(at=AT)["outbox"] == AT - 40 * S


def test_a_heartbeat_never_goes_back(db: None) -> None:
    for seconds in (5, 3):
        heartbeats.beat("worker", at=AT + seconds * S)
    assert Heartbeat.objects.get().seen_at == AT + 5 * S
    assert signs.of_heartbeats(parts.PARTS.values()) == {"worker": AT + 5 * S}


def test_the_page_shows_what_is_silent_and_whoever_takes_it_has_it(
    people: list[Person], client_of: Callable[[Any], Client]
) -> None:
    look(GRACE_S)
    client = client_of(people[0])
    shown = client.get("/silence/").content.decode()
    assert "Worker is silent" in shown
    assert "I take it" in shown
    answer = client.post(f"/silence/{Page.objects.get().public_id}/take", follow=True)
    assert "Ada First has it." in answer.content.decode()
    assert Page.objects.get().answered_by == people[0]


def test_the_api_lists_silences_and_takes_one_once(
    people: list[Person], client_of: Callable[[Any], Client]
) -> None:
    look(GRACE_S)
    page = Page.objects.get()
    listed = client_of(people[0]).get("/api/v1/silences").json()["results"]
    assert [(row["part"], row["title"], row["answered_by"]) for row in listed] == [("worker", "Worker", None)]
    assert [entry["kind"] for entry in listed[0]["journal"]] == ["told"]
    address = f"/api/v1/silences/{page.public_id}/taking"
    assert client_of(people[0]).post(address).json()["answered_by"]["name"] == "Ada First"
    assert client_of(people[0]).post(address).status_code == 200
    refused = client_of(people[1]).post(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "page_taken")
    assert client_of(people[1]).post(f"/api/v1/silences/{uuid4()}/taking").status_code == 404
    assert client_of(ClinicianFactory()).post(address).status_code == 403
    assert page.entries.filter(kind=EntryKind.ANSWERED).count() == 1


def test_what_is_over_is_not_taken(people: list[Person], client_of: Callable[[Any], Client]) -> None:
    look(GRACE_S)
    look(GRACE_S + 10, seen_s=GRACE_S + 8)
    answer = client_of(people[0]).post(f"/api/v1/silences/{Page.objects.get().public_id}/taking")
    assert (answer.status_code, answer.json()["code"]) == (409, "page_over")

"""The watch, round by round: what it does with a database, and what without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from apps.expectations import kinds
from apps.expectations.models import Expectation, Page
from apps.expectations.services.carrying import waiting
from apps.expectations.watching import directly
from apps.expectations.watching.away import Away, Operator
from apps.expectations.watching.loop import Watch
from apps.foundation import heartbeats
from apps.foundation.models import Heartbeat
from apps.foundation.severity import Severity
from apps.notifications.models import Delivery
from apps.notifications.services import notify
from tests.expectations.conftest import AT
from tests.factories import AdministratorFactory

S = timedelta(seconds=1)
FIRST, SECOND = Operator(1, "en", "first@example.org", ""), Operator(2, "en", "", "+491701234567")
BY = {"grace": 30 * S, "next_after": 300 * S}


class Servers:
    """PostgreSQL and Valkey as a test wants them to be."""

    def __init__(self) -> None:
        self.database, self.valkey = True, True

    def watch(self, **more: Any) -> Watch:
        watch = Watch(
            started_at=AT,
            database_answers=lambda: self.database,
            valkey_answers=lambda: self.valkey,
            **more,
        )
        watch.carrier.carry = lambda at: 0  # type: ignore[method-assign]
        return watch


def rounds(watch: Watch, start: int, stop: int) -> None:
    for seconds in range(start, stop, 5):
        for name in ("web", "worker", "beat", heartbeats.RELAY, "follow"):
            heartbeats.beat(name, at=AT + seconds * S)
        watch.round(AT + seconds * S)


def silent() -> list[str]:
    return [page.expectation.key for page in Page.objects.select_related("expectation").order_by("pk")]


def test_without_a_database_the_first_is_called_after_grace_then_the_next_and_round_again() -> None:
    sent: list[int] = []
    away = Away(lambda operator: sent.append(operator.person_id) is None, [FIRST, SECOND])
    away.is_there(AT)
    called = [seconds for seconds in range(0, 1000, 5) if away.step(AT + seconds * S, **BY)]
    assert (called, sent) == ([30, 330, 630, 930], [1, 2, 1, 2])


def test_who_cannot_be_reached_is_not_waited_for() -> None:
    away = Away(lambda operator: operator is SECOND, [FIRST, SECOND])
    away.is_there(AT)
    called = [seconds for seconds in range(0, 300, 5) if away.step(AT + seconds * S, **BY)]
    assert called == [30, 35]
    assert [call.arrived for call in away.calls] == [False, True]


def test_a_short_absence_calls_nobody() -> None:
    away = Away(lambda operator: True, [FIRST])
    away.is_there(AT)
    assert not any(away.step(AT + seconds * S, **BY) for seconds in range(0, 30, 5))
    away.is_there(AT + 30 * S)
    assert not away.step(AT + 59 * S, **BY)
    assert away.step(AT + 60 * S, **BY)


@pytest.mark.django_db
def test_everything_well_leaves_the_watchs_own_heartbeat_and_no_page() -> None:
    AdministratorFactory()
    rounds(Servers().watch(), 0, 120)
    assert silent() == []
    assert Heartbeat.objects.get(name="watch").seen_at == AT + 115 * S


@pytest.mark.django_db
def test_valkey_away_is_a_page_by_the_usual_ways() -> None:
    AdministratorFactory()
    servers = Servers()
    watch = servers.watch()
    rounds(watch, 0, 20)
    servers.valkey = False
    rounds(watch, 20, 50)
    assert silent() == []
    rounds(watch, 50, 60)
    assert silent() == ["valkey"]
    servers.valkey = True
    rounds(watch, 60, 70)
    assert Page.objects.get().ended_at == AT + 60 * S


@pytest.mark.django_db(transaction=True)
def test_what_was_done_without_a_database_is_written_down_and_nobody_else_is_blamed() -> None:
    person = AdministratorFactory()
    servers = Servers()
    watch = servers.watch()
    rounds(watch, 0, 10)
    servers.database = False
    for seconds in range(10, 200, 5):
        watch.round(AT + seconds * S)
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert "database does not answer" in mail.outbox[0].body
    servers.database = True
    watch.round(AT + 200 * S)
    rounds(watch, 205, 300)
    page = Page.objects.get()
    assert (page.expectation.key, page.silent_since, page.opened_at, page.ended_at) == (
        "postgresql",
        AT + 5 * S,
        AT + 35 * S,
        AT + 200 * S,
    )
    assert list(page.entries.order_by("pk").values_list("kind", "person")) == [
        ("told_directly", person.pk),
        ("ended", None),
    ]


@pytest.mark.django_db
def test_only_those_who_are_reached_without_a_database_are_remembered() -> None:
    AdministratorFactory()
    EmailAddress.objects.update(verified=False)
    person = AdministratorFactory(language="ko")
    assert directly.remembered() == [Operator(person.pk, "ko", person.email, "")]


@pytest.mark.django_db
def test_a_step_that_fails_holds_up_no_other_and_each_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(at: Any) -> None:
        raise ValueError("of one only")

    done: list[str] = []
    monkeypatch.setattr(kinds, "_sweeps", {"failing": failing, "other": lambda at: done.append("swept")})
    monkeypatch.setattr(kinds, "_preparations", {"ahead": lambda at: done.append("prepared")})
    AdministratorFactory()
    rounds(Servers().watch(), 0, 70)
    assert (done.count("swept"), done.count("prepared")) == (14, 2)
    assert Expectation.objects.for_system("a test looks").filter(kind="house").count() == 10


@pytest.mark.django_db
def test_calls_of_the_house_go_out_at_once_and_other_urgent_notes_where_no_worker_took_them() -> None:
    person = AdministratorFactory()
    for kind, severity in (
        ("house_page", Severity.EMERGENCY),
        ("test", Severity.URGENT),
        ("test", Severity.INFO),
    ):
        notify(
            None,
            to=person,
            kind=kind,
            object_id=person.public_id,
            severity=severity,
            at=AT,
            dedupe_key=f"{kind}{severity}",
        )

    def kinds_at(seconds: int) -> set[str]:
        found = Delivery.objects.filter(public_id__in=waiting(at=AT + seconds * S))
        return {f"{row.notification.kind} {row.notification.severity}" for row in found}

    assert kinds_at(0) == {"house_page emergency"}
    assert kinds_at(20) == {"house_page emergency", "test urgent"}

"""A mother with her team and its rota, strangers, and a rule of the tests' own whose findings are told to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from apps.accounts.models import CareTeam, Person, TeamMembership
from apps.alerts import registry
from apps.alerts.findings import Evidence, Finding, Judgement
from apps.alerts.limits import Limits, LimitTable
from apps.alerts.models import Alert, AlertEntry, ShiftPattern
from apps.alerts.registry import Rule
from apps.alerts.services import evaluate
from apps.foundation.models import OutboxMessage
from apps.foundation.severity import Severity
from apps.notifications.models import Notification
from apps.pregnancies.models import Pregnancy
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    PregnancyFactory,
    in_care,
)

AT = datetime(2027, 3, 3, 3, 0, tzinfo=UTC)  # a Wednesday
TABLE = """
[[limit]]
id = "reading"
version = 1
value = 100
low = 80
high = 120
unit = "points"
cautious = "lower"
words = { en = "Reading" }
source = "made for the tests"
checked = "seen"
"""


@dataclass(frozen=True)
class Said:
    """Facts of the tests: what the rule shall answer to them."""

    answer: Any = None
    reading: float | None = None
    limits_seen: list[Limits] = field(default_factory=list)


def judge(facts: Said, limits: Limits) -> Judgement:
    facts.limits_seen.append(limits)
    if isinstance(facts.answer, Exception):
        raise facts.answer
    return facts.answer


RULE = Rule(
    id="tests.rule",
    version=2,
    facts=Said,
    judge=judge,
    title="Rule of the tests",
    needs="What a test says.",
    ends="A test says so.",
    wrong_if="A test is wrong.",
    source="made for the tests",
    in_words=lambda values: f"Reading {values.get('reading')}",
    direction_words={"high": "too high", "low": "too low"},
    limits=LimitTable.parse(TABLE),
    closes_with_pregnancy=frozenset({"high"}),
    can_miss=True,
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page that somebody opened in her language does not leave it to the next test."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def rule() -> Iterator[Rule]:
    """The rule of the tests is registered beside the real ones."""
    registry.register(RULE)
    yield RULE
    del registry._rules[RULE.id]


def piece(source: UUID | None = None, *, at: datetime = AT, what: str = "reading", **values: Any) -> Evidence:
    return Evidence(what, at, values or {"reading": 7}, "tests.reading", source or uuid4())


def finding(
    severity: Severity = Severity.URGENT,
    *evidence: Evidence,
    direction: str = "high",
    badness: float | None = None,
) -> Finding:
    return Finding(RULE.id, RULE.version, severity, list(evidence) or [piece()], direction, badness)


@dataclass
class House:
    """Everybody around one mother, and who has nothing to do with her."""

    mother: Person
    doctor: Person
    midwife: Person
    dietitian: Person
    lead: Person
    other_mother: Person
    stranger: Person
    partner: Person
    administrator: Person
    team: CareTeam
    pregnancy: Pregnancy

    def somebody(self, role: str) -> Person | None:
        return None if role == "nobody" else getattr(self, role)


@pytest.fixture
def house(db: None) -> House:
    mother, other = MotherFactory(full_name="Amina Rahman"), MotherFactory(full_name="Other Mother")
    doctor = ClinicianFactory(full_name="Helen Osei")
    midwife = ClinicianFactory(full_name="Mina Park", profession="midwife")
    dietitian = ClinicianFactory(full_name="Dora Diet", profession="dietitian")
    lead, stranger = ClinicianFactory(full_name="Lea Lead"), ClinicianFactory(full_name="Stran Ger")
    team = in_care(mother, doctor)
    for person in (midwife, dietitian, lead):
        in_care(mother, person, team=team)
    TeamMembership.objects.filter(person=lead).update(is_lead=True)
    in_care(other, stranger)
    return House(
        mother,
        doctor,
        midwife,
        dietitian,
        lead,
        other,
        stranger,
        PartnerFactory(),
        AdministratorFactory(),
        team,
        PregnancyFactory(mother=mother),
    )


Say = Callable[..., list[Alert]]


@pytest.fixture
def say(house: House) -> Say:
    """`say(finding(), at=…)`: what the rule answers about the mother; returns the alerts."""

    def tell(answer: Judgement | Exception, *, at: datetime = AT, **given: Any) -> list[Alert]:
        given = {"subject_id": house.mother.pk, "pregnancy": house.pregnancy, **given}
        return evaluate(None, facts=Said(answer), at=at, **given)

    return tell


def nights(team: CareTeam, person: Person, *, zone: str = "UTC") -> list[ShiftPattern]:
    """Put somebody on duty every night from 20:00 to 08:00."""
    return [
        ShiftPattern.objects.create(
            team=team,
            person=person,
            weekday=weekday,
            starts=time(20),
            ends=time(8),
            time_zone=zone,
            from_day=(AT - timedelta(days=30)).date(),
            author=person,
            created_at=AT - timedelta(days=30),
        )
        for weekday in range(7)
    ]


def again(alert: Alert) -> Alert:
    """The row as it is now."""
    return Alert.objects.for_system("test").select_related("acknowledged_by").get(pk=alert.pk)


def all_alerts() -> list[Alert]:
    return list(Alert.objects.for_system("test").order_by("pk"))


def journal(alert: Alert) -> list[str]:
    """Kinds of the lines, in order; those who were told by name."""
    rows = AlertEntry.objects.for_system("test").filter(alert=alert).select_related("told").order_by("pk")
    return [f"told {row.told.full_name}" if row.told else row.kind for row in rows]


def told() -> list[tuple[str, str]]:
    """Who was notified of what kind, in order."""
    rows = Notification.objects.select_related("person").order_by("pk")
    return [(row.person.full_name, row.kind) for row in rows]


def said_events() -> list[str]:
    return [row.name for row in OutboxMessage.objects.filter(name__startswith="alert.").order_by("pk")]

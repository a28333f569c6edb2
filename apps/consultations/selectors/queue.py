"""The queue of a clinician: worst first, then what is due next. List, tabs and badge are counted by the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    SmallIntegerField,
    Value,
    When,
)

from apps.accounts.models import Person, Role, TeamMembership
from apps.consultations.clock import Countdown, countdown
from apps.consultations.models import Thread
from apps.consultations.services.rights import FOR_EVERY_CLINICIAN, HANDLERS, may_hold
from apps.consultations.states import GOING, State, Urgency
from apps.foundation.errors import Invalid
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies.days import local_day
from apps.pregnancies.rules.gestation import GestationalAge
from apps.pregnancies.selectors import gestational_age

MOST_ROWS: Final = 500
MINE, UNCLAIMED, ALL, WAITING_FOR_MOTHER = "mine", "unclaimed", "all", "waiting_for_mother"
TABS: Final = (MINE, UNCLAIMED, ALL, WAITING_FOR_MOTHER)

LEVELS: Final = {
    Urgency.EMERGENCY: "critical",
    Urgency.URGENT: "critical",
    Urgency.SOON: "warning",
    Urgency.ROUTINE: "notice",
    Urgency.ADMINISTRATIVE: "notice",
}
"""Names of the design system."""

URGENCY_ORDER = Case(
    *(When(urgency=urgency.value, then=Value(urgency.order)) for urgency in Urgency),
    output_field=SmallIntegerField(),
)


@dataclass(frozen=True)
class QueueRow:
    """One consultation as a clinician sees it in her list. `countdown` None: no answer is owed."""

    thread_id: UUID
    mother_id: UUID
    mother_name: str
    pregnancy_id: UUID
    gestational_age: GestationalAge | None
    topic: str
    urgency: str
    urgency_text: str
    level: str
    state: str
    state_text: str
    responsible_id: UUID | None
    responsible_name: str
    is_mine: bool
    is_free: bool
    may_claim: bool
    last_posted_at: datetime | None
    countdown: Countdown | None


@dataclass(frozen=True)
class Queue:
    """The rows of one tab, how many stand under each, and how many answers `person` owes or could take on."""

    tab: str
    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    badge: int
    overdue: int
    is_cut: bool
    at: datetime


def queue(person: Person, *, at: datetime, tab: str = UNCLAIMED) -> Queue:
    """Return one tab of a clinician's queue as of `at`. A fixed number of queries. Raises Invalid."""
    if tab not in TABS:
        raise Invalid.field("tab", "", code="invalid_choice", limit=list(TABS))
    threads = going(person)
    found = list(ordered(threads.filter(under(person)[tab]))[: MOST_ROWS + 1])
    counts = threads.aggregate(**_counted(person, at))
    badge, overdue = counts.pop("badge"), counts.pop("overdue")
    rows = tuple(_row(person, thread, at) for thread in found[:MOST_ROWS])
    return Queue(tab, rows, counts, badge, overdue, len(found) > MOST_ROWS, at)


def queue_badge(person: Person, *, at: datetime) -> int:
    """Return how many answers are owed by her, or by nobody yet: the same count as the queue's."""
    return int(going(person).aggregate(badge=_counted(person, at)["badge"])["badge"])


def under(person: Person) -> dict[str, Q]:
    """Return which of `going` stand under which tab."""
    return {
        MINE: Q(responsible=person, is_free=False),
        UNCLAIMED: Q(is_free=True) & ~Q(state=State.WAITING_FOR_MOTHER),
        ALL: Q(),
        WAITING_FOR_MOTHER: Q(state=State.WAITING_FOR_MOTHER),
    }


def _counted(person: Person, at: datetime) -> dict[str, Count]:
    stands = under(person)
    owed = Q(answer_due_at__isnull=False) & (stands[MINE] | stands[UNCLAIMED])
    counted = {tab: Count("pk", filter=condition or None) for tab, condition in stands.items()}
    return {
        **counted,
        "badge": Count("pk", filter=owed),
        "overdue": Count("pk", filter=owed & Q(answer_due_at__lte=at)),
    }


def going(person: Person) -> SubjectQuerySet:
    """Consultations that go on with a team of hers. `is_free`: nobody answers who still may."""
    mine = TeamMembership.objects.filter(person=person, ended_at=None).values("team_id")
    holding = TeamMembership.objects.filter(
        team=OuterRef("team"), person=OuterRef("responsible"), ended_at=None, person__is_active=True
    )
    is_held = Exists(holding.filter(person__profession__in=HANDLERS)) | (
        Q(urgency__in=FOR_EVERY_CLINICIAN) & Exists(holding)
    )
    rows = Thread.objects.visible_to(person).filter(state__in=sorted(GOING), team__in=mine)
    rows = rows if person.role == Role.CLINICIAN else rows.none()
    return rows.annotate(is_free=ExpressionWrapper(~Q(is_held), output_field=BooleanField()))


def ordered(threads: SubjectQuerySet) -> SubjectQuerySet:
    """Return them worst first, then what is due next, with what a row shows."""
    return (
        threads.select_related("subject", "pregnancy", "responsible")
        .prefetch_related("pregnancy__datings", "pregnancy__outcomes")
        .order_by(URGENCY_ORDER, F("answer_due_at").asc(nulls_last=True), "pk")
    )


def _row(person: Person, thread: Any, at: datetime) -> QueueRow:
    thread.pregnancy.subject = thread.subject
    return QueueRow(
        thread_id=thread.public_id,
        mother_id=thread.subject.public_id,
        mother_name=thread.subject.get_full_name(),
        pregnancy_id=thread.pregnancy.public_id,
        gestational_age=gestational_age(thread.pregnancy, local_day(thread.subject, at)),
        topic=thread.topic,
        urgency=thread.urgency,
        urgency_text=thread.get_urgency_display(),
        level=LEVELS[Urgency(thread.urgency)],
        state=thread.state,
        state_text=thread.get_state_display(),
        responsible_id=thread.responsible.public_id if thread.responsible else None,
        responsible_name=thread.responsible.get_full_name() if thread.responsible else "",
        is_mine=thread.responsible_id == person.pk,
        is_free=thread.is_free,
        may_claim=thread.is_free and may_hold(person, thread.urgency),
        last_posted_at=thread.last_posted_at,
        countdown=countdown(thread.waiting_since, thread.answer_due_at, at),
    )

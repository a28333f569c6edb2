"""What the console lists of consultations: whose they are, what was said last and is unread, when an answer is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, F, Q, Value, When

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.consultations.clock import Countdown, countdown
from apps.consultations.models import Kind, Message, Thread
from apps.consultations.selectors.threads import threads_visible_to, unread
from apps.consultations.states import GOING, State, Urgency
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies.days import local_day
from apps.pregnancies.selectors import gestational_age

MOST_ROWS: Final = 200
PREVIEW_CHARACTERS: Final = 140
WAITING, MINE, UNCLAIMED, ALL, CLOSED = "waiting", "mine", "unclaimed", "all", "closed"
TABS: Final = (WAITING, MINE, UNCLAIMED, ALL, CLOSED)

LEVELS: Final = {
    Urgency.EMERGENCY: "critical",
    Urgency.URGENT: "critical",
    Urgency.SOON: "warning",
    Urgency.ROUTINE: "notice",
    Urgency.ADMINISTRATIVE: "notice",
}
"""How bad it is, in names of the design system."""

WORST_FIRST = Case(*(When(urgency=urgency.value, then=Value(urgency.order)) for urgency in Urgency))

LAST_SAID = """
SELECT asked.thread, said.author_id, said.by_mother, said.kind, left(said.text, %s)
FROM unnest(%s::bigint[]) AS asked (thread)
CROSS JOIN LATERAL (
    SELECT m.author_id, m.by_mother, m.kind, m.text
    FROM consultations_message m
    WHERE m.thread_id = asked.thread AND m.kind <> 'system' AND m.relation <> 'removal'
      AND NOT EXISTS (SELECT FROM consultations_message r WHERE r.thread_id = m.thread_id
                      AND r.relation = 'removal' AND r.relates_to IN (m.sequence, m.relates_to))
    ORDER BY m.sequence DESC LIMIT 1
) AS said
"""
"""What a person said last and has not taken back."""


@dataclass(frozen=True)
class Said:
    """The beginning of what was said last. `by_me`: by who reads the list."""

    text: str
    kind: str
    by_mother: bool
    by_me: bool

    @property
    def kind_text(self) -> str:
        """Return what it is, where it has no text of its own."""
        return "" if self.text else str(Kind(self.kind).label)


@dataclass(frozen=True)
class TalkRow:
    """One consultation in the list. `countdown` None: no answer is owed."""

    thread: Thread
    unread: int
    said: Said | None
    countdown: Countdown | None
    gestational_age_days: int | None
    is_mine: bool

    @property
    def level(self) -> str:
        """Return how bad it is, in a name of the design system."""
        return LEVELS[Urgency(self.thread.urgency)]

    @property
    def is_quiet(self) -> bool:
        """Its urgency asks for nothing special: no badge is needed."""
        return self.thread.urgency in (Urgency.ROUTINE, Urgency.ADMINISTRATIVE)


@dataclass(frozen=True)
class Talks:
    """The rows of one tab and how many stand under each."""

    tab: str
    rows: list[TalkRow]
    counts: dict[str, int]
    is_cut: bool


def talks(person: Person, *, tab: str, at: datetime, open_id: UUID | None = None) -> Talks:
    """Return one tab of the list, worst first, then what is due next; closed ones newest first.

    `open_id`: the one that is being read, which stays in the list while it is.
    """
    shown = tab if tab in TABS else WAITING
    threads = threads_visible_to(person).prefetch_related("pregnancy__datings", "pregnancy__outcomes")
    found = list(
        _ordered(threads.filter(_under(person)[shown] | Q(public_id=open_id)), shown)[: MOST_ROWS + 1]
    )
    return Talks(shown, _rows(person, found[:MOST_ROWS], at), _counts(person), len(found) > MOST_ROWS)


def talk_row(person: Person, thread: Thread, *, at: datetime) -> TalkRow:
    """Return one consultation that `person` sees, as it stands in the list."""
    return _rows(person, [thread], at)[0]


def _under(person: Person) -> dict[str, Q]:
    going = Q(state__in=sorted(GOING))
    owed = going & Q(answer_due_at__isnull=False)
    return {
        WAITING: owed & (Q(responsible=person) | Q(responsible=None)),
        MINE: going & Q(responsible=person),
        UNCLAIMED: going & Q(responsible=None),
        ALL: going,
        CLOSED: Q(state=State.CLOSED),
    }


def _ordered(threads: SubjectQuerySet, tab: str) -> SubjectQuerySet:
    if tab == CLOSED:
        return threads.order_by("-closed_at", "-pk")
    due = F("answer_due_at").asc(nulls_last=True)
    return threads.order_by(WORST_FIRST, due, F("last_posted_at").desc(nulls_last=True), "pk")


def _counts(person: Person) -> dict[str, int]:
    rows = Thread.objects.visible_to(person)
    counted = {tab: Count("pk", filter=condition) for tab, condition in _under(person).items()}
    return {tab: int(count) for tab, count in rows.aggregate(**counted).items()}


def _rows(person: Person, threads: Sequence[Any], at: datetime) -> list[TalkRow]:
    counts, said = unread(person, threads), last_said(person, threads)
    return [_row(person, thread, counts[thread.pk], said.get(thread.pk), at) for thread in threads]


def _row(person: Person, thread: Any, count: int, said: Said | None, at: datetime) -> TalkRow:
    thread.pregnancy.subject = thread.subject
    age = gestational_age(thread.pregnancy, local_day(thread.subject, at))
    return TalkRow(
        thread=thread,
        unread=count,
        said=said,
        countdown=countdown(thread.waiting_since, thread.answer_due_at, at),
        gestational_age_days=age.days if age is not None and age.is_counted else None,
        is_mine=thread.responsible_id == person.pk,
    )


def last_said(person: Person, threads: Sequence[Thread]) -> dict[int, Said]:
    """Return the beginning of what a person said last, by internal id, of threads that `person` sees: one query."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_SAID, [PREVIEW_CHARACTERS, [thread.pk for thread in threads]])
        return {
            thread: Said(text, kind, by_mother, author == person.pk)
            for thread, author, by_mother, kind, text in cursor.fetchall()
        }


def people_of(thread: Thread) -> dict[str, dict[str, str]]:
    """Return who takes or took part in a thread that was seen, by public id: name, and what she is there.

    Everybody who has written, and everybody who cares for the mother now.
    """
    written = Message.objects.for_system("who takes part in a visible thread").filter(thread=thread)
    ids = set(written.exclude(author=None).values_list("author_id", flat=True).distinct())
    ids |= people_who_see([thread.subject_id])[thread.subject_id] | {thread.subject_id}
    return {
        str(person.public_id): {"name": person.get_full_name(), "role": str(role_of(person))}
        for person in Person.objects.filter(pk__in=ids)
    }


def role_of(person: Person) -> Any:
    """Return what somebody is in a conversation, in words."""
    return person.get_profession_display() if person.profession else person.get_role_display()

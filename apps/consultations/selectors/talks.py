"""What the console lists of consultations: the queue of a clinician with what was said last and what she has not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.consultations.clock import Countdown, countdown
from apps.consultations.models import Kind, Message, Thread
from apps.consultations.selectors import queue
from apps.consultations.selectors.threads import threads_visible_to, unread
from apps.consultations.services.rights import may_hold
from apps.consultations.states import State, Urgency
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies.days import local_day
from apps.pregnancies.selectors import gestational_age

MOST_ROWS: Final = 200
PREVIEW_CHARACTERS: Final = 140
WAITING, CLOSED = "waiting", "closed"
TABS: Final = (WAITING, queue.MINE, queue.UNCLAIMED, queue.ALL, CLOSED)

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
    """One consultation in the list. `countdown` None: no answer is owed. `is_free`: nobody answers who still may."""

    thread: Thread
    unread: int
    said: Said | None
    countdown: Countdown | None
    gestational_age_days: int | None
    is_mine: bool
    is_free: bool
    may_claim: bool

    @property
    def level(self) -> str:
        """Return how bad it is, in a name of the design system."""
        return queue.LEVELS[Urgency(self.thread.urgency)]

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
    found = list(_under(person, shown, open_id)[: MOST_ROWS + 1])
    return Talks(shown, _rows(person, found[:MOST_ROWS], at), _counts(person), len(found) > MOST_ROWS)


def talk_row(person: Person, thread: Thread, *, at: datetime) -> TalkRow:
    """Return one consultation that `person` sees, as it stands in the list."""
    held = queue.ordered(queue.going(person).filter(pk=thread.pk)).first()
    if held is not None:
        thread.is_free = held.is_free  # type: ignore[attr-defined]
    return _rows(person, [thread], at)[0]


def _under(person: Person, tab: str, open_id: UUID | None) -> SubjectQuerySet:
    if tab == CLOSED:
        rows = threads_visible_to(person).filter(state=State.CLOSED)
        rows = rows.prefetch_related("pregnancy__datings", "pregnancy__outcomes")
        return rows.order_by("-closed_at", "-pk")
    stands = _stands(person)[tab]
    # An empty condition is «every one», and would be lost in an «or».
    return queue.ordered(
        queue.going(person).filter(stands | Q(public_id=open_id) if stands and open_id else stands)
    )


def _stands(person: Person) -> dict[str, Q]:
    under = queue.under(person)
    owed = Q(answer_due_at__isnull=False)
    return {**under, WAITING: owed & (under[queue.MINE] | under[queue.UNCLAIMED])}


def _counts(person: Person) -> dict[str, int]:
    counted = {tab: Count("pk", filter=condition or None) for tab, condition in _stands(person).items()}
    going = queue.going(person).aggregate(**counted)
    closed = threads_visible_to(person).filter(state=State.CLOSED).count()
    return {**{tab: int(count) for tab, count in going.items()}, CLOSED: closed}


def _rows(person: Person, threads: Sequence[Any], at: datetime) -> list[TalkRow]:
    counts, said = unread(person, threads), last_said(person, threads)
    return [_row(person, thread, counts[thread.pk], said.get(thread.pk), at) for thread in threads]


def _row(person: Person, thread: Any, count: int, said: Said | None, at: datetime) -> TalkRow:
    thread.pregnancy.subject = thread.subject
    age = gestational_age(thread.pregnancy, local_day(thread.subject, at))
    is_free = getattr(thread, "is_free", False)
    return TalkRow(
        thread=thread,
        unread=count,
        said=said,
        countdown=countdown(thread.waiting_since, thread.answer_due_at, at),
        gestational_age_days=age.days if age is not None and age.is_counted else None,
        is_mine=thread.responsible_id == person.pk,
        is_free=is_free,
        may_claim=is_free and may_hold(person, thread.urgency),
    )


def last_said(person: Person, threads: Sequence[Thread]) -> dict[int, Said]:
    """Return the beginning of what a person said last, by internal id, of threads that `person` sees: one query."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_SAID, [PREVIEW_CHARACTERS, [thread.pk for thread in threads]])
        return {
            thread: Said(text, kind, by_mother, author == person.pk)
            for thread, author, by_mother, kind, text in cursor.fetchall()
        }


def people_of(thread: Thread) -> dict[str, dict[str, Any]]:
    """Return who takes or took part in a thread that was seen, by public id: name, and what she is there.

    Everybody who has written, and everybody who cares for the mother now (`is_colleague`).
    """
    written = Message.objects.for_system("who takes part in a visible thread").filter(thread=thread)
    authors = set(written.exclude(author=None).values_list("author_id", flat=True).distinct())
    now = people_who_see([thread.subject_id])[thread.subject_id] | {thread.subject_id}
    return {
        str(person.public_id): {
            "name": person.get_full_name(),
            "role": str(role_of(person)),
            "is_colleague": person.pk in now and person.pk != thread.subject_id,
        }
        for person in Person.objects.filter(pk__in=authors | now)
    }


def role_of(person: Person) -> Any:
    """Return what somebody is in a conversation, in words."""
    return person.get_profession_display() if person.profession else person.get_role_display()

"""Threads, and how much of them somebody has not read: one function counts for every badge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Person
from apps.consultations.models import Message, Relation, Thread
from apps.consultations.states import State
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet, visible_subjects

SHOWN_WITH = ("subject", "pregnancy", "team", "responsible", "opened_by")

UNREAD = """
SELECT asked.thread, asked.person,
       (SELECT count(*) FROM consultations_message m
        WHERE m.thread_id = asked.thread AND m.sequence > coalesce(r.read_sequence, 0)
          AND m.author_id <> asked.person AND m.relation <> 'removal')
FROM unnest(%s::bigint[], %s::bigint[]) AS asked (thread, person)
LEFT JOIN consultations_receipt r ON r.thread_id = asked.thread AND r.person_id = asked.person
"""
"""What others have written and she has not read. What the system notes and what was taken back calls nobody."""


def threads_visible_to(person: Person) -> SubjectQuerySet:
    """Consultations that `person` may see, those with the newest message first."""
    return Thread.objects.visible_to(person).select_related(*SHOWN_WITH).order_by("-last_posted_at", "-pk")


def thread_visible_to(person: Person, thread_id: UUID) -> Thread:
    """One consultation that `person` may see. Raises NotVisible."""
    thread: Thread | None = threads_visible_to(person).filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    return thread


def unread_counts(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return how many messages are unread by (thread's id, person's id). System code: it counts and reads no word."""
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [[thread for thread, _ in pairs], [person for _, person in pairs]])
        return {(thread, person): count for thread, person, count in cursor.fetchall()}


def unread(person: Person, threads: Iterable[Thread]) -> dict[int, int]:
    """Return how many messages of each thread `person` has not read."""
    counts = unread_counts([(thread.pk, person.pk) for thread in threads])
    return {thread: count for (thread, _), count in counts.items()}


@dataclass(frozen=True)
class Standing:
    """A thread as one person stands to it."""

    thread: Thread
    unread: int


def standing(person: Person, *, most: int) -> tuple[list[Standing], bool]:
    """Return the threads of `person` that go on or were closed unread, newest first; and whether there are more."""
    threads = list(threads_visible_to(person)[: most + 1])
    counts = unread(person, threads)
    found = [
        Standing(thread, counts[thread.pk])
        for thread in threads[:most]
        if thread.state != State.CLOSED or counts[thread.pk]
    ]
    return found, len(threads) > most


def first_unread(person: Person, thread: Thread, *, read: int) -> int | None:
    """Return the number of the first message of a seen thread that `person` has not read, as `unread` counts them."""
    rows = Message.objects.for_system("numbers of a thread that was seen").filter(
        thread=thread, sequence__gt=read
    )
    rows = rows.exclude(author=None).exclude(author=person).exclude(relation=Relation.REMOVAL)
    number: int | None = rows.order_by("sequence").values_list("sequence", flat=True).first()
    return number


def unread_total(person: Person) -> int:
    """Return the number in the badge: unread messages of all consultations. It counts, and reads no word."""
    rows = Thread.objects.for_system("numbers of threads that she may see").filter(visible_subjects(person))
    pairs = [(pk, person.pk) for pk in rows.filter(~Q(last_sequence=0)).values_list("pk", flat=True)]
    return sum(unread_counts(pairs).values())


def threads_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what a phone may hold of its consultations, by id."""
    from apps.consultations.api.representations import thread_json

    threads = list(threads_visible_to(person).filter(public_id__in=ids))
    return {thread.public_id: thread_json(thread, person) for thread in threads}

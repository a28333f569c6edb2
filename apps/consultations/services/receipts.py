"""How far people have come in their threads: only forward, by whatever door it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.consultations.models import Receipt, Thread
from apps.foundation.errors import NotVisible, Problem
from apps.foundation.transactions import unit_of_work, write
from apps.notifications.services import mark_object_read

MESSAGE_KIND = "consultation.message"
"""What a notification about unread messages is called."""

UPSERT = """
INSERT INTO consultations_receipt AS r (public_id, subject_id, thread_id, person_id, delivered_sequence,
       read_sequence, notified_sequence, read_at)
SELECT gen_random_uuid(), g.subject, g.thread, g.person, g.delivered, g.read, 0, g.read_at
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
  AS g (subject, thread, person, delivered, read, read_at)
ORDER BY g.thread, g.person
ON CONFLICT (thread_id, person_id) DO UPDATE SET
    delivered_sequence = greatest(r.delivered_sequence, excluded.delivered_sequence),
    read_sequence = greatest(r.read_sequence, excluded.read_sequence),
    read_at = CASE WHEN excluded.read_sequence > r.read_sequence THEN excluded.read_at ELSE r.read_at END
RETURNING thread_id, person_id, delivered_sequence, read_sequence, notified_sequence
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody has got (`read`: seen) everything up to a number."""

    person_id: int
    thread: UUID
    sequence: int
    is_read: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipts:
    """How far somebody has come now, and who may know of it."""

    thread: UUID
    person_id: int
    subject_id: int
    delivered_sequence: int
    read_sequence: int
    seen_by: frozenset[int]


@write
def advance(
    person: Person, *, thread_id: UUID, delivered: int | None = None, read: int | None = None, at: datetime
) -> Receipts:
    """Note how far `person` has come; a number beyond the newest counts as the newest. Raises NotVisible."""
    given = [(read, True), (delivered, False)]
    wanted = [Reached(person.pk, thread_id, n, is_read, at) for n, is_read in given if n is not None]
    results = _advance(wanted)
    for result in results:
        if isinstance(result, Problem):
            raise result
    return results[0]  # type: ignore[return-value]


def advance_batch(reached: Sequence[Reached]) -> list[Receipts | Problem]:
    """Note how far several people have come, in one transaction; each is taken or refused by itself."""
    with unit_of_work(None):
        return _advance(reached)


def _advance(reached: Sequence[Reached]) -> list[Receipts | Problem]:
    rows = Thread.objects.for_system("receipts of members").filter(
        public_id__in={one.thread for one in reached}
    )
    threads = {row[0]: row[1:] for row in rows.values_list("public_id", "pk", "subject_id", "last_sequence")}
    seen_by = people_who_see({subject_id for _, subject_id, _ in threads.values()})
    wanted: dict[tuple[int, int], list[int]] = {}
    read_at: dict[tuple[int, int], datetime] = {}
    for one in reached:
        pk, subject_id, newest = threads.get(one.thread, (0, 0, 0))
        if one.person_id in seen_by.get(subject_id, ()):
            key, number = (pk, one.person_id), min(one.sequence, newest)
            held = wanted.setdefault(key, [subject_id, 0, 0])
            held[1] = max(held[1], number)
            held[2] = max(held[2], number if one.is_read else 0)
            read_at[key] = one.at
    now = _upserted(wanted, read_at)
    return [_result(one, threads, seen_by, now) for one in reached]


def _upserted(
    wanted: dict[tuple[int, int], list[int]], read_at: dict[tuple[int, int], datetime]
) -> dict[tuple[int, int], tuple[int, int]]:
    if not wanted:
        return {}
    keys = list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            [
                [wanted[key][0] for key in keys],
                [thread for thread, _ in keys],
                [person for _, person in keys],
                [wanted[key][1] for key in keys],
                [wanted[key][2] for key in keys],
                [read_at[key] if wanted[key][2] else None for key in keys],
            ],
        )
        rows = cursor.fetchall()
    for thread, person, _, read, notified in rows:
        if 0 < notified <= read and wanted[thread, person][2]:
            _has_read_what_told_her(thread, person, read_at[thread, person])
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _has_read_what_told_her(thread_id: int, person_id: int, at: datetime) -> None:
    """She has opened it: what told her of it outside needs no reading of its own."""
    rows = Receipt.objects.for_system("she has read").filter(thread_id=thread_id, person_id=person_id)
    rows.update(notified_sequence=0)
    thread = Thread.objects.for_system("she has read").get(pk=thread_id)
    mark_object_read(Person.objects.get(pk=person_id), MESSAGE_KIND, thread.public_id, at)


def _result(
    one: Reached,
    threads: dict[UUID, tuple[int, int, int]],
    seen_by: dict[int, set[int]],
    now: dict[tuple[int, int], tuple[int, int]],
) -> Receipts | Problem:
    pk, subject_id, _ = threads.get(one.thread, (0, 0, 0))
    found = now.get((pk, one.person_id))
    if found is None:
        return NotVisible()
    return Receipts(one.thread, one.person_id, subject_id, *found, frozenset(seen_by[subject_id]))


def of_thread(thread: Thread) -> list[Receipt]:
    """Return how far each member of a thread that was seen has come."""
    rows = Receipt.objects.for_system("the thread was seen").filter(thread=thread)
    return list(rows.select_related("person"))

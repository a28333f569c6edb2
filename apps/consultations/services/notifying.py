"""Who has not read what was written is told outside: found by a due column and a sweep, once for each unread stretch.

Whoever has the thread open reads it within seconds and is not told. What is told is that there is something new.

A sweep takes its threads together, in a number of queries that does not grow with theirs. It locks none of them: who
writes waits for nobody. What it claims is the receipt, where it says how far she was told; and a thread is no longer
due only where nothing was written in it since it was looked at. So several sweeps may run beside each other, and one
that dies half-way is followed by the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from django.db import connection

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.alerts.selectors import on_duty_in
from apps.consultations.models import Receipt, Thread
from apps.consultations.selectors import unread_counts
from apps.consultations.services.receipts import MESSAGE_KIND
from apps.consultations.states import Urgency
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import Telling, notify_many

log = structlog.get_logger(__name__)
MOST: Final = 100
SEVERITY: Final = {
    Urgency.EMERGENCY: Severity.EMERGENCY,
    Urgency.URGENT: Severity.URGENT,
    Urgency.SOON: Severity.WARN,
    Urgency.ROUTINE: Severity.INFO,
    Urgency.ADMINISTRATIVE: Severity.INFO,
}
CLAIM = """
INSERT INTO consultations_receipt AS r (public_id, subject_id, thread_id, person_id, delivered_sequence,
       read_sequence, notified_sequence)
SELECT gen_random_uuid(), g.subject, g.thread, g.person, g.read, g.read, g.newest
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS g (subject, thread, person, read, newest)
ORDER BY g.thread, g.person
ON CONFLICT (thread_id, person_id) DO UPDATE SET notified_sequence = excluded.notified_sequence
WHERE r.read_sequence = excluded.read_sequence AND r.notified_sequence <= r.read_sequence
RETURNING thread_id, person_id
"""
"""Say of receipts that she was told, where she still stands where she stood and was not told yet. In the order in which
receipts are written elsewhere."""


@dataclass(frozen=True)
class Unread:
    """Somebody has something unread that she was not told of; `read`: up to where she has read."""

    thread: Thread
    person: Person
    read: int


def tell_due(actor: None, *, at: datetime) -> int:
    """Tell about the threads that are due; returns how many are settled.

    Where they fail together, each is tried by itself: one that fails is logged, tried again by the next sweep, and
    holds up no other.
    """
    rows = Thread.objects.for_system("who has not read is told").filter(notify_due_at__lte=at)
    due = list(rows.order_by("notify_due_at", "pk")[:MOST])
    if not due:
        return 0
    try:
        return _settle(None, tell(actor, due, at=at))
    except Exception as error:  # noqa: BLE001 - see above
        log.error("unread_not_told_together", threads=len(due), error=type(error).__name__)
    return sum(_alone(actor, thread, at) for thread in due)


def _alone(actor: None, thread: Thread, at: datetime) -> int:
    try:
        return _settle(None, tell(actor, [thread], at=at))
    except Exception as error:  # noqa: BLE001 - see tell_due
        log.error("unread_not_told", thread=thread.pk, error=type(error).__name__)
        return 0


@write
def tell(actor: None, threads: Sequence[Thread], *, at: datetime) -> list[Thread]:
    """Tell about threads; returns those of which nothing is left to tell, as far as they were read here.

    Not where she read on, or somebody else told her, in the meantime: the next sweep looks again.
    """
    found = _unread(threads, at)
    claimed = _claim(found)
    told = [one for one in found if (one.thread.pk, one.person.pk) in claimed]
    notify_many(None, [_telling(one) for one in told], at=at)
    missed = {one.thread.pk for one in found if (one.thread.pk, one.person.pk) not in claimed}
    return [thread for thread in threads if thread.pk not in missed]


def _unread(threads: Sequence[Thread], at: datetime) -> list[Unread]:
    people = _concerned(threads, at)
    receipts = _receipts(threads)
    counts = unread_counts([(thread.pk, person.pk) for thread in threads for person in people[thread.pk]])
    found = []
    for thread in threads:
        for person in people[thread.pk]:
            read, notified = receipts.get((thread.pk, person.pk), (0, 0))
            if counts[thread.pk, person.pk] and notified <= read:
                found.append(Unread(thread, person, read))
    return found


def _telling(one: Unread) -> Telling:
    is_clinician = one.person.is_clinician
    return Telling(
        to=one.person,
        kind=MESSAGE_KIND,
        object_id=one.thread.public_id,
        severity=SEVERITY[Urgency(one.thread.urgency)] if is_clinician else Severity.WARN,
        dedupe_key=f"consultation:{one.thread.public_id}:{one.read}",
    )


def _claim(found: Sequence[Unread]) -> set[tuple[int, int]]:
    """Say that these were told; returns (thread's id, person's id) of those where it is so by this."""
    if not found:
        return set()
    columns: list[list[int]] = [
        [one.thread.subject_id for one in found],
        [one.thread.pk for one in found],
        [one.person.pk for one in found],
        [one.read for one in found],
        [one.thread.last_sequence for one in found],
    ]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, columns)
        return {(thread, person) for thread, person in cursor.fetchall()}


@write
def _settle(_system: None, threads: Sequence[Thread]) -> int:
    """Note that threads are not due any more where nothing was written since; returns how many. Waits for nobody."""
    rows = Thread.objects.for_system("who has not read was told")
    seen = {thread.pk: (thread.last_sequence, thread.notify_due_at) for thread in threads}
    free = rows.filter(pk__in=seen).select_for_update(of=("self",), skip_locked=True, no_key=True)
    now = free.values_list("pk", "last_sequence", "notify_due_at")
    return rows.filter(pk__in=[pk for pk, *stands in now if tuple(stands) == seen[pk]]).update(
        notify_due_at=None
    )


def _concerned(threads: Sequence[Thread], at: datetime) -> dict[int, list[Person]]:
    """By thread: the mother; of the team who is responsible, else who is on duty, else all of it: somebody is always
    told."""
    seen_by = people_who_see({thread.subject_id for thread in threads})
    everybody = Person.objects.in_bulk({pk for people in seen_by.values() for pk in people})
    duty = on_duty_in({thread.team_id for thread in threads}, at)
    return {
        thread.pk: _concerned_in(
            thread, {pk: everybody[pk] for pk in sorted(seen_by[thread.subject_id])}, duty[thread.team_id]
        )
        for thread in threads
    }


def _concerned_in(thread: Thread, people: dict[int, Person], duty: Sequence[Person]) -> list[Person]:
    team = {pk: person for pk, person in people.items() if person.is_clinician}
    if thread.responsible_id in team:
        chosen = [team[thread.responsible_id]]
    else:
        chosen = [person for person in duty if person.pk in team] or list(team.values())
    mother = [people[thread.subject_id]] if thread.subject_id in people else []
    return [*mother, *chosen]


def _receipts(threads: Sequence[Thread]) -> dict[tuple[int, int], tuple[int, int]]:
    """Up to where each has read and was told, by (thread's id, person's id)."""
    rows = Receipt.objects.for_system("who was told").filter(thread__in=threads)
    found = rows.values_list("thread_id", "person_id", "read_sequence", "notified_sequence")
    return {(thread, person): (read, notified) for thread, person, read, notified in found}

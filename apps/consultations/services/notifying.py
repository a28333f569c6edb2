"""Who has not read what was written is told outside: found by a due column and a sweep, once for each unread stretch.

Whoever has the thread open reads it within seconds and is not told. What is told is that there is something new.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.alerts.selectors import on_duty
from apps.consultations.models import Receipt, Thread
from apps.consultations.selectors import unread_counts
from apps.consultations.services.receipts import MESSAGE_KIND
from apps.consultations.states import Urgency
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import notify

log = structlog.get_logger(__name__)
MOST: Final = 100
SEVERITY: Final = {
    Urgency.EMERGENCY: Severity.EMERGENCY,
    Urgency.URGENT: Severity.URGENT,
    Urgency.SOON: Severity.WARN,
    Urgency.ROUTINE: Severity.INFO,
    Urgency.ADMINISTRATIVE: Severity.INFO,
}


def tell_due(actor: None, *, at: datetime) -> int:
    """Tell about the threads that are due; returns how many were told. Several sweeps may run beside each other.

    One transaction each: whoever writes in a thread waits for that one at most. One that fails is logged, tried again
    by the next sweep, and holds up no other.
    """
    rows = Thread.objects.for_system("who has not read is told").filter(notify_due_at__lte=at)
    told = 0
    for thread_pk in list(rows.order_by("notify_due_at", "pk").values_list("pk", flat=True)[:MOST]):
        try:
            told += tell(actor, thread_pk, at=at)
        except Exception as error:  # noqa: BLE001 - see above
            log.error("unread_not_told", thread=thread_pk, error=type(error).__name__)
    return told


@write
def tell(actor: None, thread_pk: int, *, at: datetime) -> bool:
    """Tell about one thread; False where somebody was first."""
    rows = Thread.objects.for_system("who has not read is told").filter(pk=thread_pk)
    due = rows.filter(notify_due_at__lte=at).select_related("team")
    thread: Thread | None = due.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if thread is None:
        return False
    _tell(thread, people_who_see([thread.subject_id])[thread.subject_id], at)
    rows.update(notify_due_at=None)
    return True


def _tell(thread: Thread, seen_by: set[int], at: datetime) -> None:
    """Tell each who is concerned and has something unread that she was not told of."""
    people = _concerned(thread, seen_by, at)
    counts = unread_counts([(thread.pk, person.pk) for person in people])
    receipts = _receipts(thread, people)
    for person in people:
        receipt = receipts[person.pk]
        if not counts[thread.pk, person.pk] or receipt.notified_sequence > receipt.read_sequence:
            continue
        notify(
            None,
            to=person,
            kind=MESSAGE_KIND,
            object_id=thread.public_id,
            severity=SEVERITY[Urgency(thread.urgency)] if person.is_clinician else Severity.WARN,
            at=at,
            dedupe_key=f"consultation:{thread.public_id}:{receipt.read_sequence}",
        )
        told = Receipt.objects.for_system("she was told").filter(pk=receipt.pk)
        told.update(notified_sequence=thread.last_sequence)


def _concerned(thread: Thread, seen_by: set[int], at: datetime) -> list[Person]:
    """The mother; of the team who is responsible, else who is on duty, else all of it: somebody is always told."""
    everybody = {person.pk: person for person in Person.objects.filter(pk__in=seen_by)}
    team = {pk: person for pk, person in everybody.items() if person.is_clinician}
    duty = [person for person in on_duty(thread.team, at) if person.pk in team]
    if thread.responsible_id in team:
        chosen = [team[thread.responsible_id]]
    else:
        chosen = duty or list(team.values())
    mother = [everybody[thread.subject_id]] if thread.subject_id in everybody else []
    return [*mother, *chosen]


def _receipts(thread: Thread, people: list[Person]) -> dict[int, Receipt]:
    new = [Receipt(subject_id=thread.subject_id, thread=thread, person=person) for person in people]
    Receipt.objects.for_system("who was told").bulk_create(new, ignore_conflicts=True)
    rows = Receipt.objects.for_system("who was told").filter(thread=thread, person__in=people)
    return {row.person_id: row for row in rows}

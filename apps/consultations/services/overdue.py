"""Answers that did not come in time are noticed, and what was noticed ends. Called by a sweep, harmless twice at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog
from django.db.models import Exists, F, OuterRef, Q

from apps.accounts.models import Person
from apps.alerts.services import evaluate
from apps.consultations.alert_rules.answer_overdue import AnswerOverdue
from apps.consultations.models import OverdueAnswer, Thread
from apps.consultations.states import GOING, Urgency
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)
AT_ONCE: Final = 200


def sweep(*, at: datetime) -> int:
    """Notice what is late, and end what was answered; one transaction each. Returns how many steps were made."""
    return _each(late_threads(at), notice, at) + _each(answered(), end, at)


def _each(ids: list[int], step: Callable[..., bool], at: datetime) -> int:
    """Take one after the other; one that fails is logged, tried again by the next sweep, and holds up no other."""
    made = 0
    for number in ids:
        try:
            made += step(None, number, at=at)
        except Exception:
            log.exception("overdue_step_failed", step=step.__name__)
    return made


def late_threads(at: datetime) -> list[int]:
    """Return (internal ids of) the threads whose moment has passed and was not noticed yet, latest first."""
    noticed = OverdueAnswer.objects.for_system("is it noticed already").filter(
        thread=OuterRef("pk"), due_at=OuterRef("answer_due_at")
    )
    rows = Thread.objects.for_system("sweep of overdue answers").filter(
        ~Exists(noticed), state__in=sorted(GOING), answer_due_at__lte=at
    )
    return list(rows.order_by("answer_due_at").values_list("pk", flat=True)[:AT_ONCE])


def answered() -> list[int]:
    """Return (internal ids of) what is noticed and no longer owed: answered, closed, or due at another moment."""
    rows = OverdueAnswer.objects.for_system("sweep of overdue answers").filter(ended_at=None)
    over = Q(thread__answer_due_at=None) | ~Q(thread__answer_due_at=F("due_at"))
    over |= ~Q(thread__state__in=sorted(GOING))
    return list(rows.filter(over).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@write
def notice(actor: Person | None, thread_pk: int, *, at: datetime) -> bool:
    """Note that a thread's answer is late and raise the alert; False where somebody was first, or has answered."""
    thread: Thread | None = (
        Thread.objects.for_system("an overdue answer")
        .filter(pk=thread_pk, state__in=sorted(GOING), answer_due_at__lte=at)
        .select_related("pregnancy")  # who answers is not joined: see threads.locked_thread
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .first()
    )
    if thread is None or thread.waiting_since is None or thread.answer_due_at is None:
        return False
    row, is_new = OverdueAnswer.objects.for_system("noticed once").get_or_create(
        thread=thread,
        due_at=thread.answer_due_at,
        defaults={
            "subject_id": thread.subject_id,
            "urgency": thread.urgency,
            "waiting_since": thread.waiting_since,
            "noticed_at": at,
        },
    )
    if is_new:
        _push(row, thread, at=at)
    return is_new


@write
def end(actor: Person | None, overdue_pk: int, *, at: datetime) -> bool:
    """Note that an answer is no longer owed; the alert goes on to wait for a person. False where somebody was first."""
    rows = OverdueAnswer.objects.for_system("an answer came")
    if rows.filter(pk=overdue_pk, ended_at=None).update(ended_at=at) != 1:
        return False
    row = rows.select_related("thread__pregnancy").get(pk=overdue_pk)
    _push(row, row.thread, at=at)
    return True


def _push(row: OverdueAnswer, thread: Thread, *, at: datetime) -> None:
    others = OverdueAnswer.objects.for_system("does another answer of hers wait").filter(
        subject_id=row.subject_id, ended_at=None
    )
    facts = AnswerOverdue(
        overdue=row.public_id,
        thread=thread.public_id,
        urgency=Urgency(row.urgency),
        waiting_since=row.waiting_since,
        due_at=row.due_at,
        at=at,
        ended_at=row.ended_at,
        others_are_overdue=others.exclude(pk=row.pk).exists(),
    )
    evaluate(
        None,
        subject_id=row.subject_id,
        pregnancy=thread.pregnancy,
        facts=facts,
        at=at,
        responsible=thread.responsible,
    )

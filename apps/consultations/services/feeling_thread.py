"""Where filled answers are shown: in the consultation that they belong to, or in a new one where somebody has to know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations import clock
from apps.consultations.entries import Entry
from apps.consultations.models import FeelingAnswers, Thread
from apps.consultations.rules import feeling as rules
from apps.consultations.services import rights
from apps.consultations.services.posting import post_system
from apps.consultations.services.threads import NoTeam, locked_thread, open_thread
from apps.consultations.states import State, Urgency
from apps.foundation.errors import Invalid
from apps.pregnancies.models import Pregnancy

URGENCIES = {
    rules.CALL_EMERGENCY: Urgency.EMERGENCY,
    rules.CALL_UNIT: Urgency.URGENT,
    rules.TALK: Urgency.ROUTINE,
}


def bring_in(
    person: Person,
    pregnancy: Pregnancy,
    thread_id: UUID | None,
    result: rules.Result,
    *,
    client_id: UUID,
    at: datetime,
) -> Thread | None:
    """Return the locked consultation that the answers belong to, with an answer owed where one is.

    A new one is opened where nobody named one and somebody has to know. None: it is only noted, or no team looks
    after her yet (she is told what to do all the same, and the alert goes to whoever is left in its chain).
    """
    if thread_id is None and result.outcome == rules.NOTED:
        return None
    try:
        thread = (
            _named(person, pregnancy, thread_id)
            if thread_id
            else _opened(person, pregnancy, result, client_id, at)
        )
    except NoTeam:
        return None
    if result.outcome != rules.NOTED:
        _owe(thread, URGENCIES[result.outcome], at=at)
    return thread


def _named(person: Person, pregnancy: Pregnancy, thread_id: UUID) -> Thread:
    thread = locked_thread(person, thread_id)
    if thread.pregnancy_id != pregnancy.pk:
        raise Invalid.field(
            "thread", _("This consultation is about another pregnancy."), code="other_pregnancy"
        )
    rights.require_going(thread)
    return thread


def _opened(
    person: Person, pregnancy: Pregnancy, result: rules.Result, client_id: UUID, at: datetime
) -> Thread:
    with translation.override(person.language):
        topic = _("How I feel")
    thread, _is_new = open_thread(
        person,
        pregnancy_id=pregnancy.public_id,
        client_id=client_id,
        topic=topic,
        urgency=URGENCIES[result.outcome],
        team_id=None,
        at=at,
    )
    return locked_thread(person, thread.public_id)


def _owe(thread: Thread, urgency: Urgency, *, at: datetime) -> None:
    """It is the team's turn, at least as urgently as the answers say. Never lowers what was urgent before."""
    worst = min(Urgency(thread.urgency), urgency, key=lambda one: one.order)
    since = thread.waiting_since or at
    values = {
        "urgency": worst,
        "state": State.OPEN if thread.state == State.WAITING_FOR_MOTHER else thread.state,
        "waiting_since": since,
        "answer_due_at": clock.answer_due_at(thread.team_id, worst, since),
    }
    Thread.objects.for_system("the thread is locked").filter(pk=thread.pk).update(**values)
    for name, value in values.items():
        setattr(thread, name, value)


def say_in(thread: Thread, row: FeelingAnswers, *, at: datetime) -> Entry:
    """Show in a consultation that she has answered. Codes and ids only."""
    payload = {"answers": str(row.public_id), "outcome": row.outcome, "findings": row.findings}
    return post_system(thread, code="feeling", payload=payload, at=at)

"""Who answers for a consultation: taking it, giving it back, handing it over, and how urgent it is.

Every step locks the thread first, so that of two at once one wins and the other is told who. It leaves an entry in
the thread, as a code and ids: what the mother reads says that somebody else answers her now, and never why.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.selectors import on_duty
from apps.consultations import clock
from apps.consultations.models import InternalNote, InternalNoteKind, Thread
from apps.consultations.rules.targets import severity_of
from apps.consultations.services import rights
from apps.consultations.services.internal_notes import add_note
from apps.consultations.services.posting import post_system
from apps.consultations.services.threads import locked_thread
from apps.consultations.states import State, Urgency
from apps.foundation.errors import Conflict, Forbidden, Invalid
from apps.foundation.transactions import write
from apps.notifications.services import notify
from apps.pregnancies.services import may

HANDOVER = "consultation_handover"
"""Kind of the notification that somebody is to answer for a consultation now."""


class HeldByAnother(Conflict):
    """Somebody else answers for this consultation; the error names her."""

    code = "held_by_another"


class NobodyOnDuty(Conflict):
    """The rota names nobody now."""

    code = "nobody_on_duty"


@write
def claim(person: Person, *, thread_id: UUID, at: datetime) -> Thread:
    """Answer for a consultation from now on; claiming one's own again changes nothing.

    Raises NotVisible, Forbidden, ThreadClosed, HeldByAnother.
    """
    thread = _locked(person, thread_id)
    rights.require_member(person, thread.team_id)
    rights.require_hold(person, thread.urgency)
    if thread.responsible_id == person.pk:
        return thread
    if is_held(thread):
        raise _held(thread)
    _set(thread, responsible=person, state=State.OPEN if thread.state == State.WAITING else thread.state)
    post_system(thread, code="claimed", payload={"by": str(person.public_id)}, at=at)
    return thread


@write
def give_back(person: Person, *, thread_id: UUID, at: datetime) -> Thread:
    """Stop answering for a consultation; it goes back to the queue. Raises as `claim`."""
    thread = _locked(person, thread_id)
    if thread.responsible_id is None:
        return thread
    if thread.responsible_id != person.pk:
        raise _held(thread)
    _release(thread)
    post_system(thread, code="given_back", payload={"by": str(person.public_id)}, at=at)
    return thread


@write
def hand_over(
    person: Person, *, thread_id: UUID, note: str, at: datetime, to: UUID | None = None
) -> tuple[Thread, InternalNote]:
    """Let a colleague answer from now on (`to`), or whoever is on duty (None); the note is for colleagues only.

    Whoever answers for it, a lead of the team, and anybody of the team where nobody does may hand it over.
    Raises NotVisible, Forbidden, ThreadClosed, HeldByAnother, NobodyOnDuty, Invalid.
    """
    thread = _locked(person, thread_id)
    rights.require_member(person, thread.team_id)
    if is_held(thread) and thread.responsible_id != person.pk and not rights.leads(person, thread.team_id):
        raise _held(thread)
    told = [_colleague(thread, to)] if to is not None else _on_duty(thread, person, at)
    if to is not None:
        state = State.OPEN if thread.state == State.WAITING else thread.state
        _set(thread, responsible=told[0], state=state)
    else:
        _release(thread)
    written = add_note(person, thread, text=note, kind=InternalNoteKind.HANDOVER, at=at)
    payload = {"by": str(person.public_id), "to": str(told[0].public_id) if to is not None else None}
    post_system(thread, code="handed_over", payload=payload, at=at)
    for colleague in told:
        _tell(thread, colleague, written, at=at)
    return thread, written


@write
def set_urgency(person: Person, *, thread_id: UUID, urgency: str, at: datetime) -> Thread:
    """Say how urgent a consultation is; what is owed is due by that from now on. The same again changes nothing.

    Every clinician may raise it, obstetricians and midwives lower it. Raises NotVisible, Forbidden, ThreadClosed.
    """
    thread = _locked(person, thread_id)
    new, old = Urgency(urgency), Urgency(thread.urgency)
    if new == old:
        return thread
    if new.order > old.order:
        rights.require_handler(person)
    due = thread.waiting_since and clock.answer_due_at(thread.team_id, new, thread.waiting_since)
    _set(thread, urgency=new, answer_due_at=due)
    payload = {"by": str(person.public_id), "from": old.value, "to": new.value}
    post_system(thread, code="urgency_set", payload=payload, at=at)
    return thread


def is_held(thread: Thread) -> bool:
    """Say whether somebody answers for it who still belongs to the team and may, as urgent as it is now."""
    holder = thread.responsible
    return (
        holder is not None
        and rights.may_hold(holder, thread.urgency)
        and rights.belongs(holder, thread.team_id)
    )


def _locked(person: Person, thread_id: UUID) -> Thread:
    thread = locked_thread(person, thread_id)
    may.require_clinician(person)
    rights.require_going(thread)
    return thread


def _held(thread: Thread) -> HeldByAnother:
    holder = thread.responsible
    name, number = (holder.get_full_name(), str(holder.public_id)) if holder else ("?", None)
    return HeldByAnother(_("%(name)s answers for this consultation.") % {"name": name}, responsible=number)


def _set(thread: Thread, **values: Any) -> None:
    rows = Thread.objects.for_system("conditional step of a row in hand")
    seen = {"state": thread.state, "urgency": thread.urgency, "responsible_id": thread.responsible_id}
    if rows.filter(pk=thread.pk, **seen).update(**values) != 1:
        raise Conflict(_("This consultation has changed in the meantime. Please look again."))
    for name, value in values.items():
        setattr(thread, name, value)


def _release(thread: Thread) -> None:
    """Nobody answers for it: open ones wait again, others keep whose turn it is."""
    _set(thread, responsible=None, state=State.WAITING if thread.state == State.OPEN else thread.state)


def _colleague(thread: Thread, person_id: UUID) -> Person:
    membership = (
        rights.memberships(thread.team_id)
        .filter(person__public_id=person_id, person__is_active=True)
        .select_related("person")
        .first()
    )
    if membership is None:
        raise Invalid.field(
            "to", _("Choose somebody of the care team that this is with."), code="not_of_team"
        )
    if not rights.may_hold(membership.person, thread.urgency):
        raise Forbidden(_("Only an obstetrician or a midwife may take over what is urgent."))
    if membership.person_id == thread.responsible_id:
        raise Invalid.field("to", _("She answers for this consultation already."), code="holds_it")
    return membership.person


def _on_duty(thread: Thread, person: Person, at: datetime) -> list[Person]:
    able = [found for found in on_duty(thread.team, at) if rights.may_hold(found, thread.urgency)]
    others = [found for found in able if found.pk != person.pk]
    if not others:
        raise NobodyOnDuty(_("Nobody else is on duty now. Choose a colleague by name."))
    return others


def _tell(thread: Thread, colleague: Person, note: InternalNote, *, at: datetime) -> None:
    notify(
        None,
        to=colleague,
        kind=HANDOVER,
        object_id=thread.public_id,
        severity=severity_of(thread.urgency),
        at=at,
        dedupe_key=f"handover:{note.public_id}",
        expects_read_by=thread.answer_due_at,
    )

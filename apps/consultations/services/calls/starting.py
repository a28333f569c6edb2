"""One of the two rings the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.selectors import on_duty
from apps.consultations.calls.events import CallStarted
from apps.consultations.calls.seen import Consent
from apps.consultations.calls.states import CallState, EndReason, yields_to
from apps.consultations.models import Call, CallParty, Side, Thread
from apps.consultations.posting import ThreadClosed
from apps.consultations.services.calls import consents, locks, moves, notices, telling
from apps.consultations.services.calls.answering import take
from apps.foundation.errors import Conflict, Throttled, Unprocessable
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.foundation.visibility import subjects_visible_to

MOST_CALLS: Final = 10
IN: Final = timedelta(minutes=10)
"""So many may one person start in one consultation in so long; a phone that rings all day is no care."""


@dataclass(frozen=True)
class Wish:
    """The call that somebody wants: its id and her device are chosen by her client."""

    call_id: UUID
    kind: str
    device: UUID
    consent: Consent


@write
def start(person: Person, *, thread_id: UUID, wish: Wish, at: datetime) -> Call:
    """Ring the other one: the mother, or whoever is responsible or on duty. The same id again gives the same call.

    Where she is in another call, the call is over at once, as «busy». Where both ring each other, the call with the
    smaller id gives way and the other one is answered by it: the answer is then that call, already active.
    Raises Forbidden, NotVisible, ThreadClosed, Invalid (no consent), Conflict (`nobody_to_call`, `call_going`,
    `already_in_call`), Throttled, Unprocessable (the id was used for another call).
    """
    thread = locks.thread_of(person, thread_id)
    earlier = Call.objects.for_system("is this id taken").filter(public_id=wish.call_id).first()
    if earlier is not None:
        return _again(person, thread, earlier, wish)
    _require_going(thread)
    consents.require(wish.consent)
    _require_few(person, thread, at)
    callee = _callee(person, thread, at)
    going = locks.live_call_of(thread)
    if going is not None:
        return _beside(person, going, wish, at)
    return _ring(person, callee, thread, wish, at)


def _again(person: Person, thread: Thread, earlier: Call, wish: Wish) -> Call:
    same = (earlier.caller_id, earlier.thread_id, earlier.kind) == (person.pk, thread.pk, wish.kind)
    if not same:
        raise Unprocessable.field("id", _("This id was used for another call."))
    return earlier


def _require_going(thread: Thread) -> None:
    if not thread.is_going:
        raise ThreadClosed(_("This consultation is closed. Reopen it or begin a new one."))


def _require_few(person: Person, thread: Thread, at: datetime) -> None:
    own = Call.objects.for_system("how often she has rung").filter(thread=thread, caller=person)
    if own.filter(started_at__gt=at - IN).count() >= MOST_CALLS:
        raise Throttled(
            _("You have called often in the last minutes. Write a message."),
            headers={"Retry-After": str(int(IN.total_seconds()))},
        )


def _callee(person: Person, thread: Thread, at: datetime) -> Person:
    """A clinician rings the mother; the mother whoever is responsible, or else is on duty in the team."""
    if person.pk != thread.subject_id:
        wanted: list[Person | None] = [thread.subject]
    else:
        wanted = [thread.responsible] if thread.responsible else [*on_duty(thread.team, at)]
    for callee in wanted:
        if callee is not None and sees(callee, thread.subject_id):
            return callee
    raise Conflict(
        _("There is nobody to call in this consultation now. Write a message."), code="nobody_to_call"
    )


def sees(person: Person, subject_id: int) -> bool:
    """Say whether somebody may see this mother's things now."""
    return subjects_visible_to(person).filter(pk=subject_id).exists()


def _beside(person: Person, going: Call, wish: Wish, at: datetime) -> Call:
    """There is a call already. If it rings for her, both are calling each other: one gives way."""
    if going.state != CallState.RINGING or going.callee_id != person.pk:
        raise Conflict(
            _("There is a call in this consultation already."), code="call_going", call=str(going.public_id)
        )
    if yields_to(wish.call_id, going.public_id):
        take(going, person, device=wish.device, consent=wish.consent, at=at)
        return going
    return _instead(person, going, wish, at)


def _instead(person: Person, going: Call, wish: Wish, at: datetime) -> Call:
    """End the call that gives way, and let its device be the one that answers the new one."""
    other = going.caller
    party = moves.parties_of(going).get(side=Side.CALLER)
    agreed = consents.newest(going, other)
    moves.finish(going, EndReason.GLARE, at=at)
    call = _ring(person, other, going.thread, wish, at)
    take(call, other, device=party.device, consent=agreed, at=at)
    return call


def _ring(person: Person, callee: Person, thread: Thread, wish: Wish, at: datetime) -> Call:
    locks.hold([person, callee])
    in_call = CallParty.objects.for_system("who is in a call").filter(is_live=True)
    busy = set(in_call.filter(person__in=[person, callee]).values_list("person_id", flat=True))
    if person.pk in busy:
        raise Conflict(_("You are in another call. End it first."), code="already_in_call")
    call = _create(person, callee, thread, wish, at, is_busy=callee.pk in busy)
    consents.keep(call, person, device=wish.device, consent=wish.consent, at=at)
    if call.state == CallState.BUSY:
        moves.note(call, at=at)
    else:
        emit(CallStarted(call=call.public_id, thread=thread.public_id, ring_due_at=call.ring_due_at, at=at))
        notices.tell_ringing(person, call, at=at)
    telling.tell(call)
    return call


def _create(
    person: Person, callee: Person, thread: Thread, wish: Wish, at: datetime, *, is_busy: bool
) -> Call:
    call = Call.objects.create(
        public_id=wish.call_id,
        subject_id=thread.subject_id,
        thread=thread,
        kind=wish.kind,
        state=CallState.BUSY if is_busy else CallState.RINGING,
        reason=EndReason.BUSY if is_busy else EndReason.NONE,
        caller=person,
        callee=callee,
        started_at=at,
        ring_due_at=at + timedelta(seconds=settings.CALL_RING_SECONDS),
        ended_at=at if is_busy else None,
    )
    for side, somebody, device in ((Side.CALLER, person, wish.device), (Side.CALLEE, callee, None)):
        CallParty.objects.create(
            subject_id=thread.subject_id,
            call=call,
            person=somebody,
            side=side,
            device=device,
            heard_at=None if device is None else at,
            is_live=not is_busy,
        )
    return call

"""The one who is called answers or declines."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.calls.seen import Consent
from apps.consultations.calls.states import CallState, EndReason
from apps.consultations.models import Call, Side
from apps.consultations.services.calls import consents, locks, moves, notices, telling
from apps.foundation.errors import Conflict, Forbidden
from apps.foundation.transactions import write


class AnsweredElsewhere(Conflict):
    """Another device of hers was first."""

    code = "answered_elsewhere"


@write
def answer(person: Person, *, call_id: UUID, device: UUID, consent: Consent, at: datetime) -> Call:
    """Take a ringing call on one device; her others stop ringing. The same device again changes nothing.

    Raises NotVisible, Forbidden (somebody else is called), CallOver, AnsweredElsewhere, Invalid (no consent).
    """
    call = _of_callee(person, call_id)
    consents.require(consent)
    if call.state == CallState.ACTIVE:
        return _again(call, device)
    if call.state != CallState.RINGING or call.ring_due_at <= at:
        raise moves.over(call)
    take(call, person, device=device, consent=consent, at=at)
    return call


@write
def decline(person: Person, *, call_id: UUID, at: datetime) -> Call:
    """Refuse a ringing call on all of her devices. One that is over stays as it ended.

    Raises NotVisible, Forbidden, AnsweredElsewhere (she is in it: hang up instead).
    """
    call = _of_callee(person, call_id)
    if call.state == CallState.ACTIVE:
        raise AnsweredElsewhere(_("This call has been answered."))
    if call.state == CallState.RINGING:
        moves.finish(call, EndReason.DECLINED, at=at)
    return call


def take(call: Call, person: Person, *, device: UUID, consent: Consent, at: datetime) -> None:
    """Make a ringing call active, with one device of the one who is called."""
    moves.move(call, CallState.ACTIVE, answered_at=at)
    moves.join(call, person, Side.CALLEE, device=device, at=at)
    moves.parties_of(call).filter(side=Side.CALLER).update(heard_at=at)
    consents.keep(call, person, device=device, consent=consent, at=at)
    notices.take_back(call, at=at)
    telling.tell(call)


def _of_callee(person: Person, call_id: UUID) -> Call:
    call = locks.call_of(person, call_id)
    if call.callee_id != person.pk:
        raise Forbidden(_("Somebody else is called."), code="not_in_call")
    return call


def _again(call: Call, device: UUID) -> Call:
    if not moves.parties_of(call).filter(side=Side.CALLEE, device=device).exists():
        raise AnsweredElsewhere(_("This call was answered on another device."))
    return call

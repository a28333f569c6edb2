"""Moves a call from one state to another: one conditional UPDATE that must hit exactly one row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.calls.events import CallEnded
from apps.consultations.calls.states import STATE_OF_END, CallState, EndReason, may_move
from apps.consultations.models import Call, CallParty, Side
from apps.consultations.services.calls import notices, telling
from apps.consultations.services.posting import post_system
from apps.foundation.errors import Conflict
from apps.foundation.outbox import emit

ENTRY = "call"
"""Code of the entry in the thread. Payload: call, kind, state, reason, by (the caller's id), duration_s."""


class CallOver(Conflict):
    """The call is over; the error says how it ended."""

    code = "call_over"


def move(call: Call, new: CallState, **also: Any) -> None:
    """Move `call` from the state it was read in to `new`, setting `also`.

    Raises CallOver where somebody was first, ValueError for a step that the table does not have.
    """
    if not may_move(CallState(call.state), new):
        raise ValueError(f"no step from {call.state} to {new}")
    rows = Call.objects.for_system("conditional step of a row in hand").filter(pk=call.pk, state=call.state)
    if rows.update(state=new, **also) != 1:
        raise over(call)
    for name, value in {"state": new, **also}.items():
        setattr(call, name, value)


def over(call: Call) -> CallOver:
    """Return the refusal for a call that does not go on."""
    return CallOver(_("This call is over."), state=str(call.state), reason=str(call.reason))


def finish(call: Call, reason: EndReason, *, at: datetime) -> None:
    """End a live call: state, both people free again, the entry in the thread, and both told after commit."""
    move(call, STATE_OF_END[reason], reason=reason, ended_at=at)
    parties_of(call).update(is_live=False)
    notices.take_back(call, at=at)
    note(call, at=at)
    telling.tell(call)


def note(call: Call, *, at: datetime) -> None:
    """Write into the thread how a call ended. Of two calls at once only the one that went on is told."""
    if call.reason == EndReason.GLARE:
        return
    payload = {
        "call": str(call.public_id),
        "kind": str(call.kind),
        "state": str(call.state),
        "reason": str(call.reason),
        "by": str(call.caller.public_id),
        "duration_s": None if call.duration_s is None else round(call.duration_s),
    }
    post_system(call.thread, code=ENTRY, payload=payload, at=at)
    notices.tell_missed(call, at=at)
    emit(
        CallEnded(
            call=call.public_id,
            thread=call.thread.public_id,
            state=str(call.state),
            reason=str(call.reason),
            at=at,
        )
    )


def parties_of(call: Call) -> Any:
    """Return the rows of the two."""
    return CallParty.objects.for_system("a call in hand").filter(call=call)


def join(call: Call, person: Person, side: Side, *, device: Any, at: datetime) -> None:
    """Put one device of hers into the call; her others stop ringing."""
    parties_of(call).filter(person=person, side=side).update(device=device, heard_at=at)

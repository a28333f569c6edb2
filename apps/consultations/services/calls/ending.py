"""One of the two ends the call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.calls.states import CallState, EndReason
from apps.consultations.models import Call
from apps.consultations.services.calls import locks, moves
from apps.foundation.errors import Forbidden
from apps.foundation.transactions import write


@write
def hang_up(person: Person, *, call_id: UUID, is_connected: bool = True, at: datetime) -> Call:
    """End a call from any device of either. One that is over stays as it ended.

    `is_connected` false: her device found no way to the other one. Before an answer the caller gives up (a missed
    call), and the one who is called declines. Raises NotVisible, Forbidden.
    """
    call = locks.call_of(person, call_id)
    if person.pk not in (call.caller_id, call.callee_id):
        raise Forbidden(_("Only the two of a call can end it."), code="not_in_call")
    if call.is_live:
        moves.finish(call, _reason(call, person, is_connected=is_connected, at=at), at=at)
    return call


def _reason(call: Call, person: Person, *, is_connected: bool, at: datetime) -> EndReason:
    if call.state == CallState.ACTIVE:
        return EndReason.HUNG_UP if is_connected else EndReason.NOT_CONNECTED
    if at >= call.ring_due_at:
        return EndReason.NO_ANSWER
    return EndReason.CANCELLED if person.pk == call.caller_id else EndReason.DECLINED

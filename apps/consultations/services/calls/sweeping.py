"""Ends what nobody ends: calls that rang too long, whose ends fell silent, or that may not go on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from apps.accounts.visibility import people_who_see
from apps.consultations.calls.states import LIVE, CallState, EndReason
from apps.consultations.models import Call, CallParty
from apps.consultations.services.calls import locks, moves
from apps.foundation.transactions import write

AT_ONCE = 100


def end_overdue(at: datetime) -> int:
    """End every call that is due; returns how many. May run twice at a time: each call ends once."""
    suspects = {*_overdue(at), *_not_allowed()}
    return sum(end_if_due(None, call_pk=pk, thread_pk=thread_pk, at=at) for pk, thread_pk in sorted(suspects))


@write
def end_if_due(actor: None, *, call_pk: int, thread_pk: int, at: datetime) -> bool:
    """Look again under the lock, and end the call where it is due. Says whether it did."""
    call = locks.locked(call_pk, thread_pk)
    reason = _reason(call, at)
    if reason is not None:
        moves.finish(call, reason, at=at)
    return reason is not None


def _reason(call: Call, at: datetime) -> EndReason | None:
    if not call.is_live:
        return None
    if not {call.caller_id, call.callee_id} <= people_who_see([call.subject_id])[call.subject_id]:
        return EndReason.NOT_ALLOWED
    if call.state == CallState.RINGING:
        return EndReason.NO_ANSWER if call.ring_due_at <= at else None
    is_silent = moves.parties_of(call).filter(_silent(at)).exists()
    return EndReason.CONNECTION_LOST if is_silent else None


def _silent(at: datetime) -> Q:
    return Q(heard_at__lte=at - timedelta(seconds=settings.CALL_SILENCE_SECONDS))


def _overdue(at: datetime) -> list[tuple[int, int]]:
    """Calls that have rung too long, and active ones of which an end is silent."""
    silent = CallParty.objects.for_system("ends of calls").filter(_silent(at), is_live=True)
    due = Q(state=CallState.RINGING, ring_due_at__lte=at) | Q(state=CallState.ACTIVE, parties__in=silent)
    calls = Call.objects.for_system("calls that nobody ends").filter(due).distinct().order_by("pk")
    return list(calls.values_list("pk", "thread_id")[:AT_ONCE])


def _not_allowed() -> list[tuple[int, int]]:
    """Calls of which one of the two may not see the mother any more."""
    calls = Call.objects.for_system("calls that may not go on").filter(state__in=LIVE)
    rows = list(calls.values_list("pk", "thread_id", "subject_id", "caller_id", "callee_id"))
    seen_by = people_who_see({row[2] for row in rows})
    return [(pk, thread) for pk, thread, subject, *two in rows if not set(two) <= seen_by[subject]]

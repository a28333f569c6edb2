"""Both ends of a call hear of its new state after the commit. A lost frame costs a moment: clients ask again."""

from __future__ import annotations

from django.db import transaction

from apps.consultations.calls import frames, pushing
from apps.consultations.calls.seen import CallSeen, seen
from apps.consultations.models import Call


def tell(call: Call) -> None:
    """After commit, send the call's state to every device of both."""
    pk, people = call.pk, [call.caller_id, call.callee_id]

    def push() -> None:
        pushing.to_people(people, frames.CallChanged(call=as_it_is(pk)))

    transaction.on_commit(push, robust=True)


def as_it_is(call_pk: int) -> CallSeen:
    """Return a call's state as it is committed."""
    calls = Call.objects.for_system("telling the two of a call").select_related("thread", "caller", "callee")
    return seen(calls.prefetch_related("parties").get(pk=call_pk))

"""A call as both ends see it: plain values, the same at the API and in the socket's frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.consultations.models import Call, CallParty, Side


@dataclass(frozen=True, slots=True)
class Consent:
    """What she agreed to before her device opened it. Without a microphone there is no call."""

    microphone: bool
    camera: bool


@dataclass(frozen=True, slots=True)
class End:
    """One of the two: who, her name, and the device of hers that is in the call (None: none has answered)."""

    person: UUID
    name: str
    device: UUID | None


@dataclass(frozen=True, slots=True)
class CallSeen:
    """Everything that a client needs to know of a call. State, not event: the newest one replaces all before."""

    id: UUID
    thread: UUID
    kind: str
    state: str
    reason: str
    caller: End
    callee: End
    started_at: datetime
    ring_due_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    duration_s: float | None


def seen(call: Call) -> CallSeen:
    """Return a call as plain values; `call` was read with thread, caller, callee and parties."""
    parties = {party.side: party for party in call.parties.all()}
    return CallSeen(
        id=call.public_id,
        thread=call.thread.public_id,
        kind=call.kind,
        state=call.state,
        reason=call.reason,
        caller=_end(call.caller, parties.get(Side.CALLER)),
        callee=_end(call.callee, parties.get(Side.CALLEE)),
        started_at=call.started_at,
        ring_due_at=call.ring_due_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        duration_s=call.duration_s,
    )


def _end(person: Person, party: CallParty | None) -> End:
    return End(person.public_id, person.get_full_name(), None if party is None else party.device)

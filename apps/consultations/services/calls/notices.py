"""Whoever is rung is told outside, too: her page may be closed. Of what she missed she is told once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from apps.accounts.models import Person
from apps.consultations.calls.states import CallState
from apps.consultations.models import Call
from apps.foundation.severity import Severity
from apps.notifications.services import notify, withdraw

RINGING: Final = "call"
MISSED: Final = "missed_call"


def tell_ringing(actor: Person, call: Call, *, at: datetime) -> None:
    """Tell the one who is called, also in her quiet hours: in a minute it is too late."""
    _tell(actor, call, RINGING, Severity.URGENT, at)


def take_back(call: Call, *, at: datetime) -> None:
    """It does not ring any more: what was not sent yet is not sent."""
    withdraw(None, at=at, kind=RINGING, object_id=call.thread.public_id, to=call.callee)


def tell_missed(call: Call, *, at: datetime) -> None:
    """Tell her that she was called, where she could not know or could not answer."""
    if call.state in (CallState.MISSED, CallState.BUSY):
        _tell(None, call, MISSED, Severity.WARN, at)


def _tell(actor: Person | None, call: Call, kind: str, severity: Severity, at: datetime) -> None:
    notify(
        actor,
        to=call.callee,
        kind=kind,
        object_id=call.thread.public_id,
        severity=severity,
        at=at,
        dedupe_key=f"{kind}:{call.public_id}",
        pregnancy_id=call.thread.pregnancy.public_id,
    )

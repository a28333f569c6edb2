"""In which states a call can be, and every step between them. Moved only by `services.calls.moves.move`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    """How far a call has come."""

    RINGING = "ringing", _("Ringing")
    ACTIVE = "active", _("In the call")
    ENDED = "ended", _("Call ended")
    MISSED = "missed", _("Missed call")
    DECLINED = "declined", _("Call declined")
    BUSY = "busy", _("Busy")
    FAILED = "failed", _("Call failed")


class EndReason(models.TextChoices):
    """Why a call is over."""

    NONE = "", _("It is not over")
    HUNG_UP = "hung_up", _("One of them hung up")
    CANCELLED = "cancelled", _("The caller gave up before an answer")
    NO_ANSWER = "no_answer", _("Nobody answered in time")
    DECLINED = "declined", _("Declined")
    BUSY = "busy", _("In another call")
    GLARE = "glare", _("Both called at once; the other call goes on")
    CONNECTION_LOST = "connection_lost", _("One of them was not heard any more")
    NOT_CONNECTED = "not_connected", _("No way for sound and picture was found")
    NOT_ALLOWED = "not_allowed", _("One of them may not see the consultation any more")


LIVE: Final = frozenset({CallState.RINGING, CallState.ACTIVE})

TRANSITIONS: Final[Mapping[CallState, frozenset[CallState]]] = {
    CallState.RINGING: frozenset(
        {CallState.ACTIVE, CallState.MISSED, CallState.DECLINED, CallState.ENDED, CallState.FAILED}
    ),
    CallState.ACTIVE: frozenset({CallState.ENDED, CallState.FAILED}),
    CallState.ENDED: frozenset(),
    CallState.MISSED: frozenset(),
    CallState.DECLINED: frozenset(),
    CallState.BUSY: frozenset(),
    CallState.FAILED: frozenset(),
}
"""BUSY is where a call begins and ends at once. RINGING to ENDED: both called at once, and the other call goes on."""

STATE_OF_END: Final[Mapping[EndReason, CallState]] = {
    EndReason.HUNG_UP: CallState.ENDED,
    EndReason.CANCELLED: CallState.MISSED,
    EndReason.NO_ANSWER: CallState.MISSED,
    EndReason.DECLINED: CallState.DECLINED,
    EndReason.BUSY: CallState.BUSY,
    EndReason.GLARE: CallState.ENDED,
    EndReason.CONNECTION_LOST: CallState.ENDED,
    EndReason.NOT_CONNECTED: CallState.FAILED,
    EndReason.NOT_ALLOWED: CallState.ENDED,
}
"""Every reason belongs to one state."""


def may_move(old: CallState, new: CallState) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]


def yields_to(mine: UUID, other: UUID) -> bool:
    """Say which call gives way where both call at once: the one with the smaller id, whoever was first."""
    return mine < other

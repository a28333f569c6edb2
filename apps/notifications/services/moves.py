"""Moves a delivery from one state to another: one conditional UPDATE that must hit exactly one row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.notifications.models import Delivery
from apps.notifications.states import TRANSITIONS, HeldBackBy, State, may_move


def move(delivery: Delivery, new: State, **also: Any) -> bool:
    """Move `delivery` from the state (and claim) it was read in to `new`, setting `also`; False: somebody was first.

    Raises ValueError for a step that the table does not have.
    """
    old = State(delivery.state)
    if not may_move(old, new):
        raise ValueError(f"no step from {old} to {new}")
    also = {"claimed_at": None, **also}
    rows = Delivery.objects.filter(pk=delivery.pk, state=old, claimed_at=delivery.claimed_at)
    if rows.update(state=new, **also) != 1:
        return False
    for name, value in {"state": new, **also}.items():
        setattr(delivery, name, value)
    return True


def end(delivery: Delivery, new: State, *, at: datetime, **also: Any) -> bool:
    """Move to a state that has no way on."""
    if TRANSITIONS[new]:
        raise ValueError(f"{new} is no end")
    return move(delivery, new, ended_at=at, **also)


def hold_back(delivery: Delivery, reason: HeldBackBy, *, at: datetime) -> bool:
    """Not to be sent, and the log says by whom or what."""
    return end(delivery, State.SUPPRESSED, at=at, held_back_by=reason)

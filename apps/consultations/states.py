"""In which states a consultation can be, and every step between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Whose turn it is, and whether the conversation goes on."""

    WAITING = "waiting", _("Waiting for the team")
    OPEN = "open", _("Open")
    WAITING_FOR_MOTHER = "waiting_for_mother", _("Waiting for the mother")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class Urgency(models.TextChoices):
    """How soon an answer is due; worst first. See rules/targets.toml."""

    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    SOON = "soon", _("Soon")
    ROUTINE = "routine", _("Routine")
    ADMINISTRATIVE = "administrative", _("Administrative")

    @property
    def order(self) -> int:
        """0 is worst."""
        return list(Urgency).index(self)


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.WAITING: frozenset({State.OPEN, State.WAITING_FOR_MOTHER, State.CLOSED}),
    State.OPEN: frozenset({State.WAITING, State.WAITING_FOR_MOTHER, State.CLOSED}),
    State.WAITING_FOR_MOTHER: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.OPEN, State.WAITING_FOR_MOTHER, State.CLOSED}),
}
"""OPEN to WAITING: who had claimed it gives it back."""

GOING: Final = frozenset({State.WAITING, State.OPEN, State.WAITING_FOR_MOTHER, State.REOPENED})
"""The conversation goes on: messages are taken."""


def may_move(old: State, new: State) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]


def after_message(state: State, *, by_mother: bool) -> State:
    """Return the state after a message: a clinician's hands the turn to the mother, hers hands it back.

    What nobody has claimed stays in the queue whatever she adds; a reopened one stays marked until it is answered.
    """
    if not by_mother:
        return State.WAITING_FOR_MOTHER
    return State.OPEN if state == State.WAITING_FOR_MOTHER else state

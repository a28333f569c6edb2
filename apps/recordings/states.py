"""In which states a recording can be, and every step between them. Moved only by `services.moves.move`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a recording is on its way from the phone to the result."""

    RECEIVING = "receiving", _("Samples are arriving")
    COMPLETE = "complete", _("Complete, waiting for the analysis")
    ANALYSING = "analysing", _("The analysis is running")
    ANALYSED = "analysed", _("Analysed")
    FAILED = "failed", _("The analysis failed")


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.RECEIVING: frozenset({State.COMPLETE}),
    State.COMPLETE: frozenset({State.ANALYSING}),
    State.ANALYSING: frozenset({State.ANALYSED, State.FAILED, State.COMPLETE}),
    State.ANALYSED: frozenset({State.COMPLETE}),
    State.FAILED: frozenset({State.COMPLETE}),
}
"""Back to COMPLETE: a late chunk came, a worker died, or what failed is tried again."""

PROGRESS: Final[Mapping[State, int]] = {
    State.RECEIVING: 0,
    State.COMPLETE: 10,
    State.ANALYSING: 30,
    State.ANALYSED: 100,
    State.FAILED: 100,
}
"""Percent of the way that is done when a state begins."""

CLOSED: Final = frozenset({State.COMPLETE, State.ANALYSING, State.ANALYSED, State.FAILED})
"""The phone has said that everything was sent; what comes now is late."""

WAITING: Final = frozenset({State.COMPLETE, State.ANALYSING})
"""An analysis is due; the sweep looks here for what nobody works on."""


def may_move(old: State, new: State) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]

"""In which states a plan can be, and every step between them. Moved by `services.moves`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """Where a plan is on its way to her."""

    MAKING = "making", _("Being made")
    NEEDS_FACTS = "needs_facts", _("Something has to be known first")
    DRAFT = "draft", _("Waits for the care team")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent to her")
    SUPERSEDED = "superseded", _("Replaced by a newer version")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    FAILED = "failed", _("Could not be made")


class PlanReason(models.TextChoices):
    """Why a version was made."""

    WEEKLY = "weekly", _("The week begins")
    ASKED = "asked", _("It was asked for")
    SWAP = "swap", _("A dish was swapped")
    FACTS = "facts", _("What it rests on has changed")


_OVER: Final = frozenset({PlanState.SUPERSEDED, PlanState.WITHDRAWN})

TRANSITIONS: Final[Mapping[str, frozenset[PlanState]]] = {
    PlanState.MAKING: frozenset({PlanState.DRAFT, PlanState.NEEDS_FACTS, PlanState.FAILED}) | _OVER,
    PlanState.NEEDS_FACTS: _OVER,
    PlanState.DRAFT: frozenset({PlanState.APPROVED}) | _OVER,
    PlanState.APPROVED: frozenset({PlanState.SENT}) | _OVER,
    PlanState.SENT: _OVER,
    PlanState.SUPERSEDED: frozenset(),
    PlanState.WITHDRAWN: frozenset(),
    PlanState.FAILED: _OVER,
}
"""What was sent is never changed: another version takes its place. The end of a pregnancy withdraws what is not over."""

STANDING: Final = frozenset(PlanState) - _OVER
"""What the end of a pregnancy has to stop."""
MADE: Final = frozenset(
    {PlanState.DRAFT, PlanState.APPROVED, PlanState.SENT, PlanState.SUPERSEDED, PlanState.WITHDRAWN}
)
"""States in which a plan may have a content."""


def may_move(old: str, new: str) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]

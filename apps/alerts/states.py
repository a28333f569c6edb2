"""In which states an alert can be, and every step between them. Moved only by `services.moves.move`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far an alert is on its way to a person."""

    RAISED = "raised", _("Raised; nobody has been told yet")
    NOTIFIED = "notified", _("Somebody has been told")
    ACKNOWLEDGED = "acknowledged", _("Somebody has taken it")
    RESOLVED = "resolved", _("Ended by a person")


STEPS: Final[Mapping[State, frozenset[State]]] = {
    State.RAISED: frozenset({State.NOTIFIED, State.ACKNOWLEDGED, State.RESOLVED}),
    State.NOTIFIED: frozenset({State.RAISED, State.ACKNOWLEDGED, State.RESOLVED}),
    State.ACKNOWLEDGED: frozenset({State.RAISED, State.NOTIFIED, State.RESOLVED}),
    State.RESOLVED: frozenset({State.RAISED}),
}
"""Back to RAISED: it got worse, was taken and not ended for too long, or its snooze ended. From ACKNOWLEDGED to NOTIFIED:
taken by mistake and given back within a minute. From RESOLVED to RAISED: only what the end of a pregnancy had closed,
where that end turned out to be recorded wrongly."""

OPEN: Final = (State.RAISED, State.NOTIFIED, State.ACKNOWLEDGED)
WAITING: Final = (State.RAISED, State.NOTIFIED)
"""Nobody has taken it: the clock of the escalation runs."""


class Outcome(models.TextChoices):
    """How a person ended an alert; what the quality of a rule is later judged by."""

    ACTED = "acted", _("Something was done about it")
    REACHED_MOTHER = "reached_mother", _("The mother was reached, and it is settled")
    NOTHING_NEEDED = "nothing_needed", _("It was true, and nothing had to be done")
    FALSE_ALARM = "false_alarm", _("False alarm")
    DUPLICATE = "duplicate", _("The same is dealt with elsewhere")
    TRANSFERRED = "transferred", _("Others have taken over")
    PREGNANCY_ENDED = "pregnancy_ended", _("Closed with the pregnancy")


BY_A_PERSON: Final = tuple(outcome for outcome in Outcome if outcome != Outcome.PREGNANCY_ENDED)
ENDINGS: Final = [(outcome.value, outcome.label) for outcome in BY_A_PERSON]
NEEDS_TEXT: Final = (Outcome.FALSE_ALARM, Outcome.NOTHING_NEEDED, Outcome.DUPLICATE, Outcome.TRANSFERRED)
"""Outcomes after which somebody will ask why."""


def may_move(old: str, new: str) -> bool:
    """Say whether the table has this step."""
    return State(new) in STEPS[State(old)]

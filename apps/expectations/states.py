"""In which states an expectation can be, and every step between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Whether what should arrive has."""

    WAITING = "waiting", _("Awaited")
    MET = "met", _("Has come")
    LATE = "late", _("Late")
    ANSWERED = "answered", _("Late, and somebody looks after it")
    WITHDRAWN = "withdrawn", _("Not expected any more")


STEPS: Final[Mapping[State, frozenset[State]]] = {
    State.WAITING: frozenset({State.MET, State.LATE, State.WITHDRAWN}),
    State.LATE: frozenset({State.ANSWERED, State.MET, State.WITHDRAWN, State.WAITING}),
    State.ANSWERED: frozenset({State.MET, State.WITHDRAWN, State.LATE, State.WAITING}),
    State.MET: frozenset({State.WAITING}),
    State.WITHDRAWN: frozenset({State.WAITING}),
}
"""Back to WAITING: what comes again and again, a due time that was moved, or what had come was taken back."""

OPEN: Final = (State.WAITING, State.LATE, State.ANSWERED)
OVERDUE: Final = (State.LATE, State.ANSWERED)


def may_move(old: str, new: str) -> bool:
    """Say whether the table has this step."""
    return State(new) in STEPS[State(old)]

"""In which states an attachment can be, and every step between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentState(models.TextChoices):
    """Where an attachment is on its way from the sender to the readers."""

    RECEIVED = "received", _("Received, waiting to be checked")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    REFUSED = "refused", _("Not taken")
    WITHDRAWN = "withdrawn", _("Taken back")
    ABANDONED = "abandoned", _("Never sent")


State = AttachmentState

TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.RECEIVED: frozenset({State.CHECKING, State.WITHDRAWN, State.ABANDONED}),
    State.CHECKING: frozenset(
        {State.CHECKED, State.REFUSED, State.RECEIVED, State.WITHDRAWN, State.ABANDONED}
    ),
    State.CHECKED: frozenset({State.WITHDRAWN, State.ABANDONED}),
    State.REFUSED: frozenset({State.WITHDRAWN, State.ABANDONED}),
    State.WITHDRAWN: frozenset(),
    State.ABANDONED: frozenset(),
}
"""Back to RECEIVED: a worker died, or the storage did not answer."""

WAITING: Final = frozenset({State.RECEIVED, State.CHECKING})
"""A check is due; the sweep looks here for what nobody works on."""

SENDABLE: Final = frozenset({State.RECEIVED, State.CHECKING, State.CHECKED})
"""A message may name it. What turns out to be unreadable later is told where the picture would be."""

ENDED: Final = frozenset({State.WITHDRAWN, State.ABANDONED})


def may_move(old: State, new: State) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]

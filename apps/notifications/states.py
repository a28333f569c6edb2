"""In which states a delivery can be, and every step between them. Moved only by `services.moves.move`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where one delivery (one notification over one channel to one address) stands."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Held back")
    EXPIRED = "expired", _("Too late")


class HeldBackBy(models.TextChoices):
    """Who or what decided that a delivery is not sent."""

    CHOICE = "choice", _("Her own choice")
    READ = "read", _("She has read it already")
    WITHDRAWN = "withdrawn", _("It no longer holds")
    PREGNANCY_ENDED = "pregnancy_ended", _("The pregnancy has ended")
    PERSON_INACTIVE = "person_inactive", _("Her account is closed")
    NO_ADDRESS = "no_address", _("There is no address any more")
    CHANNEL_OFF = "channel_off", _("This way is switched off")


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.QUEUED: frozenset({State.SENDING, State.SUPPRESSED, State.EXPIRED}),
    State.SENDING: frozenset({State.SENT, State.FAILED, State.QUEUED, State.EXPIRED}),
    State.SENT: frozenset(),
    State.FAILED: frozenset(),
    State.SUPPRESSED: frozenset(),
    State.EXPIRED: frozenset(),
}
"""Back to QUEUED: it certainly did not arrive, or a repeat is seen once, and another attempt is due."""


def may_move(old: State, new: State) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]

"""In the app and the console: the notification itself. Being written is being delivered, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.foundation.severity import Severity
from apps.notifications.channels.base import SENT, Outcome, Parcel, Targets

NAME = "in_app"


class InApp:
    """Always on, and nobody can refuse it: it is where everything can be found again."""

    name = NAME
    label = _("In KAISHI")
    speaks_from = Severity.INFO
    may_be_refused = False
    a_repeat_is_seen_once = True
    needs = ""

    def is_on(self) -> bool:
        """Always."""
        return True

    def targets_of(self, people: Sequence[Any]) -> Targets:
        """The person herself."""
        return {person.pk: [None] for person in people}

    def send(self, parcel: Parcel) -> Outcome:
        """Nothing is left to do: the row is there."""
        return SENT

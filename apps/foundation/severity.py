"""How much something matters: one scale for alerts, notifications and red flags, so that they can be compared."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """From something to know to something that cannot wait. Compare by `order`, never by the word."""

    INFO = "info", _("For information")
    WARN = "warn", _("Needs attention")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")

    @property
    def order(self) -> int:
        """0 for information, 3 for an emergency."""
        return list(Severity).index(self)

    def is_at_least(self, other: Severity) -> bool:
        """Say whether this is as bad as `other` or worse."""
        return self.order >= other.order

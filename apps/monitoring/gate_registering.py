"""What the gate and the screens put into the shared registries; called by apps.py."""

from __future__ import annotations


def register() -> None:
    """Register the gate with recordings, the rule of what she tells meanwhile, and words for the access log."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words
    from apps.alerts import registry
    from apps.monitoring.rules import told_meanwhile
    from apps.monitoring.services.gate import require_open
    from apps.recordings import gatekeeping

    gatekeeping.register(require_open)
    registry.register(told_meanwhile.RULE)
    for name in ("gatecheck", "gateopening", "gateclosing", "practice"):
        access_words.register(f"monitoring.{name}", _("Whether you may record at home"))

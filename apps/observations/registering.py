"""What the app puts into the shared registries; called by apps.py."""

from __future__ import annotations


def register_readings() -> None:
    """Register the words by which a mother knows what was read."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words

    access_words.register("observations.observation", _("Your readings"))
    access_words.register("observations.observedday", _("Your readings"))
    access_words.register("observations.sourcepreference", _("Which of your devices is believed first"))

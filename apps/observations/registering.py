"""What the app puts into the shared registries; called by apps.py."""

from __future__ import annotations


def register_readings() -> None:
    """Register what a phone may hold, and the words by which a mother knows what was read."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words
    from apps.foundation import feed
    from apps.observations.api.serializers import ObservedDayOut, SourcePreferenceOut
    from apps.observations.selectors import readings
    from apps.observations.services import preferences, storing

    feed.register(storing.DAY_KIND, readings.days_for_feed, serializer=ObservedDayOut)
    feed.register(preferences.KIND, readings.preferences_for_feed, serializer=SourcePreferenceOut)
    access_words.register("observations.observation", _("Your readings"))
    access_words.register("observations.observedday", _("Your readings"))
    access_words.register("observations.sourcepreference", _("Which of your devices is believed first"))

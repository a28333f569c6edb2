"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

READ_AS = {
    "alert": _("A note to your care team that something needs attention"),
    "alertevidence": _("A note to your care team that something needs attention"),
    "alertentry": _("A note to your care team that something needs attention"),
    "missingfacts": _("What your care team still needs to know"),
    "snooze": _("What your care team is not reminded of for a while"),
    "suppressedfinding": _("What your care team is not reminded of for a while"),
    "motherlimit": _("Limits that your care team has set for you"),
}
"""What a mother reads in her access log where somebody looked at one of these."""


class AlertsConfig(AppConfig):
    name = "apps.alerts"
    label = "alerts"
    verbose_name = "Alerts"

    def ready(self) -> None:
        """Register our own rules, listeners, kinds of notifications, and how the access log calls our things."""
        from apps.accounts import access_words
        from apps.alerts import listeners, navigation, notices, registry  # noqa: F401
        from apps.alerts.rules import nobody_on_duty

        registry.register(nobody_on_duty.RULE)
        notices.register()
        navigation.register()
        for name, words in READ_AS.items():
            access_words.register(f"alerts.{name}", words)

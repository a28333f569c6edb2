"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservationsConfig(AppConfig):
    name = "apps.observations"
    label = "observations"
    verbose_name = _("Readings")

    def ready(self) -> None:
        """Register what a phone may hold and the words of the access log."""
        from apps.observations import alerting
        from apps.observations.registering import register_readings

        register_readings()
        alerting.register()

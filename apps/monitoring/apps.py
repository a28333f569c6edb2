"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "apps.monitoring"
    label = "monitoring"
    verbose_name = _("Live recordings")

    def ready(self) -> None:
        """Register the words of the access log, and who keeps frames until they are folded."""
        from apps.accounts import access_words
        from apps.monitoring.services.folding import KEPT
        from apps.recordings import unfolded

        unfolded.register(KEPT)

        for name in ("liverecording", "frame", "linkevent", "liveverdict"):
            access_words.register(f"monitoring.{name}", _("A recording of your baby's heart"))

"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class PregnanciesConfig(AppConfig):
    name = "apps.pregnancies"
    label = "pregnancies"
    verbose_name = "Pregnancies"

    def ready(self) -> None:
        """Register what a phone may hold, and our entries of the timeline."""
        from apps.pregnancies import timeline
        from apps.pregnancies.api.representation import register_kinds

        timeline.register_source("pregnancies", timeline.own_entries)
        register_kinds()

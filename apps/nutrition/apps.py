"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NutritionConfig(AppConfig):
    name = "apps.nutrition"
    label = "nutrition"
    verbose_name = _("Nutrition")

    def ready(self) -> None:
        """Register the diary."""
        from apps.nutrition import checks  # noqa: F401 - its check registers itself
        from apps.nutrition.registering import register_diary

        register_diary()

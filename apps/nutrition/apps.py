"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class NutritionConfig(AppConfig):
    name = "apps.nutrition"
    label = "nutrition"
    verbose_name = "Nutrition"

    def ready(self) -> None:
        """Register the diary."""
        from apps.nutrition import checks  # noqa: F401 - its check registers itself
        from apps.nutrition.registering import register_diary

        register_diary()

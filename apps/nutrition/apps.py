"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class NutritionConfig(AppConfig):
    name = "apps.nutrition"
    label = "nutrition"
    verbose_name = "Nutrition"

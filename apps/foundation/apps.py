"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "apps.foundation"
    label = "foundation"
    verbose_name = "Foundation"

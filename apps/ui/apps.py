"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "apps.ui"
    label = "ui"
    verbose_name = "Design system"

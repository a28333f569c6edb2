"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "apps.recordings"
    label = "recordings"
    verbose_name = "Recordings"

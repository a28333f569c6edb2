"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class PregnanciesConfig(AppConfig):
    name = "apps.pregnancies"
    label = "pregnancies"
    verbose_name = "Pregnancies"

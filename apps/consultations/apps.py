"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "apps.consultations"
    label = "consultations"
    verbose_name = "Consultations"

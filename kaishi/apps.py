"""Makes the frame's own commands and checks known to Django, and the Celery application the current one."""

from importlib import import_module

from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "kaishi"
    label = "kaishi"
    verbose_name = "Frame"

    def ready(self) -> None:
        import_module("kaishi.celery")
        import_module("kaishi.checks")

"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "apps.console"
    label = "console"
    verbose_name = "Console"

    def ready(self) -> None:
        """Put the console's pages into the bar on top."""
        from apps.console import navigation

        navigation.register()

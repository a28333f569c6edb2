"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Register who sees whom."""
        from apps.accounts import visibility  # noqa: F401

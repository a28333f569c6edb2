"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Register who sees whom, what a phone may hold, and what follows what this app says."""
        from apps.accounts import access_words, listeners, navigation, selectors, visibility  # noqa: F401
        from apps.foundation import feed

        feed.register("person", selectors.persons_for_feed)
        feed.register("consent", selectors.consents_for_feed)
        access_words.register("accounts.consent", _("What you have agreed to"))
        navigation.register()

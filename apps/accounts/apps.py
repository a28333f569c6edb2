"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Register who sees whom, what a phone may hold, and what follows what this app says."""
        from apps.accounts import access_words, listeners, navigation, second_factor, selectors, visibility  # noqa: F401
        from apps.accounts.services import access_log
        from apps.foundation import accesses, feed
        from apps.foundation.sockets import admission

        feed.register("person", selectors.persons_for_feed)
        feed.register("consent", selectors.consents_for_feed)
        access_words.register("accounts.consent", _("What you have agreed to"))
        access_words.register("accounts.pseudonym", _("The name under which offers know you"))
        navigation.register()
        accesses.register_recorder(access_log.recorded)
        admission.register_gate(second_factor.lets_in)

"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpectationsConfig(AppConfig):
    name = "apps.expectations"
    label = "expectations"
    verbose_name = "Expectations"

    def ready(self) -> None:
        """Register listeners, the notification of a page, where what is awaited lies, and who watches the watch."""
        from apps.accounts import access_words
        from apps.alerts import sources
        from apps.expectations import listeners, navigation, notices, showing  # noqa: F401
        from apps.expectations.alert_rules import silence
        from apps.expectations.watching.others import watch_the_watch
        from apps.foundation import heartbeats

        notices.register()
        navigation.register()
        sources.register(silence.SOURCE, title=_("What was awaited"), url=showing.address)
        heartbeats.with_each_beat(watch_the_watch)
        access_words.register("expectations.expectation", _("What your care team waits for"))

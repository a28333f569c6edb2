"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "apps.referrals"
    label = "referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        """Register listeners, and the links of the bar."""
        from apps.referrals import listeners, navigation  # noqa: F401

        navigation.register()

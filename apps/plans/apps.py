"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "apps.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        """Register plans."""
        from apps.plans.registering import register_plans

        register_plans()

"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

READ_AS = {
    "pregnancy": _("Your pregnancy"),
    "fetus": _("Your unborn child"),
    "dating": _("Your due date"),
    "riskfactor": _("Your risk factors"),
    "allergy": _("Your allergies"),
    "earlierpregnancy": _("Your earlier pregnancies"),
    "outcome": _("How your pregnancy ended"),
    "fetusoutcome": _("What became of your child"),
}
"""What a mother reads in her access log where somebody looked at one of these."""


class PregnanciesConfig(AppConfig):
    name = "apps.pregnancies"
    label = "pregnancies"
    verbose_name = "Pregnancies"

    def ready(self) -> None:
        """Register what a phone may hold, our entries of the timeline, and how the access log calls our things."""
        from apps.accounts import access_words
        from apps.pregnancies import timeline
        from apps.pregnancies.api.representation import register_kinds

        timeline.register_source("pregnancies", timeline.own_entries)
        register_kinds()
        for name, words in READ_AS.items():
            access_words.register(f"pregnancies.{name}", words)

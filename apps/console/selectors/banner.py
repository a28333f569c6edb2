"""The mother's banner in words: from what `pregnancies` knows to what `ui` draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.pregnancies.models import Chorionicity, Pregnancy
from apps.pregnancies.selectors import Banner, banner_for
from apps.pregnancies.selectors.banner import BannerFetus
from apps.pregnancies.states import FetusState
from apps.ui import words
from apps.ui.banner import PatientBanner

TWINS: Final = 2


def patient_banner(person: Person, pregnancy: Pregnancy, *, at: datetime | None = None) -> PatientBanner:
    """Return the banner above every page of this pregnancy."""
    return as_patient(banner_for(person, pregnancy, at=at or timezone.now()))


def as_patient(banner: Banner) -> PatientBanner:
    """Put a banner into words."""
    return PatientBanner(
        name=banner.name,
        gestational_age_days=age_days_of(banner),
        fetuses=fetus_words(banner.fetuses, banner.chorionicity, str(banner.chorionicity_text)),
        risks=banner.risks,
        allergies=None if banner.allergies is None else [allergy.substance for allergy in banner.allergies],
        language=banner.language_text,
        url=reverse("console:pregnancy", args=[banner.pregnancy_id]),
        outcome=end_words(banner),
    )


def age_days_of(banner: Banner) -> int | None:
    """Days of the pregnancy where weeks can be counted, None where they cannot."""
    age = banner.gestational_age
    return age.days if age is not None and age.is_counted else None


def end_words(banner: Banner) -> str:
    """How and when the pregnancy ended, empty while it goes on."""
    if banner.outcome_text is None or banner.ended_on is None:
        return "" if banner.state == "going" else str(banner.state_text)
    return _("%(outcome)s, %(day)s") % {"outcome": banner.outcome_text, "day": words.day(banner.ended_on)}


def fetus_words(fetuses: Sequence[BannerFetus], chorionicity: str, chorionicity_words: str) -> str:
    """«1», «twins, one placenta», «A living, B died»; empty where nobody knows."""
    if not fetuses:
        return ""
    if {fetus.state for fetus in fetuses} not in ({FetusState.LIVING}, {FetusState.LIVEBORN}):
        return ", ".join(f"{fetus.label} {str(fetus.state_text).lower()}" for fetus in fetuses)
    count = len(fetuses)
    several = (
        _("Twins")
        if count == TWINS
        else ngettext("%(count)d fetus", "%(count)d fetuses", count) % {"count": count}
    )
    if count < TWINS or chorionicity == Chorionicity.UNKNOWN:
        return several
    return _("%(fetuses)s (%(placenta)s)") % {"fetuses": several, "placenta": lower_first(chorionicity_words)}


def lower_first(sentence: str) -> str:
    """A choice's words inside a sentence."""
    return sentence[:1].lower() + sentence[1:]

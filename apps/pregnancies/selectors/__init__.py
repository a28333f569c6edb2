"""Every read of this app: narrowed to what a person may see, in a fixed number of queries."""

from apps.pregnancies.selectors.banner import Banner, BannerAllergy, banner_for, banners_for
from apps.pregnancies.selectors.history import history_of
from apps.pregnancies.selectors.pregnancies import (
    due_date,
    gestational_age,
    going_pregnancy_of,
    mother_visible_to,
    pregnancies_visible_to,
    pregnancy_visible_to,
)
from apps.pregnancies.selectors.showing import Showing, assumes_going, is_still_going, what_may_be_shown
from apps.pregnancies.timeline import timeline

__all__ = [
    "Banner",
    "BannerAllergy",
    "Showing",
    "assumes_going",
    "banner_for",
    "banners_for",
    "due_date",
    "gestational_age",
    "going_pregnancy_of",
    "history_of",
    "is_still_going",
    "mother_visible_to",
    "pregnancies_visible_to",
    "pregnancy_visible_to",
    "timeline",
    "what_may_be_shown",
]

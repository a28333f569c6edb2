"""The list of mothers in a clinician's care, with what one must know of each before opening her page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from apps.accounts.models import Person
from apps.console.selectors.banner import age_days_of, end_words, fetus_words
from apps.console.selectors.recordings import newest_by_pregnancy, waiting_by_pregnancy
from apps.foundation.visibility import subjects_visible_to
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Dating, Pregnancy
from apps.pregnancies.rules.gestation import DAYS_TO_DUE
from apps.pregnancies.selectors import Banner, banners_for, pregnancies_visible_to
from apps.pregnancies.states import DatingState, PregnancyState

WEEKS: Final = range(46)
DAYS_PER_WEEK: Final = 7


@dataclass(frozen=True)
class MotherRow:
    """One mother with her newest pregnancy; without one only her name is told."""

    name: str
    url: str
    gestational_age_days: int | None = None
    outcome: str = ""
    fetuses: str = ""
    risks: Sequence[str] | None = None
    last_recording_at: datetime | None = None
    waiting: int = 0
    has_pregnancy: bool = False


def mothers(person: Person, *, q: str = "", week: int | None = None, at: datetime) -> QuerySet[Any]:
    """Mothers in this person's care by name: whose name holds `q`, who are in the completed week `week`."""
    found = subjects_visible_to(person).order_by("full_name", "pk")
    if q:
        found = found.filter(full_name__icontains=q)
    return found if week is None else found.filter(_in_week(person, week, at))


def _in_week(person: Person, week: int, at: datetime) -> Q:
    """By the accepted due date, or the first one that waits where none is accepted."""
    latest = local_day(person, at) + timedelta(days=DAYS_TO_DUE - week * DAYS_PER_WEEK)
    datings = Dating.objects.for_system("narrows a list that is narrowed to the person already").filter(
        pregnancy__subject=OuterRef("pk"), pregnancy__state=PregnancyState.GOING
    )
    accepted = datings.filter(state=DatingState.ACCEPTED)
    waiting = datings.filter(state=DatingState.PROPOSED, compared_with=None)
    fits = {"due_on__gt": latest - timedelta(days=DAYS_PER_WEEK), "due_on__lte": latest}
    return Q(Exists(accepted.filter(**fits))) | (Q(Exists(waiting.filter(**fits))) & ~Q(Exists(accepted)))


def rows(person: Person, shown: Sequence[Person], *, at: datetime) -> list[MotherRow]:
    """Turn a page of mothers into rows, in a fixed number of queries."""
    newest: dict[int, Pregnancy] = {}
    for pregnancy in pregnancies_visible_to(person).filter(subject__in=shown).order_by("pk"):
        before = newest.get(pregnancy.subject_id)
        if before is None or before.state != PregnancyState.GOING:
            newest[pregnancy.subject_id] = pregnancy
    pregnancies = list(newest.values())
    banners = banners_for(person, pregnancies, at=at)
    last, waiting = newest_by_pregnancy(person, pregnancies), waiting_by_pregnancy(person, pregnancies)
    return [_row(mother, newest.get(mother.pk), banners, last, waiting) for mother in shown]


def _row(
    mother: Person,
    pregnancy: Pregnancy | None,
    banners: dict[int, Banner],
    last: dict[int, datetime],
    waiting: dict[int, int],
) -> MotherRow:
    if pregnancy is None:
        return MotherRow(mother.get_full_name(), reverse("console:mother", args=[mother.public_id]))
    banner = banners[pregnancy.pk]
    return MotherRow(
        name=banner.name,
        url=reverse("console:pregnancy", args=[pregnancy.public_id]),
        has_pregnancy=True,
        gestational_age_days=age_days_of(banner),
        outcome=end_words(banner),
        risks=banner.risks,
        fetuses=fetus_words(banner.fetuses, banner.chorionicity, str(banner.chorionicity_text)),
        last_recording_at=last.get(pregnancy.pk),
        waiting=waiting.get(pregnancy.pk, 0),
    )

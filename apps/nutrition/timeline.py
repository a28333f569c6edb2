"""What nutrition adds to a mother's timeline: weeks with confirmed meals, and notes of the dietitian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.nutrition.models import DietNote, Meal
from apps.nutrition.states import MealState
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.timeline import Entry


def entries(person: Person, pregnancy: Pregnancy, limit: int) -> Iterator[Entry]:
    """The newest weeks and notes. A day each would bury what happens once: meals are told by the week."""
    meals = Meal.objects.visible_to(person).filter(
        pregnancy=pregnancy, deleted_at=None, state=MealState.CONFIRMED
    )
    weeks = meals.values("subject_id", week=TruncWeek("local_day")).annotate(
        meals=Count("pk"), days=Count("local_day", distinct=True), last=Max("local_day")
    )
    yield from (_week(row) for row in weeks.order_by("-week")[:limit])
    notes = DietNote.objects.visible_to(person).filter(pregnancy=pregnancy)
    yield from (_note(row, pregnancy) for row in notes.order_by("-written_at")[:limit])


def _week(row: Mapping[str, Any]) -> Entry:
    title = ngettext("%(count)d meal was confirmed.", "%(count)d meals were confirmed.", row["meals"])
    days = ngettext("on %(count)d day of that week", "on %(count)d days of that week", row["days"])
    return Entry(
        on=row["last"],
        kind="nutrition.week",
        title=title % {"count": row["meals"]},
        detail=days % {"count": row["days"]},
    )


def _note(row: DietNote, pregnancy: Pregnancy) -> Entry:
    if row.withdrawn_because:
        title = _("A note on her meals was taken back.")
    elif row.version == 1:
        title = _("A note on her meals was written.")
    else:
        title = _("A note on her meals was amended.")
    day = local_day(pregnancy.subject, row.written_at)
    return Entry(on=day, at=row.written_at, kind="nutrition.note", title=title, object_id=row.note_id)

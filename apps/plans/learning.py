"""What the last weeks say about her taste: her plans beside her marks and her diary. Reads for the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from apps.nutrition.models import MealItem
from apps.plans.models import MarkKind, Plan, PlanContent, PlanMark
from apps.plans.packed import OWN_TABLE
from apps.plans.rules import adherence
from apps.plans.rules.adherence import Eaten, Learnt, Marked, Planned
from apps.plans.rules.dishes import listed
from apps.plans.states import PlanState
from apps.pregnancies.models import Pregnancy

WHY: Final = "the next plan learns from the last weeks"
LOOKS_BACK: Final = timedelta(weeks=4)
DAYS: Final = 7


def of(pregnancy: Pregnancy, *, before: date) -> Learnt:
    """Return what the four weeks before a day say. A dish that was left out comes back once they are over."""
    since = before - LOOKS_BACK
    planned = [dish for content in _contents(pregnancy, since, before) for dish in planned_of(content.result)]
    if not planned:
        return Learnt((), ())
    return adherence.learnt(planned, eaten_of(pregnancy, since, before), marks_of(pregnancy, since, before))


def _contents(pregnancy: Pregnancy, since: date, before: date) -> Sequence[PlanContent]:
    rows = PlanContent.objects.for_system(WHY).filter(
        plan__pregnancy_id=pregnancy.pk,
        plan__state=PlanState.SENT,
        plan__week_start__gte=since,
        plan__week_start__lt=before,
    )
    return list(rows.select_related("plan__pregnancy__subject").order_by("plan__week_start"))


def planned_of(result: Mapping[str, Any]) -> list[Planned]:
    """Return the dishes of a printed plan."""
    families = {dish.code: dish.family for dish in listed()}
    return [
        Planned(
            date.fromisoformat(day["date"]),
            meal["slot"],
            item["food_code"],
            families.get(item["food_code"], ""),
        )
        for day in result.get("days", ())
        for meal in day["meals"]
        for item in meal["items"]
    ]


def eaten_of(pregnancy: Pregnancy, since: date, before: date) -> list[Eaten]:
    """Return what her diary has of those days, as she confirmed it."""
    families = {dish.code: dish.family for dish in listed()}
    rows = MealItem.objects.for_system(WHY).filter(
        subject_id=pregnancy.subject_id,
        meal__deleted_at=None,
        meal__local_day__gte=since,
        meal__local_day__lt=before,
        confirmed_at__isnull=False,
    )
    found = rows.values_list("meal__local_day", "meal__kind", "food_table", "food_code")
    return [
        Eaten(day, kind, code, families.get(code, ""))
        for day, kind, table, code in found
        if code and table == OWN_TABLE
    ]


def marks_of(pregnancy: Pregnancy, since: date, before: date) -> list[Marked]:
    """Return what she marked of dishes on those days."""
    rows = PlanMark.objects.for_system(WHY).filter(
        pregnancy_id=pregnancy.pk, kind=MarkKind.MEAL, day__gte=since, day__lt=before
    )
    return [Marked(row.day, row.item, row.mark) for row in rows]


def week_of(
    plan: Plan, result: Mapping[str, Any], steps: Mapping[date, float], step_goal: float | None
) -> adherence.Week:
    """Return how the week of a plan went so far."""
    since, before = plan.week_start, plan.week_start + timedelta(days=DAYS)
    own = {day: count for day, count in steps.items() if since <= day < before}
    return adherence.of_week(
        planned_of(result),
        eaten_of(plan.pregnancy, since, before),
        marks_of(plan.pregnancy, since, before),
        steps=own,
        step_goal=step_goal,
    )


def last_content(pregnancy: Pregnancy, *, before: date) -> PlanContent | None:
    """Return what the newest plan of the week before a day said; None where there was none."""
    found = list(_contents(pregnancy, before - timedelta(days=DAYS), before))
    return found[-1] if found else None

"""What a plan rests on has changed: where it matters, the plan is marked stale and another version is begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from apps.foundation.transactions import write
from apps.plans import facts
from apps.plans.models import Plan
from apps.plans.rules.changes import changed
from apps.plans.services import asking, locks
from apps.plans.services.moves import tell
from apps.plans.states import PlanReason, PlanState
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy

WHY: Final = "what plans rest on has changed"
WEEK: Final = timedelta(days=7)
WAITING_FOR_FACTS: Final = frozenset({PlanState.NEEDS_FACTS, PlanState.FAILED})
WITH_CONTENT: Final = frozenset({PlanState.DRAFT, PlanState.APPROVED, PlanState.SENT})


@write
def refresh(_system: None, *, mother_id: UUID, at: datetime) -> list[Plan]:
    """Compare the plans of weeks that are not over with what is known now; returns the versions that were begun.

    Twice is harmless: what is being made already is made of the newest facts.
    """
    pregnancy = locks.going(mother_id=mother_id)
    if pregnancy is None:
        return []
    today = local_day(pregnancy.subject, at)
    rows = Plan.objects.for_system(WHY).filter(pregnancy_id=pregnancy.pk, week_start__gt=today - WEEK)
    standing = rows.exclude(state__in=[PlanState.SUPERSEDED, PlanState.WITHDRAWN]).select_related("content")
    newest = {plan.week_start: plan for plan in standing.order_by("version")}
    begun = [_looked_at(pregnancy, plan, at) for plan in newest.values()]
    return [plan for plan in begun if plan is not None]


def _looked_at(pregnancy: Pregnancy, plan: Plan, at: datetime) -> Plan | None:
    if plan.state == PlanState.MAKING:
        Plan.objects.for_system(WHY).filter(pk=plan.pk).update(stale_at=at)
        return None
    found = facts.of(pregnancy, plan.week_start, at=at)
    if plan.state in WAITING_FOR_FACTS:
        asked = None if found.missing else ["facts"]
    else:
        asked = changed(plan.content.inputs, found.as_json()) or (["facts"] if found.missing else None)
    return _made_anew(pregnancy, plan, asked, at) if asked else None


def _made_anew(pregnancy: Pregnancy, plan: Plan, because: Sequence[str], at: datetime) -> Plan:
    if plan.state in WITH_CONTENT:
        Plan.objects.for_system(WHY).filter(pk=plan.pk).update(stale_at=at, stale_because=list(because))
        tell(plan)
    return asking.begin(pregnancy, plan.week_start, PlanReason.FACTS, at=at, because=because)[0]

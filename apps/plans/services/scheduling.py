"""Every week, when her clock shows the hour that she chose, a plan of the week that follows is begun."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.foundation.transactions import write
from apps.plans.models import Plan, PlanSettings
from apps.plans.rules import weekly
from apps.plans.services import asking, locks
from apps.plans.states import PlanReason, PlanState
from apps.pregnancies.days import local_day, zone
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState

WHY: Final = "a sweep looks for plans that are due"
AT_A_TIME: Final = 500
STANDS: Final = (PlanState.MAKING, PlanState.DRAFT, PlanState.APPROVED, PlanState.SENT)


def sweep(*, at: datetime) -> int:
    """Begin what is due, each mother for herself; returns how many plans were begun. Harmless twice or beside itself."""
    begun = 0
    while True:
        due = PlanSettings.objects.for_system(WHY).filter(next_due_at__lte=at).order_by("next_due_at")
        keys = list(due.values_list("pk", flat=True)[:AT_A_TIME])
        begun += sum(begin_due(None, settings_pk=key, at=at) for key in keys)
        if len(keys) < AT_A_TIME:
            return begun


@write
def begin_due(_system: None, *, settings_pk: int, at: datetime) -> bool:
    """Begin the plan of one mother if it is still due; the next one is due a week on. Says whether one was begun."""
    settings = PlanSettings.objects.for_system(WHY).select_related("subject").get(pk=settings_pk)
    pregnancy = locks.going(mother_id=settings.subject.public_id)
    next_due = _next(settings, at) if pregnancy is not None else None
    rows = PlanSettings.objects.for_system(WHY).filter(pk=settings_pk, next_due_at__lte=at)
    if rows.update(next_due_at=next_due) != 1 or pregnancy is None:
        return False
    on = local_day(settings.subject, at)
    starts_on = settings.week_starts_on
    week = weekly.week_of(on, starts_on) if on.weekday() == starts_on else weekly.coming_week(on, starts_on)
    standing = Plan.objects.for_system(WHY).filter(
        pregnancy_id=pregnancy.pk, week_start=week, state__in=STANDS
    )
    return False if standing.exists() else asking.begin(pregnancy, week, PlanReason.WEEKLY, at=at)[1]


def _next(settings: PlanSettings, at: datetime) -> datetime | None:
    if not settings.is_wanted:
        return None
    return weekly.next_due(at, zone(settings.subject), weekday=settings.weekday, hour=settings.hour)


def plan_next(settings: PlanSettings, *, at: datetime) -> None:
    """Say when the next plan is due, of settings in hand with their mother; saving them is the caller's."""
    settings.next_due_at = _next(settings, at)


@write
def begin_weeks(_system: None, *, mother_id: UUID, at: datetime) -> bool:
    """Let the weekly plans of a mother begin whose pregnancy goes on. Says whether it does. Twice changes nothing."""
    pregnancy = locks.going(mother_id=mother_id)
    if pregnancy is None:
        return False
    settings = asking.settings_of(pregnancy.subject_id, at=at)
    settings.subject = pregnancy.subject
    if settings.next_due_at is None:
        plan_next(settings, at=at)
        settings.save(update_fields=["next_due_at"])
    return True


def begin_forgotten(*, at: datetime) -> int:
    """Let the weekly plans begin of mothers who were pregnant before there were plans; returns of how many."""
    told = PlanSettings.objects.for_system(WHY).filter(subject_id=OuterRef("subject_id"))
    rows = Pregnancy.objects.for_system(WHY).filter(~Exists(told), state=PregnancyState.GOING)
    found = list(rows.values_list("subject__public_id", flat=True)[:AT_A_TIME])
    return sum(begin_weeks(None, mother_id=mother, at=at) for mother in found)

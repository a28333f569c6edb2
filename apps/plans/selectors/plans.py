"""Plans, narrowed to who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet
from apps.plans.models import Plan, PlanContent, PlanMark, PlanSettings
from apps.plans.states import PlanState
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState

WEEK = timedelta(days=7)
HER_TO_READ = frozenset({PlanState.SENT, PlanState.SUPERSEDED})


def plans_visible_to(person: Person) -> SubjectQuerySet:
    """Plans that `person` may see, with pregnancy, content and job: 1 query for any number."""
    return Plan.objects.visible_to(person).select_related(
        "pregnancy__subject", "subject", "content", "job", "approved_by", "withdrawn_by"
    )


def plan_visible_to(person: Person, plan_id: UUID) -> Plan:
    """One plan that `person` may see. Raises NotVisible."""
    plan: Plan | None = plans_visible_to(person).filter(public_id=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def content_for(person: Person, plan: Plan) -> PlanContent | None:
    """Return what a plan says, where `person` may read it: the mother what was sent to her and not withdrawn."""
    content: PlanContent | None = getattr(plan, "content", None)
    if content is None or person.is_clinician:
        return content
    return content if plan.sent_at is not None and plan.state in HER_TO_READ else None


def readable(person: Person, plan_id: UUID) -> tuple[Plan, PlanContent]:
    """One plan with what it says. Raises NotVisible, also where there is nothing to read for her."""
    plan = plan_visible_to(person, plan_id)
    content = content_for(person, plan)
    if content is None:
        raise NotVisible
    return plan, content


@dataclass(frozen=True)
class Current:
    """What counts in a week: the plan that was sent, and the version that is on its way to take its place."""

    sent: Plan | None
    coming: Plan | None


def current(person: Person, mother: Person, on: date) -> Current:
    """Return what counts on a day of a mother whom `person` sees; nothing once the pregnancy is over."""
    rows = plans_visible_to(person).filter(
        subject=mother,
        pregnancy__state=PregnancyState.GOING,
        week_start__lte=on,
        week_start__gt=on - WEEK,
    )
    newest = list(
        rows.exclude(state__in=[PlanState.SUPERSEDED, PlanState.WITHDRAWN]).order_by(
            "-week_start", "-version"
        )
    )
    sent = next((plan for plan in newest if plan.state == PlanState.SENT), None)
    coming = next((plan for plan in newest if sent is None or plan.version > sent.version), None)
    return Current(sent, coming)


def marks_of(person: Person, pregnancy: Pregnancy, first: date, last: date) -> list[PlanMark]:
    """Return what she marked on days from `first` to `last`, both included."""
    rows = PlanMark.objects.visible_to(person).filter(pregnancy=pregnancy, day__range=(first, last))
    return list(rows.order_by("day", "pk"))


def versions_of(person: Person, pregnancy: Pregnancy, week_start: date) -> list[Plan]:
    """Return every version of a week, the newest first."""
    return list(
        plans_visible_to(person).filter(pregnancy=pregnancy, week_start=week_start).order_by("-version")
    )


def weeks_of(person: Person, pregnancy: Pregnancy) -> list[date]:
    """Return the first days of the weeks that have a plan, the newest first."""
    rows = Plan.objects.visible_to(person).filter(pregnancy=pregnancy).order_by("-week_start")
    return list(dict.fromkeys(plan.week_start for plan in rows.only("week_start", "subject_id", "public_id")))


def day_of(content: PlanContent, on: date) -> dict[str, Any] | None:
    """Return one printed day of a plan; None where it is none of its week."""
    return next((day for day in content.result["days"] if day["date"] == on.isoformat()), None)


def settings_of(person: Person, pregnancy: Pregnancy) -> PlanSettings:
    """Return how a mother wants her plans; the usual answers where nothing was said (not kept)."""
    row = PlanSettings.objects.visible_to(person).filter(subject_id=pregnancy.subject_id).first()
    return row or PlanSettings(subject_id=pregnancy.subject_id)

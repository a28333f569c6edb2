"""When a mother is to record, for her page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.console.forms.recording_plans import DAYS
from apps.pregnancies.models import Pregnancy
from apps.recordings.models import RecordingPlan
from apps.recordings.services.may import reads_traces
from apps.recordings.services.plans import EVERY_DAY


@dataclass(frozen=True)
class PlanRow:
    """One plan in words, with where it is ended."""

    plan: RecordingPlan
    days: Any
    end_url: str


@dataclass(frozen=True)
class RecordingPlans:
    """The plans in force; `may_write`: whether the reader plans."""

    rows: list[PlanRow]
    may_write: bool


def recording_plans(person: Person, pregnancy: Pregnancy) -> RecordingPlans:
    """Return the plans of a pregnancy that are in force."""
    found = RecordingPlan.objects.visible_to(person).filter(pregnancy=pregnancy, ended_at=None)
    rows = [PlanRow(plan, _days(plan), _end_url(pregnancy, plan)) for plan in found.order_by("at_time", "pk")]
    return RecordingPlans(rows, may_write=reads_traces(person))


def _end_url(pregnancy: Pregnancy, plan: RecordingPlan) -> str:
    return reverse("console:end_recording_plan", args=[pregnancy.public_id, plan.public_id])


def _days(plan: RecordingPlan) -> str:
    if plan.weekdays == EVERY_DAY:
        return _("Daily")
    return ", ".join(str(words) for bit, words in DAYS if plan.weekdays & bit)

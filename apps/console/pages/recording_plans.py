"""Forms on when a mother is to record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.recording_plans import EndPlanForm, RecordingPlanForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import around, around_going
from apps.recordings.services import may, plans


@clinicians_only
def plan_recordings(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Plan recordings: where one does not begin in time, the team is alerted."""
    here = around_going(request, pregnancy_id)
    may.require_reviewer(person_of(request))
    page = here.form_page(
        _("Plan recordings"),
        submit=_("Plan"),
        lead=_("Where a planned recording has not begun an hour after its time, her care team is alerted."),
    )

    def act(typed: dict[str, Any]) -> None:
        plans.make(person_of(request), pregnancy_id=pregnancy_id, plan=typed["plan"], at=timezone.now())

    return answer(request, RecordingPlanForm(posted(request)), page, act)


@clinicians_only
def end_recording_plan(request: HttpRequest, pregnancy_id: UUID, recording_plan_id: UUID) -> HttpResponse:
    """End a plan to record."""
    here = around(request, pregnancy_id)
    may.require_reviewer(person_of(request))
    page = here.form_page(
        _("End a plan to record"), submit=_("End it"), lead=_("Nothing more is awaited of it.")
    )

    def act(typed: dict[str, Any]) -> None:
        plans.end(person_of(request), plan_id=recording_plan_id, at=timezone.now())

    return answer(request, EndPlanForm(posted(request)), page, act)

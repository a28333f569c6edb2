"""A mother's plan page: a week as it was planned; asked for, approved, withdrawn by her care team."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.console.forms.plans import PlanNoteForm, WithdrawPlanForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.pages.of_pregnancy import Around, around, crumbs
from apps.console.pages.paging import asked
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.live import head_of
from apps.console.selectors.nutrition import EARLIEST, LATEST, nutrition_url
from apps.console.selectors.plan import plan_page, plan_url
from apps.foundation.errors import NotVisible
from apps.plans import paper
from apps.plans.models import Plan
from apps.plans.rules import weekly
from apps.plans.selectors import plans as reading
from apps.plans.selectors.vetoes import vetoes_of
from apps.plans.services import asking, sending
from apps.plans.states import PlanState
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import assumes_going, pregnancy_visible_to

LONGEST_VERSION = 4


@clinicians_only
@require_safe
def plan(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """One week of plans; `?week=` is any day of it, `?version=` which one (left out: the newest that stands)."""
    person, at = person_of(request), timezone.now()
    pregnancy = pregnancy_visible_to(person, pregnancy_id)
    heads = head_of(pregnancy.subject)
    today = local_day(pregnancy.subject, at)
    week = _week(request, pregnancy, today)
    page = plan_page(person, pregnancy, week=week, version=_version(request), today=today)
    patient = patient_banner(person, pregnancy, at=at)
    given = {
        "page": page,
        "pregnancy_id": pregnancy.public_id,
        "is_going": assumes_going(pregnancy),
        "may_approve": page.plan is not None and page.plan.state == PlanState.DRAFT,
        "may_withdraw": page.plan is not None and page.plan.state in (PlanState.DRAFT, PlanState.SENT),
        "next_week": page.week_start + timedelta(days=7),
        "week_before": page.week_start - timedelta(days=7),
        "diary_url": nutrition_url(pregnancy, week),
        "vetoes": vetoes_of(person, pregnancy).filter(lifted_at=None),
        "heads": heads,
        "patient": patient,
        "crumbs": crumbs(patient, _("Plan of the week")),
    }
    return render(request, "console/plan.html", given)


def _week(request: HttpRequest, pregnancy: Pregnancy, today: date) -> date:
    settings = reading.settings_of(person_of(request), pregnancy)
    try:
        on = date.fromisoformat(asked(request, "week"))
    except ValueError:
        on = today
    on = on if EARLIEST <= on <= LATEST else today
    return weekly.week_of(on, settings.week_starts_on)


def _version(request: HttpRequest) -> int | None:
    text = asked(request, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_VERSION else None


@clinicians_only
def ask_plan(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Ask for a plan of the week of `?week=` now."""
    person = person_of(request)
    pregnancy = pregnancy_visible_to(person, pregnancy_id)
    week = _week(request, pregnancy, local_day(pregnancy.subject, timezone.now()))
    if request.method == "POST":
        asking.ask(person, pregnancy_id=pregnancy_id, week_start=week, at=timezone.now())
    return HttpResponseRedirect(plan_url(pregnancy, week))


@clinicians_only
def approve_plan(request: HttpRequest, pregnancy_id: UUID, plan_id: UUID) -> HttpResponse:
    """Approve a draft, which sends it."""
    found = _of(request, pregnancy_id, plan_id)
    if request.method == "POST":
        sending.approve(person_of(request), plan_id=plan_id, at=timezone.now())
        messages.success(request, _("The plan was approved and sent."))
    return HttpResponseRedirect(plan_url(found.pregnancy, found.week_start))


@clinicians_only
def withdraw_plan(request: HttpRequest, pregnancy_id: UUID, plan_id: UUID) -> HttpResponse:
    """Take a plan back with a reason."""
    here, person, found = (
        around(request, pregnancy_id),
        person_of(request),
        _of(request, pregnancy_id, plan_id),
    )
    page = _form_page(here, found, _("Withdraw the plan"), submit=_("Withdraw it"), danger=True)

    def act(typed: dict[str, Any]) -> None:
        sending.withdraw(person, plan_id=plan_id, because=typed["because"], at=timezone.now())

    return answer(request, WithdrawPlanForm(posted(request)), page, act)


@clinicians_only
def plan_note(request: HttpRequest, pregnancy_id: UUID, plan_id: UUID) -> HttpResponse:
    """Write what the care team says beside a plan."""
    here, person, found = (
        around(request, pregnancy_id),
        person_of(request),
        _of(request, pregnancy_id, plan_id),
    )
    page = _form_page(here, found, _("A note for her plan"), submit=_("Save"))

    def act(typed: dict[str, Any]) -> None:
        sending.change_note(person, plan_id=plan_id, note=typed["note"])

    return answer(request, PlanNoteForm(posted(request), initial={"note": found.note}), page, act)


@clinicians_only
@require_safe
def plan_paper(request: HttpRequest, pregnancy_id: UUID, plan_id: UUID) -> HttpResponse:
    """The plan on paper."""
    found = _of(request, pregnancy_id, plan_id)
    content = reading.content_for(person_of(request), found)
    if content is None:
        raise NotVisible
    return paper.answer(found, content, for_clinician=True)


@login_required
@require_safe
def plan_address(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Where a notification leads: the care team to the page, a mother to her plan on paper."""
    person = person_of(request)
    try:
        found, content = reading.readable(person, plan_id)
    except NotVisible as refusal:
        raise Http404 from refusal
    if person.is_clinician:
        return HttpResponseRedirect(f"{plan_url(found.pregnancy, found.week_start)}&version={found.version}")
    return paper.answer(found, content, for_clinician=False)


def _of(request: HttpRequest, pregnancy_id: UUID, plan_id: UUID) -> Plan:
    found = reading.plan_visible_to(person_of(request), plan_id)
    if found.pregnancy.public_id != pregnancy_id:
        raise NotVisible
    return found


def _form_page(here: Around, found: Plan, title: Any, **about: Any) -> FormPage:
    back_url = plan_url(here.pregnancy, found.week_start)
    way = crumbs(here.patient, title)
    context = {"patient": here.patient, "crumbs": [*way[:-1], (_("Plan of the week"), back_url), way[-1]]}
    return FormPage(title=title, back_url=back_url, done=_("Saved."), context=context, **about)

"""Limits that run beside those in force: begun from a rehearsal, seen against reality, ended, discarded, made so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.accounts.preferences import zone_of
from apps.alerts import registry
from apps.alerts.forms import SureForm
from apps.alerts.pages.access import clinicians_only, teams_and_administrators
from apps.alerts.pages.form_page import FormPage, answer, posted
from apps.alerts.services import may
from apps.monitoring.forms import MakeSoForm, ShadowForm
from apps.monitoring.models import Rehearsal, Shadow, ShadowEnd
from apps.monitoring.pages.rehearsals import said, shown_limits, sides_of, title_of
from apps.monitoring.selectors import shadows as selectors
from apps.monitoring.selectors.rehearsals import rehearsal_seen_by
from apps.monitoring.selectors.shadows import Differing
from apps.monitoring.services import shadowing
from apps.monitoring.services.shadowing import NewShadow

QUARTER: Final = timedelta(days=90)
DIFFERS: Final = {
    selectors.ONLY_SHADOW: gettext_lazy("Raised by the shadow only"),
    selectors.ONLY_REAL: gettext_lazy("Raised in reality only"),
    selectors.OTHER_SEVERITY: gettext_lazy("Another severity"),
    selectors.MISSED: gettext_lazy("Missed by the shadow, and somebody had to act"),
}


@clinicians_only
def start(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Let the limits of a finished rehearsal run beside those in force."""
    person = person_of(request)
    row = rehearsal_seen_by(person, rehearsal_id)
    may.require_lead(person, row.team)
    form = ShadowForm(posted(request), mothers=selectors.mothers_of(person, row.team))
    title = _("Run as a shadow: %(rule)s") % {"rule": title_of(row.rule_id)}
    page = FormPage(
        title=title,
        lead=_("Recordings that begin from now on are judged by these limits too. Nobody is called by them."),
        submit=_("Begin"),
        back_url=reverse("monitoring:rehearsal", args=[rehearsal_id]),
        crumbs=[*crumbs(row), (title, "")],
        done=_("The shadow runs."),
        facts=[(_("Team"), row.team.name), *_proposed(row)],
    )
    made: list[UUID] = []

    def act(typed: dict[str, Any]) -> None:
        new = NewShadow(form.mother_id(), typed["days"], typed["reason"])
        made.append(shadowing.start(person, rehearsal_id=rehearsal_id, new=new, at=timezone.now()).public_id)

    answered = answer(request, form, page, act)
    return HttpResponseRedirect(reverse("monitoring:shadow", args=made)) if made else answered


def crumbs(row: Rehearsal) -> list[tuple[Any, str]]:
    """The way to a rehearsal."""
    return [
        (_("Live recordings"), ""),
        (_("Rehearsals"), reverse("monitoring:rehearsals")),
        (title_of(row.rule_id), reverse("monitoring:rehearsal", args=[row.public_id])),
    ]


def _proposed(row: Rehearsal) -> list[tuple[str, str]]:
    """Name and proposed value of each limit that would be another."""
    rule = registry.rule(row.rule_id)
    rows = rule.limits.rows if rule and rule.limits else {}
    language = get_language() or "en"
    return [
        (limit.name(language), f"{row.proposed[limit.id]:g} {limit.unit}")
        for limit in rows.values()
        if limit.id in row.proposed
    ]


@dataclass(frozen=True)
class Line:
    """One recording of which the shadow says something else."""

    found: Differing
    what: list[Any]
    real: list[tuple[str, Any, str]]
    shadow: list[tuple[str, Any, str]]


@teams_and_administrators
@require_safe
def shadow(request: HttpRequest, shadow_id: UUID) -> HttpResponse:
    """A shadow against reality, as far as both have come."""
    person, at = person_of(request), timezone.now()
    row = selectors.shadow_seen_by(person, shadow_id)
    title = _("Shadow: %(rule)s") % {"rule": title_of(row.rehearsal.rule_id)}
    is_kept = row.how != ShadowEnd.DISCARDED
    zone = zone_of(person.time_zone)
    both = selectors.compared(person, row, at=at, zone=zone) if is_kept else None
    leads = may.leads(person, row.rehearsal.team)
    given = {
        "row": row,
        "title": title,
        "state": state_of(row, at),
        "is_running": row.is_running(at),
        "is_kept": is_kept,
        "both": both,
        "limits": shown_limits(person, row.rehearsal),
        "sides": sides_of(both.sums, (("today", _("Reality")), ("proposed", _("Shadow")))) if both else [],
        "lines": [_line(one) for one in both.differing] if both else [],
        "sees_recordings": person.is_clinician,
        "may_end": leads and not row.how,
        "may_discard": leads and row.how in ("", ShadowEnd.ENDED),
        "may_make_so": leads and may.sets_limits(person) and row.how in ("", ShadowEnd.ENDED),
        "crumbs": [*crumbs(row.rehearsal), (title, "")],
    }
    return render(request, "monitoring/shadow.html", given)


def state_of(row: Shadow, at: datetime) -> Any:
    """Return how it stands with a shadow, in words."""
    if row.how:
        return ShadowEnd(row.how).label
    return _("Is running") if row.is_running(at) else _("Over")


def _line(found: Differing) -> Line:
    return Line(found, [DIFFERS[code] for code in found.what], said(found.real), said(found.row.said))


@clinicians_only
def end(request: HttpRequest, shadow_id: UUID) -> HttpResponse:
    """End a shadow before its time."""
    words = _("What it said so far stays.")
    return _sure(request, shadow_id, (_("End the shadow"), words, _("The shadow has ended.")), shadowing.end)


@clinicians_only
def discard(request: HttpRequest, shadow_id: UUID) -> HttpResponse:
    """End a shadow and throw away what it said."""
    words = _("What it said is thrown away and cannot be brought back.")
    told = (_("Discard the shadow"), words, _("The shadow was discarded."))
    return _sure(request, shadow_id, told, shadowing.discard)


def _sure(
    request: HttpRequest, shadow_id: UUID, words: tuple[str, str, str], act: Callable[..., object]
) -> HttpResponse:
    person = person_of(request)
    row = selectors.shadow_seen_by(person, shadow_id)
    may.require_lead(person, row.rehearsal.team)
    title, lead, done = words
    page = _page(row, title, lead, title, done)
    form = SureForm(posted(request))
    return answer(request, form, page, lambda _typed: act(person, shadow_id=shadow_id, at=timezone.now()))


@clinicians_only
def make_so(request: HttpRequest, shadow_id: UUID) -> HttpResponse:
    """Put the limits of a shadow in force."""
    person, at = person_of(request), timezone.now()
    row = selectors.shadow_seen_by(person, shadow_id)
    may.require_limits(person)
    may.require_lead(person, row.rehearsal.team)
    form = MakeSoForm(posted(request), initial={"until": (at + QUARTER).date()})
    lead = _("These limits are in force from now on. Your name and your reason stand beside them.")
    page = _page(row, _("Make it so"), lead, _("Make it so"), _("The limits are in force."))

    def act(typed: dict[str, Any]) -> object:
        until = form.end_of_day(zone_of(person.time_zone))
        return shadowing.make_so(person, shadow_id=shadow_id, reason=typed["reason"], until=until, at=at)

    return answer(request, form, page, act)


def _page(row: Shadow, title: str, lead: str, submit: str, done: str) -> FormPage:
    tried = row.rehearsal
    for_whom = row.mother.get_full_name() if row.mother else tried.team.name
    back = reverse("monitoring:shadow", args=[row.public_id])
    name = _("Shadow: %(rule)s") % {"rule": title_of(tried.rule_id)}
    return FormPage(
        title=title,
        lead=lead,
        submit=submit,
        back_url=back,
        crumbs=[*crumbs(tried), (name, back), (title, "")],
        done=done,
        facts=[(_("Rule"), title_of(tried.rule_id)), (_("For"), for_whom), *_proposed(tried)],
    )

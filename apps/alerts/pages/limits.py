"""Rules in words, and the limits of a team or a mother."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.accounts.preferences import zone_of
from apps.alerts import registry
from apps.alerts.forms import LimitForm, SureForm
from apps.alerts.pages.access import clinicians_only, teams_and_administrators
from apps.alerts.pages.form_page import FormPage, answer, posted
from apps.alerts.rules.escalation import courses
from apps.alerts.selectors import limits as selectors
from apps.alerts.selectors.limits import ShownLimit
from apps.alerts.services import limits as services
from apps.alerts.services import may
from apps.alerts.services.limits import NewLimit
from apps.alerts.showing import level_of
from apps.foundation.errors import NotVisible
from apps.pregnancies.selectors import mother_visible_to


@dataclass(frozen=True)
class Line:
    """One limit on a page; `change_url` is empty for whoever may not set it."""

    shown: ShownLimit
    name: str
    change_url: str
    end_url: str


@clinicians_only
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule: what it needs, how it ends, what would make it wrong; and how alerts climb."""
    climbing = [(severity, level_of(severity), course) for severity, course in reversed(courses().items())]
    given = {
        "rules": registry.all_rules(),
        "climbing": climbing,
        "teams": selectors.teams_seen_by(person_of(request)),
        "crumbs": [(_("Alerts"), reverse("alerts:worklist")), (_("Rules"), "")],
    }
    return render(request, "alerts/rules.html", given)


@teams_and_administrators
@require_safe
def of_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The limits of a team."""
    person, at = person_of(request), timezone.now()
    team = selectors.team_seen_by(person, team_id)
    can = may.sets_limits(person) and may.leads(person, team)
    found = selectors.limits_of_team(person, team_id, at=at)
    given = {
        "lines": [_line(one, can, "team", team_id) for one in found],
        "title": _("Limits of %(name)s") % {"name": team.name},
        "lead": _("They count for every mother in the care of this team who has no limit of her own."),
        "crumbs": _crumbs(_("Limits of %(name)s") % {"name": team.name}),
    }
    return render(request, "alerts/limits.html", given)


@clinicians_only
@require_safe
def of_mother(request: HttpRequest, mother_id: UUID) -> HttpResponse:
    """The limits of one mother."""
    person, at = person_of(request), timezone.now()
    mother = mother_visible_to(person, mother_id)
    can = may.sets_limits(person)
    found = selectors.limits_of_mother(person, mother, at=at)
    title = _("Limits of %(name)s") % {"name": mother.get_full_name()}
    given = {
        "lines": [_line(one, can, "mother", mother_id) for one in found],
        "title": title,
        "lead": _("What is set here counts for her alone, before the limits of her teams."),
        "crumbs": _crumbs(title),
    }
    return render(request, "alerts/limits.html", given)


def _line(one: ShownLimit, can: bool, owner: str, owner_id: UUID) -> Line:
    path = [owner_id, one.rule.id, one.limit.id]
    is_own = one.set_by is not None and hasattr(one.set_by, "subject_id") == (owner == "mother")
    return Line(
        shown=one,
        name=one.limit.name(get_language() or "en"),
        change_url=reverse(f"alerts:set_{owner}_limit", args=path) if can else "",
        end_url=reverse(f"alerts:end_{owner}_limit", args=path) if can and is_own else "",
    )


@clinicians_only
def set_team_limit(request: HttpRequest, team_id: UUID, rule_id: str, limit_id: str) -> HttpResponse:
    """Set a limit for a team."""
    person = person_of(request)
    team = selectors.team_seen_by(person, team_id)
    may.require_limits(person)
    may.require_lead(person, team)
    shown = _the(selectors.limits_of_team(person, team_id, at=timezone.now()), rule_id, limit_id)
    back = reverse("alerts:team_limits", args=[team_id])

    def act(new: NewLimit) -> object:
        return services.set_team_limit(person, team_id=team_id, new=new, at=timezone.now())

    return _set(request, shown, back, act)


@clinicians_only
def set_mother_limit(request: HttpRequest, mother_id: UUID, rule_id: str, limit_id: str) -> HttpResponse:
    """Set a limit for one mother."""
    person = person_of(request)
    mother = mother_visible_to(person, mother_id)
    may.require_limits(person)
    shown = _the(selectors.limits_of_mother(person, mother, at=timezone.now()), rule_id, limit_id)
    back = reverse("alerts:mother_limits", args=[mother_id])

    def act(new: NewLimit) -> object:
        return services.set_mother_limit(person, mother_id=mother_id, new=new, at=timezone.now())

    return _set(request, shown, back, act)


def _set(
    request: HttpRequest, shown: ShownLimit, back: str, act: Callable[[NewLimit], object]
) -> HttpResponse:
    form = LimitForm(posted(request), initial={"value": shown.value})
    limit = shown.limit
    page = _page(_("Change a limit"), _("Save the change"), back, shown)
    page.facts.append(
        (_("Safe range"), f"{limit.low:g} – {limit.high:g} {limit.unit}"),
    )

    def save(typed: dict[str, Any]) -> object:
        until = form.end_of_day(zone_of(person_of(request).time_zone))
        return act(NewLimit(shown.rule.id, limit.id, typed["value"], typed["reason"], until))

    return answer(request, form, page, save)


@clinicians_only
def end_team_limit(request: HttpRequest, team_id: UUID, rule_id: str, limit_id: str) -> HttpResponse:
    """Go back to the table."""
    person = person_of(request)
    shown = _the(selectors.limits_of_team(person, team_id, at=timezone.now()), rule_id, limit_id)
    back = reverse("alerts:team_limits", args=[team_id])

    def act(row_id: UUID) -> object:
        return services.end_team_limit(person, team_id=team_id, limit_id=row_id, at=timezone.now())

    return _end(request, shown, back, act)


@clinicians_only
def end_mother_limit(request: HttpRequest, mother_id: UUID, rule_id: str, limit_id: str) -> HttpResponse:
    """Go back to her teams' limit, or the table."""
    person = person_of(request)
    mother = mother_visible_to(person, mother_id)
    shown = _the(selectors.limits_of_mother(person, mother, at=timezone.now()), rule_id, limit_id)
    back = reverse("alerts:mother_limits", args=[mother_id])

    def act(row_id: UUID) -> object:
        return services.end_mother_limit(person, mother_id=mother_id, limit_id=row_id, at=timezone.now())

    return _end(request, shown, back, act)


def _end(request: HttpRequest, shown: ShownLimit, back: str, act: Callable[[UUID], object]) -> HttpResponse:
    row = shown.set_by
    if row is None:
        raise NotVisible
    page = _page(_("End a limit"), _("End it"), back, shown)
    return answer(request, SureForm(posted(request)), page, lambda typed: act(row.public_id))


def _the(found: list[ShownLimit], rule_id: str, limit_id: str) -> ShownLimit:
    for one in found:
        if (one.rule.id, one.limit.id) == (rule_id, limit_id):
            return one
    raise NotVisible


def _page(title: Any, submit: Any, back: str, shown: ShownLimit) -> FormPage:
    limit = shown.limit
    return FormPage(
        title=title,
        submit=submit,
        back_url=back,
        crumbs=[*_crumbs(title)[:2], (_("Limits"), back), (title, "")],
        done=_("Saved."),
        facts=[
            (_("Rule"), shown.rule.title),
            (_("Limit"), limit.name(get_language() or "en")),
            (_("Now"), f"{shown.value:g} {limit.unit}"),
            (_("By the table"), f"{limit.value:g} {limit.unit}"),
        ],
    )


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Alerts"), reverse("alerts:worklist")), (_("Rules"), reverse("alerts:rules")), (here, "")]

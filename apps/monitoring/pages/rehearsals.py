"""Limits that are tried before they count: the teams and their rules, a proposal, what it would have meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

from apps.accounts.models import CareTeam, Person
from apps.accounts.pages import person_of
from apps.accounts.preferences import zone_of
from apps.alerts import registry
from apps.alerts.pages.access import teams_and_administrators
from apps.alerts.pages.form_page import FormPage, answer, posted
from apps.alerts.registry import Rule
from apps.alerts.selectors.limits import ShownLimit, limits_of_team, team_seen_by, teams_seen_by
from apps.alerts.services import may
from apps.alerts.showing import level_of, severity_word
from apps.foundation.errors import NotVisible
from apps.monitoring.alert_rules import RULES
from apps.monitoring.forms import RehearsalForm
from apps.monitoring.models import Rehearsal, RehearsalState, Shadow
from apps.monitoring.selectors import rehearsals as selectors
from apps.monitoring.selectors.past import DIED, READ, TAKEN, TRUE
from apps.monitoring.selectors.rehearsals import Differing
from apps.monitoring.selectors.shadows import shadows_seen_by
from apps.monitoring.services import rehearsing
from apps.monitoring.services.rehearsing import Proposal

MONTH: Final = timedelta(days=30)
MOST_OF_A_TEAM: Final = 20
SIDES: Final = (("today", gettext_lazy("Limits of today")), ("proposed", gettext_lazy("Proposed limits")))
DIFFERS: Final = {
    selectors.GAINED: gettext_lazy("An alert more"),
    selectors.LOST: gettext_lazy("An alert less"),
    selectors.OTHER_SEVERITY: gettext_lazy("Another severity"),
    selectors.MISSED: gettext_lazy("Would be missed, and somebody had to act"),
    selectors.OTHER_THAN_LIVE: gettext_lazy("Other than while it was recorded"),
}
ACTED: Final = {
    TRUE: gettext_lazy("An alert was true"),
    TAKEN: gettext_lazy("An alert was taken"),
    READ: gettext_lazy("A signed reading says reduced variability"),
    DIED: gettext_lazy("The baby died"),
}


@dataclass(frozen=True)
class TeamPart:
    """One team on the page of all rehearsals."""

    team: CareTeam
    may_propose: bool
    rows: list[tuple[Rehearsal, str]]
    shadows: list[tuple[Shadow, str]]


@teams_and_administrators
@require_safe
def rehearsals(request: HttpRequest) -> HttpResponse:
    """Every team that she sees, its rehearsals, and the rules that can be tried."""
    person = person_of(request)
    parts = [_part(person, team, timezone.now()) for team in teams_seen_by(person)]
    given = {"parts": parts, "rules": [rule for rule in RULES if rule.limits], "crumbs": _crumbs()}
    return render(request, "monitoring/rehearsals.html", given)


def _part(person: Person, team: CareTeam, at: datetime) -> TeamPart:
    rows = selectors.rehearsals_seen_by(person).filter(team=team)[:MOST_OF_A_TEAM]
    running = shadows_seen_by(person).filter(rehearsal__team=team, ended_at=None, until__gt=at)
    return TeamPart(
        team,
        may.rehearses(person, team),
        [(row, title_of(row.rule_id)) for row in rows],
        [(row, title_of(row.rehearsal.rule_id)) for row in running],
    )


@teams_and_administrators
def propose(request: HttpRequest, team_id: UUID, rule_id: str) -> HttpResponse:
    """Propose other limits of one rule."""
    person, at = person_of(request), timezone.now()
    team = team_seen_by(person, team_id)
    may.require_rehearsals(person, team)
    rule = rehearsing.rule_to_rehearse(rule_id)
    if rule is None:
        raise NotVisible
    limits = [one for one in limits_of_team(person, team_id, at=at) if one.rule.id == rule_id]
    first = {"since": (at - MONTH).date(), "until": at.date()}
    form = RehearsalForm(posted(request), limits=limits, initial=first)
    page = _form_page(rule, team)

    def act(typed: dict[str, Any]) -> None:
        since, until = form.period(zone_of(person.time_zone))
        proposal = Proposal(rule.id, form.values(), since, until, typed["reason"])
        row = rehearsing.propose(person, team_id=team_id, proposal=proposal, at=at)
        made.append(row.public_id)

    made: list[UUID] = []
    answered = answer(request, form, page, act)
    return HttpResponseRedirect(reverse("monitoring:rehearsal", args=made)) if made else answered


def _form_page(rule: Rule, team: CareTeam) -> FormPage:
    title = _("Try other limits: %(rule)s") % {"rule": rule.title}
    return FormPage(
        title=title,
        lead=_("Nothing changes by this. The rule is asked again over what your team's mothers recorded."),
        submit=_("Begin"),
        back_url=reverse("monitoring:rehearsals"),
        crumbs=[*_crumbs()[:1], (_("Rehearsals"), reverse("monitoring:rehearsals")), (title, "")],
        done=_("The rehearsal waits for its turn."),
        facts=[(_("Team"), team.name)],
    )


@dataclass(frozen=True)
class Line:
    """One recording in which something differs."""

    found: Differing
    what: list[Any]
    acted: list[Any]
    today: list[tuple[str, Any, str]]
    proposed: list[tuple[str, Any, str]]
    live: list[tuple[str, Any, str]]


@teams_and_administrators
@require_safe
def rehearsal(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """What other limits would have meant."""
    person = person_of(request)
    row = selectors.rehearsal_seen_by(person, rehearsal_id)
    title = title_of(row.rule_id)
    is_done = row.state == RehearsalState.DONE
    given = {
        "row": row,
        "title": title,
        "is_under_way": row.state in (RehearsalState.WAITING, RehearsalState.RUNNING),
        "is_done": is_done,
        "limits": shown_limits(person, row),
        "sides": sides_of(row.result, SIDES) if is_done else [],
        "lines": [_line(one) for one in selectors.differing(person, row)] if is_done else [],
        "sees_recordings": person.is_clinician,
        "may_shadow": is_done and bool(row.proposed) and may.leads(person, row.team),
        "shadows": shadows_seen_by(person).filter(rehearsal=row),
        "most": selectors.MOST_SHOWN,
        "crumbs": [*_crumbs()[:1], (_("Rehearsals"), reverse("monitoring:rehearsals")), (title, "")],
    }
    return render(request, "monitoring/rehearsal.html", given)


def shown_limits(person: Person, row: Rehearsal) -> list[tuple[str, ShownLimit, float]]:
    """Name, today's value and the proposed one of each limit of the rule."""
    now = limits_of_team(person, row.team.public_id, at=timezone.now())
    language = get_language() or "en"
    return [
        (shown.limit.name(language), shown, row.proposed.get(shown.limit.id, shown.value))
        for shown in now
        if shown.rule.id == row.rule_id
    ]


def sides_of(
    sums: Mapping[str, Any], names: Iterable[tuple[str, Any]]
) -> list[tuple[Any, dict[str, Any], list[tuple[str, str, int]]]]:
    """The sums of both sides: a name, figures, and (level, word, count) by severity."""
    found = []
    for name, words in names:
        side = sums[name]
        by = [(level_of(key), severity_word(key), count) for key, count in side["by_severity"].items()]
        found.append((words, side, by))
    return found


def _line(found: Differing) -> Line:
    row = found.row
    return Line(
        found,
        [DIFFERS[code] for code in found.what],
        [ACTED[code] for code in row.acted if code in ACTED],
        said(row.today),
        said(row.proposed),
        said(row.live),
    )


def said(rows: Sequence[Sequence[Any]]) -> list[tuple[str, Any, str]]:
    """Second, and severity as level and word."""
    return [
        (level_of(severity), at_s, severity_word(severity)) for at_s, _fetus, _direction, severity in rows
    ]


def title_of(rule_id: str) -> str:
    """What a rule is called; its id where it is gone."""
    rule = registry.rule(rule_id)
    return str(rule.title) if rule else rule_id


def _crumbs() -> list[tuple[Any, str]]:
    return [(_("Live recordings"), ""), (_("Rehearsals"), "")]

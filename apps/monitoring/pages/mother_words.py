"""Words for mothers when a rule that watches a trace calls: read, approved by name, withdrawn; and hers to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.models import CareTeam, Language, Role
from apps.accounts.pages import person_of, refusing, working_page
from apps.alerts import registry
from apps.alerts.pages.access import teams_and_administrators
from apps.alerts.selectors.limits import team_seen_by, teams_seen_by
from apps.alerts.services import may
from apps.foundation.errors import NotVisible
from apps.monitoring.forms import ApprovalForm, WithdrawalForm
from apps.monitoring.selectors import words_shown
from apps.monitoring.selectors.mother_words import past_of
from apps.monitoring.selectors.trace_words import words_for
from apps.monitoring.selectors.words_shown import Standing, Text
from apps.monitoring.services import mother_words as services

REFUSED: Final = 422
STANDING: Final = {
    Standing.DRAFT: ("unknown", gettext_lazy("Draft: nobody stands for it")),
    Standing.APPROVED: ("ok", gettext_lazy("Approved")),
    Standing.CHANGED: ("warning", gettext_lazy("Changed since it was approved")),
    Standing.WITHDRAWN: ("unknown", gettext_lazy("Withdrawn")),
}


@dataclass(frozen=True)
class TeamLine:
    """A team, and how many of its texts somebody stands for."""

    team: CareTeam
    approved: int
    total: int


@dataclass(frozen=True)
class Cell:
    """One text in the table of a team."""

    text: Text
    language: str
    level: str
    word: Any
    url: str


@dataclass(frozen=True)
class RuleLine:
    """The texts of one rule. `silent`: languages in which mothers are told nothing of it."""

    title: str
    calls: bool
    cells: list[Cell]
    silent: list[str]


@teams_and_administrators
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Every team that she sees."""
    lines = [_team_line(team) for team in teams_seen_by(person_of(request))]
    return render(request, "monitoring/mother_words_teams.html", {"lines": lines, "crumbs": _crumbs()})


def _team_line(team: CareTeam) -> TeamLine:
    texts = [text for row in words_shown.texts_of(team).values() for text in row]
    return TeamLine(team, sum(text.standing is Standing.APPROVED for text in texts), len(texts))


@teams_and_administrators
@require_safe
def of_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Every text of a team, by rule and language, and for which rules mothers are told nothing."""
    team = team_seen_by(person_of(request), team_id)
    lines = [_rule_line(team, rule_id, texts) for rule_id, texts in words_shown.texts_of(team).items()]
    given = {
        "team": team,
        "lines": lines,
        "languages": Language.labels,
        "silent": [line for line in lines if line.silent],
        "crumbs": [*_crumbs()[:1], (team.name, "")],
    }
    return render(request, "monitoring/mother_words_team.html", given)


def _rule_line(team: CareTeam, rule_id: str, texts: list[Text]) -> RuleLine:
    cells = [_cell(team, text) for text in texts]
    silent = [cell.language for cell in cells if cell.text.standing is not Standing.APPROVED]
    return RuleLine(_title(rule_id), texts[0].words.calls, cells, silent)


def _cell(team: CareTeam, text: Text) -> Cell:
    level, word = STANDING[text.standing]
    url = reverse("monitoring:mother_words_text", args=[team.public_id, text.rule_id, text.language])
    return Cell(text, Language(text.language).label, level, word, url)


@teams_and_administrators
def one_text(request: HttpRequest, team_id: UUID, rule_id: str, language: str) -> HttpResponse:
    """One text as she sees it, who stood for it; obstetricians and midwives approve or withdraw it."""
    person = person_of(request)
    team = team_seen_by(person, team_id)
    text = _text(team, rule_id, language)
    is_approved = text.standing is Standing.APPROVED
    form = (WithdrawalForm if is_approved else ApprovalForm)(
        request.POST if request.method == "POST" else None, initial={"version": text.version}
    )
    if request.method == "POST":
        may.require_limits(person)
        if form.is_valid():
            _act(request, text, team_id, form.cleaned_data)
            return HttpResponseRedirect(reverse("monitoring:mother_words_team", args=[team_id]))
    given = {
        "form": form if may.sets_limits(person) else None,
        "is_approved": is_approved,
        "cell": _cell(team, text),
        "title": _title(rule_id),
        "team": team,
        "past": past_of(team, rule_id, language),
        "crumbs": [
            *_crumbs()[:1],
            (team.name, reverse("monitoring:mother_words_team", args=[team_id])),
            (_title(rule_id), ""),
        ],
    }
    return render(request, "monitoring/mother_words_text.html", given, status=REFUSED if form.errors else 200)


def _act(request: HttpRequest, text: Text, team_id: UUID, typed: dict[str, Any]) -> None:
    """Approve or withdraw, whichever the form was about. Raises Forbidden, Invalid."""
    person, at = person_of(request), timezone.now()
    named: dict[str, Any] = {"team_id": team_id, "rule_id": text.rule_id, "language": text.language, "at": at}
    if "version" in typed:
        services.approve(person, version=typed["version"], **named)
        messages.success(
            request, _("You stand for these words now. Mothers who read this language get them.")
        )
    else:
        services.withdraw(person, **named)
        messages.success(request, _("These words are withdrawn. Mothers are told nothing by them any more."))


def _text(team: CareTeam, rule_id: str, language: str) -> Text:
    for text in words_shown.texts_of(team).get(rule_id, []):
        if text.language == language:
            return text
    raise NotVisible


@working_page(Role.MOTHER)
@refusing
@require_safe
def hers(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """What a notice of hers leads to; what is over, or was withdrawn, says so and calms nobody."""
    found = words_for(person_of(request), [alert_id])
    return render(request, "monitoring/trace_words.html", {"one": found[0] if found else None})


def _title(rule_id: str) -> str:
    rule = registry.rule(rule_id)
    return str(rule.title) if rule else rule_id


def _crumbs() -> list[tuple[Any, str]]:
    return [(_("Words for mothers"), reverse("monitoring:mother_words")), (_("Teams"), "")]

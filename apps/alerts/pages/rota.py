"""The duty rota: a week with its gaps, weekly hours, single shifts, and dates that are different."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import Person
from apps.accounts.pages import person_of
from apps.accounts.preferences import zone_of
from apps.alerts import rota as pure
from apps.alerts.forms import WEEKDAYS, PatternEndForm, PatternForm, ShiftForm, SureForm, SwapForm
from apps.alerts.models import ShiftPattern
from apps.alerts.pages.access import teams_and_administrators
from apps.alerts.pages.form_page import FormPage, answer, posted
from apps.alerts.pages.week import DAYS, begin_of, monday_of, week
from apps.alerts.selectors.limits import team_seen_by, teams_seen_by
from apps.alerts.selectors.rota import Rota, rota_of
from apps.alerts.services import may
from apps.alerts.services import rota as services
from apps.alerts.services.rota import NewPattern
from apps.foundation.errors import NotVisible


@teams_and_administrators
@require_safe
def rotas(request: HttpRequest) -> HttpResponse:
    """The teams whose rota one may see; the only one is opened at once."""
    teams = list(teams_seen_by(person_of(request)))
    if len(teams) == 1:
        return HttpResponseRedirect(reverse("alerts:rota", args=[teams[0].public_id]))
    return render(request, "alerts/rotas.html", {"teams": teams})


@dataclass(frozen=True)
class Hours:
    """Weekly hours in a line."""

    pattern: ShiftPattern
    weekday: Any


@teams_and_administrators
@require_safe
def rota(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """A week (`?week=` a day in it), who is on duty now, and the gaps of the coming fourteen days."""
    person, at = person_of(request), timezone.now()
    zone = zone_of(person.time_zone)
    today = at.astimezone(zone).date()
    monday = monday_of(_day(request.GET.get("week", "")) or today)
    ahead = rota_of(person, team_id, at=at)
    shown = rota_of(person, team_id, at=at, from_at=begin_of(monday, zone), days=DAYS + 1)
    keeps = may.keeps_rota(person, shown.team)
    given = {
        "team": shown.team,
        "days": week(shown, monday, zone, today=today),
        "ahead": ahead,
        "hours": [Hours(row, dict(WEEKDAYS)[row.weekday]) for row in _in_order(ahead.patterns)],
        "keeps": keeps,
        "me": person.pk,
        "zone": person.time_zone,
        "monday": monday,
        "sunday": monday + timedelta(days=DAYS - 1),
        "before": (monday - timedelta(days=DAYS)).isoformat(),
        "after": (monday + timedelta(days=DAYS)).isoformat(),
        "crumbs": _crumbs(shown.team.name),
    }
    return render(request, "alerts/rota.html", given)


def _in_order(patterns: tuple[ShiftPattern, ...]) -> list[ShiftPattern]:
    return sorted(patterns, key=lambda row: (row.weekday, row.starts, row.pk))


def _day(given: str) -> date | None:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


@teams_and_administrators
def add_hours(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Add weekly hours, for several days at once."""
    person, at = person_of(request), timezone.now()
    known = _kept(person, team_id)
    initial = {"from_day": at.astimezone(zone_of(person.time_zone)).date()}
    form = PatternForm(posted(request), people=known.members, initial=initial)
    page = _page(known, _("Add weekly hours"), _("Add"), lead=_by_the_clock(person))

    def act(typed: dict[str, Any]) -> None:
        new = [
            NewPattern(
                UUID(typed["person"]),
                weekday,
                typed["starts"],
                typed["ends"],
                person.time_zone,
                typed["from_day"],
                typed["until_day"],
            )
            for weekday in typed["weekdays"]
        ]
        services.add_patterns(person, team_id=team_id, new=new, at=timezone.now())

    return answer(request, form, page, act)


def _by_the_clock(person: Person) -> str:
    return _("By the clock on the wall in %(zone)s. A change of the clocks does not move it.") % {
        "zone": person.time_zone
    }


@teams_and_administrators
def end_hours(request: HttpRequest, team_id: UUID, pattern_id: UUID) -> HttpResponse:
    """End weekly hours."""
    person, at = person_of(request), timezone.now()
    known = _kept(person, team_id)
    pattern = _pattern(known, pattern_id)
    initial = {"last_day": at.astimezone(zone_of(person.time_zone)).date()}
    form = PatternEndForm(posted(request), initial=initial)
    page = _page(known, _("End weekly hours"), _("End them"), danger=True, facts=_facts(pattern))
    return answer(
        request,
        form,
        page,
        lambda typed: services.end_pattern(
            person, team_id=team_id, pattern_id=pattern_id, last_day=typed["last_day"], at=timezone.now()
        ),
    )


@teams_and_administrators
def swap(request: HttpRequest, team_id: UUID, pattern_id: UUID, day: str) -> HttpResponse:
    """Give one date of weekly hours to somebody else, or to nobody."""
    person = person_of(request)
    known = rota_of(person, team_id, at=timezone.now())
    pattern, on = _pattern(known, pattern_id), _day(day)
    if on is None:
        raise NotVisible
    keeps = may.keeps_rota(person, known.team)
    form = SwapForm(posted(request), people=known.members, nobody=keeps)
    facts = [*_facts(pattern), (_("Day"), on)]
    page = _page(known, _("Who takes this shift?"), _("Save the change"), facts=facts)

    def act(typed: dict[str, Any]) -> None:
        chosen = typed["person"]
        services.change_date(
            person,
            team_id=team_id,
            pattern_id=pattern_id,
            day=on,
            instead_id=None if chosen == "nobody" else UUID(chosen),
            reason=typed["reason"],
            at=timezone.now(),
        )

    return answer(request, form, page, act)


@teams_and_administrators
def add_shift(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Add a single shift."""
    person = person_of(request)
    known = _kept(person, team_id)
    zone = zone_of(person.time_zone)
    given = _day(request.GET.get("day", ""))
    form = ShiftForm(posted(request), people=known.members, initial={"day": given})
    page = _page(known, _("Add a single shift"), _("Add"), lead=_by_the_clock(person))

    def act(typed: dict[str, Any]) -> None:
        last = typed["day"] if typed["ends"] > typed["starts"] else typed["day"] + timedelta(days=1)
        services.add_shift(
            person,
            team_id=team_id,
            person_id=UUID(typed["person"]),
            starts_at=pure.earliest(typed["day"], typed["starts"], zone),
            ends_at=pure.latest(last, typed["ends"], zone),
            at=timezone.now(),
        )

    return answer(request, form, page, act)


@teams_and_administrators
def cancel_shift(request: HttpRequest, team_id: UUID, shift_id: UUID) -> HttpResponse:
    """Take a single shift out of the rota."""
    person = person_of(request)
    known = _kept(person, team_id)
    page = _page(
        known,
        _("Take a shift out"),
        _("Take it out"),
        danger=True,
        lead=_("Nobody is put in its place."),
    )
    return answer(
        request,
        SureForm(posted(request)),
        page,
        lambda typed: services.cancel_shift(person, team_id=team_id, shift_id=shift_id, at=timezone.now()),
    )


def _kept(person: Person, team_id: UUID) -> Rota:
    """Return the rota of a team that this person keeps."""
    may.require_rota(person, team_seen_by(person, team_id))
    return rota_of(person, team_id, at=timezone.now())


def _pattern(known: Rota, pattern_id: UUID) -> ShiftPattern:
    found = (
        ShiftPattern.objects.filter(team=known.team, public_id=pattern_id).select_related("person").first()
    )
    if found is None:
        raise NotVisible
    return found


def _facts(pattern: ShiftPattern) -> list[tuple[Any, Any]]:
    return [
        (_("Who"), pattern.person.get_full_name()),
        (_("Weekly"), dict(WEEKDAYS)[pattern.weekday]),
        (_("Hours"), f"{pattern.starts:%H:%M} – {pattern.ends:%H:%M} ({pattern.time_zone})"),
    ]


def _page(known: Rota, title: Any, submit: Any, **given: Any) -> FormPage:
    address = reverse("alerts:rota", args=[known.team.public_id])
    return FormPage(
        title=title,
        submit=submit,
        back_url=address,
        crumbs=[*_crumbs(known.team.name)[:1], (known.team.name, address), (title, "")],
        done=_("Saved."),
        **given,
    )


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Rota"), reverse("alerts:rotas")), (here, "")]

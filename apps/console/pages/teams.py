"""An administrator's pages on care teams: who belongs to them and whom they care for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.accounts.services import teams as services
from apps.console.forms.people import CareForm, MemberForm, SureForm, TeamForm
from apps.console.pages.access import administrators_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.selectors import people as selectors
from apps.recordings import score_teams


@administrators_only
def teams(request: HttpRequest) -> HttpResponse:
    """All teams with their sizes."""
    return render(request, "console/teams.html", {"rows": selectors.teams(person_of(request))})


@administrators_only
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """One team: members and mothers."""
    shown = selectors.team(person_of(request), team_id)
    given = {"team": shown, "crumbs": _crumbs(shown.name), "has_score": score_teams.is_on_here()}
    return render(request, "console/team.html", given)


@administrators_only
def new_team(request: HttpRequest) -> HttpResponse:
    """Make a team without members."""
    page = FormPage(
        title=_("New team"),
        submit=_("Make the team"),
        back_url=reverse("console:teams"),
        context={"crumbs": _crumbs(_("New team"))},
    )
    return answer(
        request,
        TeamForm(posted(request)),
        page,
        lambda typed: _address(services.create_team(person_of(request), **typed).public_id),
    )


@administrators_only
def add_member(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Let a clinician belong to the team from now on."""
    shown = selectors.team(person_of(request), team_id)
    page = _page(
        shown,
        _("Add a clinician"),
        _("Add"),
        lead=_("From now on she sees every mother whom this team cares for."),
    )

    def act(typed: dict[str, Any]) -> None:
        services.add_member(
            person_of(request),
            team_id=team_id,
            person_id=UUID(typed["person"]),
            is_lead=typed["is_lead"],
            at=timezone.now(),
        )

    return answer(request, MemberForm(posted(request), people=selectors.clinicians_outside(shown)), page, act)


@administrators_only
def remove_member(request: HttpRequest, team_id: UUID, person_id: UUID) -> HttpResponse:
    """End a membership."""
    shown, person = selectors.team(person_of(request), team_id), selectors.person(person_id)
    page = _page(
        shown,
        _("Take %(name)s out of the team") % {"name": person.get_full_name()},
        _("Take out"),
        danger=True,
        lead=_("From this moment on this account sees none of the team's mothers."),
    )
    return answer(
        request,
        SureForm(posted(request)),
        page,
        lambda typed: services.remove_member(
            person_of(request), team_id=team_id, person_id=person_id, at=timezone.now()
        ),
    )


@administrators_only
def assign_mother(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Let the team care for a mother from now on."""
    shown = selectors.team(person_of(request), team_id)
    page = _page(
        shown,
        _("Add a mother"),
        _("Add"),
        lead=_("From now on every member of this team sees her pregnancy."),
    )

    def act(typed: dict[str, Any]) -> None:
        mother_id = selectors.mother_by_address(typed["email"])
        services.assign_mother(person_of(request), team_id=team_id, mother_id=mother_id, at=timezone.now())

    return answer(request, CareForm(posted(request)), page, act)


@administrators_only
def end_care(request: HttpRequest, team_id: UUID, mother_id: UUID) -> HttpResponse:
    """End the care of a mother by the team."""
    shown, mother = selectors.team(person_of(request), team_id), selectors.person(mother_id)
    page = _page(
        shown,
        _("End the care of %(name)s") % {"name": mother.get_full_name()},
        _("End the care"),
        danger=True,
        lead=_("From this moment on the members of this team no longer see her."),
    )
    return answer(
        request,
        SureForm(posted(request)),
        page,
        lambda typed: services.end_care(
            person_of(request), team_id=team_id, mother_id=mother_id, at=timezone.now()
        ),
    )


def _page(shown: Any, title: Any, submit: Any, **given: Any) -> FormPage:
    return FormPage(
        title=title,
        submit=submit,
        back_url=_address(shown.public_id),
        done=_("Done."),
        context={"crumbs": [*_crumbs(shown.name)[:1], (shown.name, _address(shown.public_id)), (title, "")]},
        **given,
    )


def _address(team_id: UUID) -> str:
    return reverse("console:team", args=[team_id])


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Teams"), reverse("console:teams")), (here, "")]

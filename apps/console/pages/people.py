"""An administrator's pages on people: who has an account, who is invited, who is shut out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.accounts.selectors import care_teams_of
from apps.accounts.services import people as services
from apps.console.forms.people import InviteForm, SureForm
from apps.console.pages.access import administrators_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.pages.paging import asked, page_of
from apps.console.selectors import people as selectors

PEOPLE_ON_A_PAGE = 50


@administrators_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, by name."""
    q, role = asked(request, "q"), asked(request, "role")
    found = Paginator(selectors.people(q=q, role=role), PEOPLE_ON_A_PAGE)
    return render(
        request,
        "console/people.html",
        {"q": q, "role": role, "roles": selectors.LISTED_ROLES, **page_of(request, found)},
    )


@administrators_only
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One account: role, teams, whether she has come in."""
    shown = selectors.person(person_id)
    given = {
        "shown": shown,
        "teams": care_teams_of(shown) if shown.is_clinician else [],
        "crumbs": _crumbs(shown.get_full_name()),
        "is_self": shown.pk == person_of(request).pk,
    }
    return render(request, "console/person.html", given)


@administrators_only
def invite(request: HttpRequest) -> HttpResponse:
    """Add somebody; a code to come in with follows by e-mail."""
    page = FormPage(
        title=_("Invite somebody"),
        submit=_("Invite"),
        back_url=reverse("console:people"),
        done=_("The invitation is on its way."),
        lead=_(
            "She gets a code by e-mail and chooses her own password. Mothers sign up themselves, in the app."
        ),
        context={"crumbs": _crumbs(_("Invite somebody"))},
    )

    def act(typed: dict[str, Any]) -> str:
        added = services.invite(person_of(request), at=timezone.now(), **typed)
        return reverse("console:person", args=[added.public_id])

    return answer(request, InviteForm(posted(request)), page, act)


@administrators_only
def invite_again(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Send a new code; the older ones end."""
    shown = selectors.person(person_id)
    page = FormPage(
        title=_("Send a new code"),
        submit=_("Send"),
        back_url=reverse("console:person", args=[person_id]),
        lead=shown.email,
        done=_("A new code is on its way."),
        context={"crumbs": _crumbs(shown.get_full_name())},
    )
    return answer(
        request,
        SureForm(posted(request)),
        page,
        lambda typed: _nothing(
            services.invite_again(person_of(request), person_id=person_id, at=timezone.now())
        ),
    )


@administrators_only
def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Shut somebody out at once."""
    shown = selectors.person(person_id)
    page = FormPage(
        title=_("Shut out %(name)s") % {"name": shown.get_full_name()},
        submit=_("Shut out"),
        danger=True,
        back_url=reverse("console:person", args=[person_id]),
        done=_("The account is closed and every session has ended."),
        lead=_(
            "From this moment on this account sees nothing and every session of it ends. "
            "What was written stays."
        ),
        context={"crumbs": _crumbs(shown.get_full_name())},
    )
    return answer(
        request,
        SureForm(posted(request)),
        page,
        lambda typed: _nothing(
            services.deactivate(person_of(request), person_id=person_id, at=timezone.now())
        ),
    )


def _nothing(_done: object) -> None:
    return None


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("People"), reverse("console:people")), (here, "")]

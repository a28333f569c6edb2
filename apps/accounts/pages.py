"""Pages of this app: a person's settings, the way in by invitation, and the home of mothers and partners.

`working_page` guards the pages of all apps: who is not signed in signs in first, a mother or partner goes home; what a
service refuses there is said by `refusing`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import access_words, preferences, selectors
from apps.accounts.api.serializers import role_words
from apps.accounts.forms import InvitationForm, SettingsForm
from apps.accounts.models import Person, Role
from apps.accounts.services import invitations, people
from apps.accounts.visits import Look, visits
from apps.foundation.errors import Forbidden, Invalid, NotVisible, Problem
from apps.ui import navigation

LOOKS_PER_PAGE = 400
LONGEST_NUMBER = 18  # digits that fit into the column
Page = Callable[..., HttpResponseBase]


def working_page(*roles: Role) -> Callable[[Page], Page]:
    """Guard a page for those who work here: `@working_page(Role.CLINICIAN)`."""

    def guard(page: Page) -> Page:
        @functools.wraps(page)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            role = request.user.role  # type: ignore[union-attr]
            if role in roles:
                return page(request, *args, **kwargs)
            if role in (Role.MOTHER, Role.PARTNER):
                return HttpResponseRedirect(home_of(request.user))
            raise PermissionDenied

        return guarded

    return guard


def refusing(page: Page) -> Page:
    """Let what a service refuses become 404 (not hers to see), 403 (not hers to do) or a sentence."""

    @functools.wraps(page)
    def refused(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except NotVisible as refusal:
            raise Http404 from refusal
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Problem as refusal:
            return render(request, "ui/refused.html", {"sentence": str(refusal)}, status=refusal.status)

    return refused


def person_of(request: HttpRequest) -> Person:
    """Return the account that is signed in. Pages are only reached through `working_page`."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def home_of(person: Any) -> str:
    """Return the address of the first page of a mother or partner."""
    from django.urls import reverse

    return reverse("accounts:home")


@login_required
def settings(request: HttpRequest) -> HttpResponseBase:
    """Name, language, time zone and units of the person who is signed in."""
    person: Any = request.user
    form = SettingsForm(
        request.POST or None, initial={name: getattr(person, name) for name in people.OWN_FIELDS}
    )
    if request.method == "POST" and form.is_valid():
        preferences.activate(people.change_own(person, **form.cleaned_data))
        messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def invitation(request: HttpRequest) -> HttpResponseBase:
    """Set a first password with a code that came by e-mail."""
    limited = ratelimit.consume_or_429(request, action="reset_password_from_key")
    if limited:
        return limited
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _accepted(form):
        messages.success(request, _("Your password is set. Please sign in with it."))
        return redirect("account_login")
    return render(request, "accounts/invitation.html", {"form": form}, status=422 if form.errors else 200)


def _accepted(form: InvitationForm) -> bool:
    try:
        invitations.accept(**form.cleaned_data, at=timezone.now())
    except Invalid as problem:
        form.add_error("code", problem.errors[0].message)
        return False
    return True


@login_required
def home(request: HttpRequest) -> HttpResponseBase:
    """What a mother finds on the web: who looked at her, what she agreed to. A partner: the first link of the bar."""
    person: Any = request.user
    if person.role == Role.PARTNER:
        return redirect(navigation.items_for(person, "bar")[0].url)
    if person.role != Role.MOTHER:
        return redirect("/")
    looks = _looks(person, request.GET.get("before", ""))
    shown = looks[:LOOKS_PER_PAGE]
    older = shown[-1].number if len(looks) > LOOKS_PER_PAGE else None
    context = {"visits": visits(shown), "older": older, "consents": selectors.consents_of(person)}
    return render(request, "accounts/home_mother.html", context)


def _looks(mother: Person, before: str) -> list[Look]:
    """One more than a page groups, so that it knows whether there are older ones."""
    found = selectors.access_log_of(mother)
    if before.isascii() and before.isdigit() and len(before) <= LONGEST_NUMBER:
        found = found.filter(sequence__lt=int(before))
    return [
        Look(
            number=entry.sequence,
            at=entry.at,
            name=entry.reader.get_full_name(),
            role=role_words(entry.reader_role),
            what=access_words.of(entry.kind),
        )
        for entry in found[: LOOKS_PER_PAGE + 1]
    ]


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The page behind the sign-in library's limits (API: a problem, see `middleware.auth_problems`)."""
    return render(request, "429.html", status=429)

"""Who may open a page; what a service refuses becomes 404 (not hers to see), 403 (to do) or a sentence."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.accounts.models import Person, Profession, Role
from apps.accounts.pages import working_page
from apps.foundation.errors import Forbidden, NotVisible, Problem

Page = Callable[..., HttpResponseBase]


def person_of(request: HttpRequest) -> Person:
    """Return the account that is signed in. Pages are only reached through the guards below."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def clinicians_only(page: Page) -> Page:
    """A page of the care team."""
    return working_page(Role.CLINICIAN)(_refusing(page))


def administrators_only(page: Page) -> Page:
    """A page for whoever keeps people and teams; holds no health data."""
    return working_page(Role.ADMINISTRATOR)(_refusing(page))


def dietitians_and_administrators(page: Page) -> Page:
    """A page on how well foods are recognised; holds nothing of any mother."""

    @functools.wraps(page)
    def of_dietitians(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not watches_recognition(person_of(request)):
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return working_page(Role.CLINICIAN, Role.ADMINISTRATOR)(_refusing(of_dietitians))


def watches_recognition(person: Person) -> bool:
    """Dietitians know which dish it was, administrators add photos of it."""
    return person.is_administrator or person.profession == Profession.DIETITIAN


def _refusing(page: Page) -> Page:
    @functools.wraps(page)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except NotVisible as refusal:
            raise Http404 from refusal
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Problem as refusal:
            return render(request, "console/refused.html", {"sentence": str(refusal)}, status=refusal.status)

    return refusing

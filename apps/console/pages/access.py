"""Who may open a page; what a service refuses becomes 404 (not hers to see), 403 (to do) or a sentence."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.accounts.models import Person, Profession, Role
from apps.accounts.pages import person_of, refusing, working_page

Page = Callable[..., HttpResponseBase]


def clinicians_only(page: Page) -> Page:
    """A page of the care team."""
    return working_page(Role.CLINICIAN)(refusing(page))


def administrators_only(page: Page) -> Page:
    """A page for whoever keeps people and teams; holds no health data."""
    return working_page(Role.ADMINISTRATOR)(refusing(page))


def dietitians_and_administrators(page: Page) -> Page:
    """A page on how well foods are recognised; holds nothing of any mother."""

    @functools.wraps(page)
    def of_dietitians(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not watches_recognition(person_of(request)):
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return working_page(Role.CLINICIAN, Role.ADMINISTRATOR)(refusing(of_dietitians))


def watches_recognition(person: Person) -> bool:
    """Dietitians know which dish it was, administrators add photos of it."""
    return person.is_administrator or person.profession == Profession.DIETITIAN

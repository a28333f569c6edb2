"""Who may open a page; what a service refuses becomes 404 (not hers to see), 403 (to do) or a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase

from apps.accounts.models import Role
from apps.accounts.pages import refusing, working_page

Page = Callable[..., HttpResponseBase]


def clinicians_only(page: Page) -> Page:
    """A page of the care team."""
    return working_page(Role.CLINICIAN)(refusing(page))


def administrators_only(page: Page) -> Page:
    """A page for whoever keeps people and teams; holds no health data."""
    return working_page(Role.ADMINISTRATOR)(refusing(page))


def teams_and_administrators(page: Page) -> Page:
    """A page on a team: its members and administrators; holds no health data."""
    return working_page(Role.CLINICIAN, Role.ADMINISTRATOR)(refusing(page))

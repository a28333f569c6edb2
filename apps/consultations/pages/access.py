"""Who may open a page of consultations; what is not hers to see is 404, what is not hers to do 403."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase

from apps.accounts.models import Role
from apps.accounts.pages import refusing, working_page

Page = Callable[..., HttpResponseBase]


def clinicians_only(page: Page) -> Page:
    """A page of the care team."""
    return working_page(Role.CLINICIAN)(refusing(page))

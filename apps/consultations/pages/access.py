"""Who may open a page of consultations; what is not hers to see is 404, what is not hers to do 403."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from apps.accounts.models import Person, Role
from apps.accounts.pages import working_page
from apps.foundation.errors import Forbidden, NotVisible

Page = Callable[..., HttpResponseBase]


def person_of(request: HttpRequest) -> Person:
    """Return the account that is signed in. Pages are only reached through the guard below."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def clinicians_only(page: Page) -> Page:
    """A page of the care team."""

    @functools.wraps(page)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except NotVisible as refusal:
            raise Http404 from refusal
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return working_page(Role.CLINICIAN)(refusing)

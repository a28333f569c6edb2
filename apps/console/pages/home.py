"""The address without a path: everybody is sent to where her work, or her own page, is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from apps.accounts.models import Role
from apps.accounts.pages import person_of

START = {Role.CLINICIAN: "console:worklist", Role.ADMINISTRATOR: "console:people"}
FOR_THE_OTHERS = "accounts:home"


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Clinicians to the worklist, administrators to people, the others to a page of their own."""
    return HttpResponseRedirect(reverse(START.get(Role(person_of(request).role), FOR_THE_OTHERS)))

"""What of the house is silent, who was called, and «I take it». For administrators; nothing here is about a mother."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Role
from apps.accounts.pages import person_of, refusing, working_page
from apps.expectations import house, selectors
from apps.expectations.models import Page
from apps.expectations.services import paging
from apps.foundation.errors import Conflict

MOST_PAST = 50


@working_page(Role.ADMINISTRATOR)
@refusing
@require_safe
def silence(request: HttpRequest) -> HttpResponse:
    """The parts of the house now, the silences that are open, and those that are over."""
    past = selectors.pages().filter(ended_at__isnull=False)[:MOST_PAST]
    given = {
        "parts": selectors.parts_now(),
        "open": [_shown(page) for page in selectors.open_pages()],
        "past": [_shown(page) for page in past],
        "at": timezone.now(),
    }
    return render(request, "expectations/silence.html", given)


@working_page(Role.ADMINISTRATOR)
@refusing
@require_POST
def take(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """«I take it»."""
    try:
        paging.take(person_of(request), page_id=page_id, at=timezone.now())
        messages.success(request, _("You have it. Nobody else is called."))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("expectations:silence"))


def _shown(page: Page) -> dict[str, object]:
    """A page with the words of its part; a part that the code no longer knows is called by its name."""
    part = house.PARTS.get(page.expectation.key)
    return {
        "page": page,
        "title": part.title if part else page.expectation.key,
        "stands_still": part.stands_still if part else "",
        "entries": page.entries.all(),
    }

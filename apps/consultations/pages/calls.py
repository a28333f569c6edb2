"""Who rings, for pages that have no place for a call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.consultations.calls import selectors
from apps.consultations.calls.states import CallState
from apps.consultations.pages.access import clinicians_only


@clinicians_only
@require_safe
def ringing(request: HttpRequest) -> HttpResponse:
    """The call that rings for her now; nothing where none does, or where she is the one who calls."""
    person = person_of(request)
    call = selectors.own_live_call(person)
    rings = (
        call is not None
        and call.callee_id == person.pk
        and call.state == CallState.RINGING
        and call.ring_due_at > timezone.now()
    )
    return render(request, "consultations/parts/ringing.html", {"call": call if rings else None})

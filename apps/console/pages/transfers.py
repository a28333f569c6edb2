"""A letter to a hospital, as it goes on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.accounts.pages import person_of
from apps.console.pages.access import clinicians_only
from apps.console.selectors.banner import patient_banner
from apps.consultations.selectors.transfers import transfer_visible_to
from apps.pregnancies.selectors import pregnancy_visible_to


@clinicians_only
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Show a signed letter, to be printed."""
    person = person_of(request)
    letter = transfer_visible_to(person, transfer_id)
    pregnancy = pregnancy_visible_to(person, letter.pregnancy.public_id)
    given = {
        "letter": letter,
        "newer": getattr(letter, "replaced_by", None),
        "patient": patient_banner(person, pregnancy, at=timezone.now()),
        "consultation_url": f"/consultations/{letter.thread.public_id}/",
    }
    return render(request, "console/transfer.html", given)

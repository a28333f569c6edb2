"""The trend board of one mother: how her recordings went over days and weeks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.console.pages.access import clinicians_only
from apps.console.pages.of_pregnancy import crumbs
from apps.console.pages.paging import asked
from apps.console.selectors import trend as selectors
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.live import head_of
from apps.pregnancies.selectors import pregnancy_visible_to


@clinicians_only
@require_safe
def trend(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """One chart for each figure; `?period=` says over what time."""
    person, at = person_of(request), timezone.now()
    pregnancy = pregnancy_visible_to(person, pregnancy_id)
    patient = patient_banner(person, pregnancy, at=at)
    given = {
        "page": selectors.trend(person, pregnancy, period=asked(request, "period"), at=at),
        "heads": head_of(pregnancy.subject),
        "patient": patient,
        "crumbs": crumbs(patient, _("Trend")),
    }
    return render(request, "console/trend.html", given)

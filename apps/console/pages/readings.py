"""A mother's readings: charts, and what her care team writes by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.console.forms.base import ServiceForm
from apps.console.forms.readings import ReadingForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.pages.of_pregnancy import Around, around, around_going, crumbs
from apps.console.pages.paging import asked
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.live import head_of
from apps.console.selectors.readings import readings_page, readings_url
from apps.observations import wording
from apps.observations.models import Observation
from apps.observations.selectors.readings import reading_visible_to
from apps.observations.services import by_hand
from apps.observations.services.by_hand import Given
from apps.pregnancies.days import zone
from apps.pregnancies.selectors import pregnancy_visible_to


@clinicians_only
@require_safe
def readings(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """One chart for each measure; `?period=` says over what time."""
    person, at = person_of(request), timezone.now()
    pregnancy = pregnancy_visible_to(person, pregnancy_id)
    patient = patient_banner(person, pregnancy, at=at)
    given = {
        "page": readings_page(person, pregnancy, period=asked(request, "period"), at=at),
        "heads": head_of(pregnancy.subject),
        "patient": patient,
        "crumbs": crumbs(patient, _("Readings")),
    }
    return render(request, "console/readings.html", given)


@clinicians_only
def add_reading(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Write a reading of `?measure=`; a weight where it is left out."""
    person, measure = person_of(request), asked(request, "measure") or "body_weight"
    here = around_going(request, pregnancy_id)
    by_hand.require_may_write(person, measure)
    now = timezone.now()
    begun = {"taken_at": now.astimezone(zone(here.pregnancy.subject)).replace(tzinfo=None)}
    form = ReadingForm(posted(request), measure=measure, initial=begun)

    def act(typed: dict[str, Any]) -> None:
        by_hand.note_reading(person, mother=here.pregnancy.subject, given=_given(form, here), at=now)

    return answer(request, form, _page(here, wording.measure(measure), submit=_("Save")), act)


@clinicians_only
def correct_reading(request: HttpRequest, pregnancy_id: UUID, reading_id: UUID) -> HttpResponse:
    """Write a further version of a reading that the care team wrote."""
    here, row = _of(request, pregnancy_id, reading_id)
    form = ReadingForm(posted(request), measure=row.measure, initial=_begun(row, here))
    lead = _("It is kept as a further version. The earlier ones stay as they are.")

    def act(typed: dict[str, Any]) -> None:
        by_hand.correct_reading(
            person_of(request),
            reading_id=reading_id,
            seen_version=typed["seen_version"] or 0,
            given=_given(form, here),
            at=timezone.now(),
        )

    return answer(request, form, _page(here, wording.measure(row.measure), submit=_("Save"), lead=lead), act)


@clinicians_only
def delete_reading(request: HttpRequest, pregnancy_id: UUID, reading_id: UUID) -> HttpResponse:
    """Delete a reading; for a day it can be brought back."""
    here, row = _of(request, pregnancy_id, reading_id)
    lead = _("It can be brought back for a day. An alert that rests on it says that it was deleted.")
    page = _page(
        here, wording.measure(row.measure), submit=_("Delete"), danger=True, lead=lead, done=_("Deleted.")
    )

    def act(typed: dict[str, Any]) -> None:
        by_hand.delete_reading(person_of(request), reading_id=reading_id, at=timezone.now())

    return answer(request, ServiceForm(posted(request)), page, act)


@clinicians_only
def restore_reading(request: HttpRequest, pregnancy_id: UUID, reading_id: UUID) -> HttpResponse:
    """Bring a deleted reading back."""
    here = around(request, pregnancy_id)
    page = _page(here, _("Bring a reading back"), submit=_("Bring back"), done=_("Brought back."))

    def act(typed: dict[str, Any]) -> None:
        by_hand.restore_reading(person_of(request), reading_id=reading_id, at=timezone.now())

    return answer(request, ServiceForm(posted(request)), page, act)


def _of(request: HttpRequest, pregnancy_id: UUID, reading_id: UUID) -> tuple[Around, Observation]:
    here = around(request, pregnancy_id)
    row = reading_visible_to(person_of(request), reading_id)
    if row.pregnancy_id != here.pregnancy.pk:
        raise Http404
    by_hand.require_may_write(person_of(request), row.measure)
    return here, row


def _given(form: ReadingForm, here: Around) -> Given:
    """What was typed, at a moment of the mother's own clock."""
    typed: datetime = form.cleaned_data["taken_at"]
    return Given(form.written(), taken_at=typed.replace(tzinfo=zone(here.pregnancy.subject)))


def _begun(row: Observation, here: Around) -> dict[str, Any]:
    """A reading as it stands, in the usual unit of its measure."""
    detail = row.detail
    return {
        "taken_at": row.start_at.astimezone(zone(here.pregnancy.subject)).replace(tzinfo=None),
        "value": row.value,
        "second_value": row.second_value,
        "unit": detail.get("unit", row.unit),
        "seen_version": row.version,
        **detail.get("parts_mm", {}),
        **{
            name: detail.get(name)
            for name in ("grade", "name", "fetus", "measured_by", "relation_to_meal", "note")
        },
    }


def _page(here: Around, title: Any, **about: Any) -> FormPage:
    url = readings_url(here.pregnancy)
    way = crumbs(here.patient, title)
    context = {"patient": here.patient, "crumbs": [*way[:-1], (_("Readings"), url), way[-1]]}
    about.setdefault("done", _("Saved."))
    return FormPage(title=title, back_url=url, context=context, **about)

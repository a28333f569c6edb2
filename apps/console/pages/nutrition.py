"""A mother's nutrition page, the notes that a dietitian writes on it, and the targets of her meals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.console.forms.carbohydrate import CarbohydrateForm
from apps.console.forms.diet_notes import DietNoteForm, WithdrawForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.pages.of_pregnancy import Around, around, crumbs
from apps.console.pages.paging import asked
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.diet_notes import diet_note_lines
from apps.console.selectors.live import head_of
from apps.console.selectors.nutrition import EARLIEST, LATEST, nutrition_page, nutrition_url
from apps.console.selectors.targets import target_lines
from apps.nutrition.selectors.diet_notes import note_of
from apps.nutrition.selectors.meals import profile_of
from apps.nutrition.selectors.targets import targets_of
from apps.nutrition.services import diet_notes, may, profiles
from apps.pregnancies.days import local_day
from apps.pregnancies.selectors import pregnancy_visible_to

HALF_A_WEEK = timedelta(days=3)


@clinicians_only
@require_safe
def nutrition(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """One week of meals; `?week=` is any day of it, `?day=` whose nutrients are shown (the mean where it is left out).

    Without `week` it is the one in which most of the last seven days lie: on a Monday this week says nothing yet.
    """
    person, at = person_of(request), timezone.now()
    pregnancy = pregnancy_visible_to(person, pregnancy_id)
    heads = head_of(pregnancy.subject)
    today = local_day(pregnancy.subject, at)
    on = _day(request, "week") or today - HALF_A_WEEK
    page = nutrition_page(person, pregnancy, on=on, day=_day(request, "day"), today=today)
    patient = patient_banner(person, pregnancy, at=at)
    given = {
        "page": page,
        "notes": diet_note_lines(person, pregnancy),
        "may_write_notes": may.writes_diet_notes(person),
        "targets": target_lines(person, pregnancy),
        "may_set_targets": may.sets_targets(person),
        "pregnancy_id": pregnancy.public_id,
        "heads": heads,
        "patient": patient,
        "crumbs": crumbs(patient, _("Nutrition")),
    }
    return render(request, "console/nutrition.html", given)


def _day(request: HttpRequest, name: str) -> date | None:
    """A day of the address; what is none, or far from any pregnancy, asks for nothing."""
    try:
        day = date.fromisoformat(asked(request, name))
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


@clinicians_only
def add_diet_note(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Write a note about the week of `?week=`."""
    here, person = _around(request, pregnancy_id), person_of(request)
    week_on = _day(request, "week") or local_day(here.pregnancy.subject, timezone.now())
    page = _page(here, _("A note on her meals"), week_on, submit=_("Save"))

    def act(typed: dict[str, Any]) -> None:
        diet_notes.write_note(
            person, pregnancy_id=pregnancy_id, week_on=week_on, text=typed["text"], at=timezone.now()
        )

    return answer(request, DietNoteForm(posted(request)), page, act)


@clinicians_only
def amend_diet_note(request: HttpRequest, pregnancy_id: UUID, note_id: UUID) -> HttpResponse:
    """Write a further version of a note."""
    here, person = _around(request, pregnancy_id), person_of(request)
    newest = note_of(person, here.pregnancy, note_id).newest
    begun = {"text": newest.text, "seen_version": newest.version}
    lead = _("It is kept as a further version. The earlier ones stay as they are.")
    page = _page(here, _("Amend the note"), newest.week_on, submit=_("Save the amendment"), lead=lead)

    def act(typed: dict[str, Any]) -> None:
        diet_notes.amend_note(
            person,
            pregnancy_id=pregnancy_id,
            note_id=note_id,
            seen_version=typed["seen_version"] or 0,
            text=typed["text"],
            at=timezone.now(),
        )

    return answer(request, DietNoteForm(posted(request), initial=begun), page, act)


@clinicians_only
def withdraw_diet_note(request: HttpRequest, pregnancy_id: UUID, note_id: UUID) -> HttpResponse:
    """Take a note back with a reason."""
    here, person = _around(request, pregnancy_id), person_of(request)
    newest = note_of(person, here.pregnancy, note_id).newest
    page = _page(here, _("Take the note back"), newest.week_on, submit=_("Take it back"), danger=True)

    def act(typed: dict[str, Any]) -> None:
        diet_notes.withdraw_note(
            person, pregnancy_id=pregnancy_id, note_id=note_id, at=timezone.now(), **typed
        )

    form = WithdrawForm(posted(request), initial={"seen_version": newest.version})
    return answer(request, form, page, act)


@clinicians_only
def set_carbohydrate_targets(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Set how much carbohydrate each kind of meal should bring. The usual windows are proposed where none are set."""
    here, person = around(request, pregnancy_id), person_of(request)
    may.require_target_setter(person)
    mother = here.pregnancy.subject
    week_on = _day(request, "week") or local_day(mother, timezone.now())
    lead = _(
        "The usual windows are proposed where none are set. Leave both fields of a meal empty for no target."
    )
    page = _page(here, _("Carbohydrate targets"), week_on, place="targets", submit=_("Save"), lead=lead)

    def act(typed: dict[str, Any]) -> None:
        profiles.change_profile(
            person,
            mother=mother,
            changes={"carbohydrate_targets": typed["targets"]},
            at=timezone.now(),
            seen_targets=typed["seen"],
        )

    return answer(
        request, CarbohydrateForm(posted(request), targets_of(profile_of(person, mother))), page, act
    )


def _around(request: HttpRequest, pregnancy_id: UUID) -> Around:
    """The surroundings of a form that only dietitians fill in. Raises NotVisible, Forbidden."""
    here = around(request, pregnancy_id)
    may.require_dietitian(person_of(request))
    return here


def _page(here: Around, title: Any, week_on: date, *, place: str = "notes", **about: Any) -> FormPage:
    back_url = f"{nutrition_url(here.pregnancy, week_on)}#{place}"
    way = crumbs(here.patient, title)
    context = {
        "patient": here.patient,
        "crumbs": [*way[:-1], (_("Nutrition"), nutrition_url(here.pregnancy, week_on)), way[-1]],
    }
    return FormPage(title=title, back_url=back_url, done=_("Saved."), context=context, **about)

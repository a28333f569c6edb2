"""Forms on recording at home: a clinician lets a mother record, takes that back, and notes what she practised."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.gate import OpenGateForm, PracticeForm, WhyForm, last_moment, noon_or_now
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import around, around_going
from apps.monitoring.selectors.gate import decision_of, in_words
from apps.monitoring.services import gate
from apps.pregnancies.days import local_day, zone


@clinicians_only
def open_gate(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Let her record at home in spite of reasons that are shown."""
    person, at = person_of(request), timezone.now()
    gate.require_opener(person)
    here = around_going(request, pregnancy_id)
    _facts, decision = decision_of(here.pregnancy, at=at)
    reasons = [
        one for one in in_words(decision, get_language() or "en") if one["can_open"] and not one["is_open"]
    ]
    if not reasons:
        messages.info(request, _("There is nothing that you could open the gate for."))
        return HttpResponseRedirect(here.url)
    form = OpenGateForm(posted(request), reasons=reasons, today=local_day(person, at))

    def act(typed: dict[str, Any]) -> None:
        gate.open_gate(
            person,
            pregnancy_id=pregnancy_id,
            keys=typed["keys"],
            reason=typed["reason"],
            until=last_moment(typed["until"], zone(person)),
            at=at,
        )

    page = here.form_page(
        _("Let her record at home"),
        submit=_("Let her record"),
        lead=_("The sentences are those that she reads."),
    )
    return answer(request, form, page, act)


@clinicians_only
def close_gate(request: HttpRequest, pregnancy_id: UUID, opening_id: UUID) -> HttpResponse:
    """Take an opening back."""
    person = person_of(request)
    gate.require_opener(person)

    def act(typed: dict[str, Any]) -> None:
        gate.close_again(person, pregnancy_id=pregnancy_id, opening_id=opening_id, at=timezone.now(), **typed)

    page = around(request, pregnancy_id).form_page(
        _("No longer let her record at home"), submit=_("Take it back")
    )
    return answer(request, WhyForm(posted(request)), page, act)


@clinicians_only
def note_practice(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Note what she practised with somebody beside her."""
    person, at = person_of(request), timezone.now()
    gate.require_opener(person)
    here = around_going(request, pregnancy_id)
    form = PracticeForm(posted(request), initial={"minutes": 30, "practised_on": local_day(person, at)})

    def act(typed: dict[str, Any]) -> None:
        gate.note_practice(
            person,
            pregnancy_id=pregnancy_id,
            minutes=typed["minutes"],
            practised_at=noon_or_now(typed["practised_on"], zone(person), at),
            note=typed["note"],
            at=at,
        )

    page = here.form_page(
        _("Practice with her"),
        submit=_("Save"),
        lead=_("She placed the sensor herself, and told her own heart from her baby's."),
    )
    return answer(request, form, page, act)


@clinicians_only
def withdraw_practice(request: HttpRequest, pregnancy_id: UUID, practice_id: UUID) -> HttpResponse:
    """Take a practice back that was noted wrongly."""
    person = person_of(request)
    gate.require_opener(person)

    def act(typed: dict[str, Any]) -> None:
        gate.withdraw_practice(
            person, pregnancy_id=pregnancy_id, practice_id=practice_id, at=timezone.now(), **typed
        )

    page = around(request, pregnancy_id).form_page(_("Take a practice back"), submit=_("Take it back"))
    return answer(request, WhyForm(posted(request)), page, act)

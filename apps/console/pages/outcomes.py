"""How a pregnancy, or one fetus of it, ended: recorded once, in one act, after a second look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.background import CorrectOutcomeForm, OutcomeForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import around
from apps.pregnancies.services import outcomes
from apps.pregnancies.states import FetusState


@clinicians_only
def record_outcome(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Record what happened. Asked once more before it is written."""
    here = around(request, pregnancy_id)
    living = [fetus for fetus in here.pregnancy.fetuses.all() if fetus.state == FetusState.LIVING]
    form = OutcomeForm(posted(request), living=sorted(living, key=lambda fetus: fetus.label))
    page = here.form_page(
        _("Record an outcome"),
        submit=_("Record it"),
        danger=True,
        is_quiet=True,
        done=_("The outcome is recorded."),
        lead=_("From then on nothing is shown or sent that assumes what has ended. The record stays."),
        confirm=_("Is all of this right? It takes effect everywhere at once."),
    )

    def act(typed: dict[str, Any]) -> None:
        outcomes.record_outcome(
            person_of(request), pregnancy_id=pregnancy_id, new=form.new(), at=timezone.now()
        )

    return answer(request, form, page, act)


@clinicians_only
def correct_outcome(request: HttpRequest, pregnancy_id: UUID, outcome_id: UUID) -> HttpResponse:
    """Take back an outcome that was recorded wrongly; the wrong entry stays with the reason."""
    here = around(request, pregnancy_id)
    page = here.form_page(
        _("This outcome is wrong"),
        submit=_("Take it back"),
        danger=True,
        is_quiet=True,
        done=_("The outcome is taken back."),
        lead=_(
            "Fetuses and pregnancy return to what they were before it. "
            "Then record the right one, if there is one."
        ),
        confirm=_("Take this outcome back? It takes effect everywhere at once."),
    )

    def act(typed: dict[str, Any]) -> None:
        outcomes.correct_outcome(
            person_of(request), pregnancy_id=pregnancy_id, outcome_id=outcome_id, at=timezone.now(), **typed
        )

    return answer(request, CorrectOutcomeForm(posted(request)), page, act)

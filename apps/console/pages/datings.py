"""Forms on the due date: a new dating by each way of finding one, and the decision on one that waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms import datings as forms
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import around_going
from apps.console.selectors.datings import dating_row
from apps.pregnancies.models import Basis
from apps.pregnancies.services import datings
from apps.ui import words


@dataclass(frozen=True)
class Way:
    """A tab: one way to find a due date."""

    words: Any
    url: str
    is_current: bool
    count: int | None = None


@clinicians_only
def add_dating(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Propose a due date; what the rules recommend is decided on the next page."""
    here, basis = around_going(request, pregnancy_id), request.GET.get("basis", "")
    chosen = basis if basis in forms.FORMS else Basis.ULTRASOUND_CRL
    form = forms.FORMS[chosen](posted(request))
    ways = [Way(words, f"?basis={value}", value == chosen) for value, words in forms.NAMES.items()]
    page = here.form_page(
        _("Add a dating"),
        submit=_("Work out the due date"),
        done=_("The due date is worked out. Please decide on it."),
        lead=_("From what is the due date found?"),
        context={"tabs": ways, "tabs_label": _("Ways to find a due date")},
    )

    def act(typed: dict[str, Any]) -> str | None:
        dating, _new = datings.redate(
            person_of(request), pregnancy_id=pregnancy_id, given=form.given(), at=timezone.now()
        )
        return reverse("console:decide_dating", args=[pregnancy_id, dating.public_id])

    return answer(request, form, page, act)


@clinicians_only
def decide(request: HttpRequest, pregnancy_id: UUID, dating_id: UUID) -> HttpResponse:
    """Use, keep beside, or withdraw a dating that waits."""
    here = around_going(request, pregnancy_id)
    shown = dating_row(here.pregnancy, dating_id)
    page = here.form_page(
        _("Decide on a dating"),
        submit=_("Decide"),
        done=_("Decided."),
        lead=f"{shown.basis}, {words.day(shown.due_on)}. {shown.recommendation_sentence}",
    )

    def act(typed: dict[str, Any]) -> None:
        datings.decide_dating(
            person_of(request), pregnancy_id=pregnancy_id, dating_id=dating_id, at=timezone.now(), **typed
        )

    form = forms.DecideDatingForm(posted(request), initial={"decision": shown.recommended})
    return answer(request, form, page, act)

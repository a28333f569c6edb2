"""What her care team lets nobody offer to a mother: made and lifted from the page of her plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.plans import OfferVetoForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import around, around_going
from apps.console.selectors.plan import plan_url
from apps.plans.services import vetoes
from apps.pregnancies.days import local_day


@clinicians_only
def veto_offers(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Let nobody offer a kind of product to her, with a reason."""
    here, person = around_going(request, pregnancy_id), person_of(request)
    back = _plan_of(here)
    page = here.form_page(
        _("No offers of a kind"),
        submit=_("Let nobody offer it"),
    )

    def act(typed: dict[str, Any]) -> str:
        _row, is_new = vetoes.veto(
            person,
            pregnancy_id=pregnancy_id,
            category=typed["category"],
            reason=typed["reason"],
            at=timezone.now(),
        )
        if is_new:
            messages.success(request, _("From now on nobody offers it to her."))
        else:
            messages.info(request, _("This was ruled out already; the first reason stays."))
        return back

    return answer(request, OfferVetoForm(posted(request)), page, act)


@clinicians_only
def lift_veto(request: HttpRequest, pregnancy_id: UUID, veto_id: UUID) -> HttpResponse:
    """Let it be offered again."""
    here = around(request, pregnancy_id)
    if request.method == "POST":
        vetoes.lift(person_of(request), pregnancy_id=pregnancy_id, veto_id=veto_id, at=timezone.now())
        messages.success(request, _("It may be offered to her again."))
    return HttpResponseRedirect(_plan_of(here))


def _plan_of(here: Any) -> str:
    return plan_url(here.pregnancy, local_day(here.pregnancy.subject, timezone.now()))

"""Forms on what a mother brings with her: risk factors, allergies, earlier pregnancies, measures, fetuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms import background as forms
from apps.console.forms.base import ServiceForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import Around, around, around_going
from apps.pregnancies.services import allergies, earlier_pregnancies, fetuses, pregnancies, risk_factors


def _simple(
    request: HttpRequest, here: Around, title: Any, form: ServiceForm, act: Callable[..., object], **page: Any
) -> HttpResponse:
    """A form whose fields are the service's own arguments."""
    page.setdefault("submit", _("Save"))

    def call(typed: dict[str, Any]) -> None:
        act(person_of(request), pregnancy_id=here.pregnancy_id, at=timezone.now(), **typed)

    return answer(request, form, here.form_page(title, **page), call)


@clinicians_only
def add_risk(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Note a risk factor."""
    form = forms.RiskForm(posted(request))
    here = around_going(request, pregnancy_id)
    return _simple(request, here, _("Add a risk factor"), form, risk_factors.note_risk_factor)


@clinicians_only
def end_risk(request: HttpRequest, pregnancy_id: UUID, risk_id: UUID) -> HttpResponse:
    """Say that a risk is none any more."""

    def act(person: Any, **given: Any) -> object:
        return risk_factors.end_risk_factor(person, risk_factor_id=risk_id, **given)

    return _simple(
        request, around(request, pregnancy_id), _("End a risk factor"), forms.EndForm(posted(request)), act
    )


@clinicians_only
def no_risks(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """She was asked and has none."""
    return _asked(request, pregnancy_id, _("She was asked, and has no risk factors"), risks_asked=True)


@clinicians_only
def add_allergy(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Note an allergy."""
    form = forms.AllergyForm(posted(request))
    return _simple(request, around(request, pregnancy_id), _("Add an allergy"), form, allergies.note_allergy)


@clinicians_only
def end_allergy(request: HttpRequest, pregnancy_id: UUID, allergy_id: UUID) -> HttpResponse:
    """Say that it turned out to be none."""

    def act(person: Any, **given: Any) -> object:
        return allergies.end_allergy(person, allergy_id=allergy_id, **given)

    return _simple(
        request, around(request, pregnancy_id), _("End an allergy"), forms.EndForm(posted(request)), act
    )


@clinicians_only
def no_allergies(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """She was asked and has none."""
    return _asked(request, pregnancy_id, _("She was asked, and has no allergies"), allergies_asked=True)


def _asked(request: HttpRequest, pregnancy_id: UUID, title: Any, **asked: Any) -> HttpResponse:
    def act(person: Any, **given: Any) -> object:
        return pregnancies.change_pregnancy(person, **asked, **given)

    form = forms.NoneKnownForm(posted(request))
    return _simple(request, around(request, pregnancy_id), title, form, act, submit=_("Yes, none"))


@clinicians_only
def add_earlier(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Add an earlier pregnancy as she tells it."""
    form = forms.EarlierForm(posted(request))
    here = around(request, pregnancy_id)
    return _simple(
        request, here, _("Add an earlier pregnancy"), form, earlier_pregnancies.tell_earlier_pregnancy
    )


@clinicians_only
def change_measures(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Set height and weight before the pregnancy."""
    here = around(request, pregnancy_id)
    now = {name: getattr(here.pregnancy, name) for name in ("height_cm", "weight_before_kg")}
    form = forms.MeasuresForm(posted(request), initial=now)
    return _simple(request, here, _("Height and weight"), form, pregnancies.change_pregnancy)


@clinicians_only
def change_placenta(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Say how several fetuses share the placenta."""
    here = around(request, pregnancy_id)
    form = forms.ChorionicityForm(posted(request), initial={"chorionicity": here.pregnancy.chorionicity})
    return _simple(request, here, _("Placenta"), form, pregnancies.change_pregnancy)


@clinicians_only
def add_fetus(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Add a fetus that a scan has found."""
    form = forms.AddFetusForm(posted(request))
    return _simple(
        request,
        around_going(request, pregnancy_id),
        _("Add a fetus"),
        form,
        fetuses.add_fetus,
        confirm=_("Is there one fetus more than is written down?"),
    )

"""Risk factors, allergies, earlier pregnancies, measures, fetuses, and how a pregnancy ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, day_field, text_field
from apps.pregnancies.models import BirthMode, Chorionicity, EarlierOutcome, Fetus, OutcomeKind, Severity
from apps.pregnancies.rules.risks import risk_codes
from apps.pregnancies.services.outcomes import RESULTS_AT_BIRTH, RESULTS_OF_ONE, FetusResult, NewOutcome
from apps.pregnancies.states import FetusState

RESULTS = (*RESULTS_AT_BIRTH, *RESULTS_OF_ONE)

GROUPS: dict[str, Any] = {
    "mother": _("The mother"),
    "illness": _("Illnesses"),
    "earlier": _("Earlier pregnancies"),
    "now": _("This pregnancy"),
}


def risk_choices() -> list[tuple[Any, Any]]:
    """The coded risk factors in their groups, in the language of the page."""
    language = get_language() or "en"
    known = risk_codes().values()
    grouped = [
        (words, [(risk.code, risk.name(language)) for risk in known if risk.group == group])
        for group, words in GROUPS.items()
    ]
    return [("", _("Choose, or write it below")), *grouped]


class RiskForm(ServiceForm):
    """A risk factor by code or in words."""

    code = forms.ChoiceField(label=_("Risk factor"), choices=risk_choices, required=False)
    text = forms.CharField(label=_("In words, where the list has none"), max_length=300, required=False)


class AllergyForm(ServiceForm):
    substance = forms.CharField(label=_("Substance"), max_length=120)
    reaction = forms.CharField(label=_("What happened"), max_length=300, required=False)
    severity = forms.ChoiceField(label=_("How bad it was"), choices=Severity, initial=Severity.UNKNOWN)


class EndForm(ServiceForm):
    """Ends something that was noted; it stays in the record."""

    reason = forms.CharField(
        label=_("Why it no longer holds"),
        max_length=300,
        help_text=_("It stays in the record with this sentence."),
    )


class NoneKnownForm(ServiceForm):
    """She was asked and has none: an answer, which is not the same as nobody having asked."""


class EarlierForm(ServiceForm):
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2200)
    outcome = forms.ChoiceField(label=_("How it ended"), choices=EarlierOutcome)
    gestation_weeks = forms.IntegerField(label=_("Completed weeks"), required=False)
    mode = forms.ChoiceField(label=_("How the child was born"), choices=BirthMode, initial=BirthMode.UNKNOWN)
    birth_weight_g = forms.IntegerField(label=_("Weight of the child, in grams"), required=False)
    complications = text_field(_("Complications"), max_length=1000, rows=2, required=False)


class MeasuresForm(ServiceForm):
    height_cm = forms.DecimalField(
        label=_("Height, in centimetres"), max_digits=4, decimal_places=1, required=False
    )
    weight_before_kg = forms.DecimalField(
        label=_("Weight before the pregnancy, in kilograms"), max_digits=5, decimal_places=2, required=False
    )


class BeginForm(MeasuresForm):
    """A new pregnancy. Its dating follows on a page of its own."""

    fetus_count = forms.IntegerField(label=_("Fetuses"), initial=1)
    chorionicity = forms.ChoiceField(label=_("Placenta"), choices=Chorionicity, initial=Chorionicity.UNKNOWN)
    field_order = ["fetus_count", "chorionicity"]


class ChorionicityForm(ServiceForm):
    chorionicity = forms.ChoiceField(label=_("Placenta"), choices=Chorionicity)


class AddFetusForm(ServiceForm):
    found_on = day_field(_("Day of the scan that found it"), required=False)


class OutcomeForm(ServiceForm):
    """What happened, in one act. Each living fetus is asked for; `new()` is what the service takes."""

    kind = forms.ChoiceField(label=_("What happened"), choices=OutcomeKind, widget=forms.RadioSelect)
    occurred_on = day_field(_("On which day"))
    destination = forms.CharField(
        label=_("To whom"), max_length=200, required=False, help_text=_("Only for a transfer to other care.")
    )
    note = text_field(_("Note"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, living: list[Fetus], **given: Any) -> None:
        super().__init__(*args, **given)
        self.living = living
        if len(living) > 1:
            self._ask_for_each()
        else:
            kinds = [choice for choice in OutcomeKind.choices if choice[0] != OutcomeKind.FETAL_DEATH]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        for fetus in living:
            self.fields[f"weight_{fetus.label}"] = self._weight(fetus)
        own = [name for fetus in living for name in (f"result_{fetus.label}", f"weight_{fetus.label}")]
        self.order_fields(["kind", "occurred_on", *own])

    def _ask_for_each(self) -> None:
        results = [("", _("Nothing to say")), *((state.value, state.label) for state in RESULTS)]
        for fetus in self.living:
            label = _("Fetus %(label)s") % {"label": fetus.label}
            self.fields[f"result_{fetus.label}"] = forms.ChoiceField(
                label=label, choices=results, required=False
            )

    def _weight(self, fetus: Fetus) -> forms.IntegerField:
        several = len(self.living) > 1
        label = (
            _("Birth weight of fetus %(label)s, in grams") % {"label": fetus.label}
            if several
            else _("Birth weight, in grams")
        )
        return forms.IntegerField(label=label, required=False)

    def new(self) -> NewOutcome:
        """Return what was typed as the service takes it."""
        kind = self.cleaned_data["kind"]
        results = [found for fetus in self.living if (found := self._result(fetus, kind))]
        given = {name: self.cleaned_data[name] for name in ("occurred_on", "destination", "note")}
        return NewOutcome(kind=kind, fetuses=results, **given)

    def _result(self, fetus: Fetus, kind: str) -> FetusResult | None:
        only_one = FetusState.LIVEBORN if kind == OutcomeKind.BIRTH and len(self.living) == 1 else ""
        result = self.cleaned_data.get(f"result_{fetus.label}") or only_one
        weight_g = self.cleaned_data[f"weight_{fetus.label}"]
        return FetusResult(fetus.public_id, result, birth_weight_g=weight_g) if result else None


class CorrectOutcomeForm(ServiceForm):
    reason = text_field(_("What was wrong"), max_length=500, rows=2)

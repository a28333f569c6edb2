"""Risk factors, allergies, earlier pregnancies, measures, fetuses, and how a pregnancy ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, day_field, text_field
from apps.pregnancies.models import Chorionicity, EarlierOutcome, OutcomeKind, Severity
from apps.pregnancies.models.background import BirthMode
from apps.pregnancies.rules.risks import risk_codes

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
        label=_("Why it no longer holds"), max_length=300, help_text=_("It stays in the record with this sentence.")
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
    height_cm = forms.DecimalField(label=_("Height, in centimetres"), max_digits=4, decimal_places=1, required=False)
    weight_before_kg = forms.DecimalField(
        label=_("Weight before the pregnancy, in kilograms"), max_digits=5, decimal_places=2, required=False
    )


class BeginForm(MeasuresForm):
    """A new pregnancy. Its dating follows on a page of its own."""

    fetus_count = forms.IntegerField(
        label=_("Fetuses"), min_value=1, max_value=8, required=False, help_text=_("Leave it empty until a scan has shown.")
    )
    chorionicity = forms.ChoiceField(label=_("Placenta"), choices=Chorionicity, initial=Chorionicity.UNKNOWN)
    field_order = ["fetus_count", "chorionicity"]


class ChorionicityForm(ServiceForm):
    chorionicity = forms.ChoiceField(label=_("Placenta"), choices=Chorionicity)


class OutcomeForm(ServiceForm):
    """What happened, in one act. `fetuses`: the living ones, asked for one by one where it matters."""

    kind = forms.ChoiceField(label=_("What happened"), choices=OutcomeKind, widget=forms.RadioSelect)
    occurred_on = day_field(_("On which day"))
    fetus = forms.ChoiceField(
        label=_("Which fetus"), required=False, help_text=_("Only for the death of one of several fetuses.")
    )
    destination = forms.CharField(
        label=_("To whom"), max_length=200, required=False, help_text=_("Only for a transfer to other care.")
    )
    note = text_field(_("Note"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, fetuses: list[tuple[str, Any]], **given: Any) -> None:
        super().__init__(*args, **given)
        if len(fetuses) > 1:
            self.fields["fetus"].choices = [("", _("None of these")), *fetuses]  # type: ignore[attr-defined]
        else:
            del self.fields["fetus"]
            kinds = [choice for choice in OutcomeKind.choices if choice[0] != OutcomeKind.FETAL_DEATH]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class CorrectOutcomeForm(ServiceForm):
    reason = text_field(_("What was wrong"), max_length=500, rows=2)

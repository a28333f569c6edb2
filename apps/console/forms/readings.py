"""A reading written by hand: the fields that its measure needs."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm
from apps.observations import wording
from apps.observations.rules import units
from apps.observations.rules.by_hand import LONGEST_NAME, LONGEST_NOTE, LONGEST_UNIT, PARTS_MM, Written
from apps.observations.rules.measures import GRADES, measures
from apps.pregnancies.models import LABELS

MOMENT: Final = "%Y-%m-%dT%H:%M"


class ReadingForm(ServiceForm):
    """`measure` decides what is asked. Moments are the mother's own."""

    taken_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT],
        help_text=_("In the mother's time zone."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, measure: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.measure = measure
        self.field_names = {f"biometry.{name}": name for name in PARTS_MM}
        self.fields.update(_fields(measure))

    def written(self) -> Written:
        """Return what was typed as the service takes it."""
        typed = self.cleaned_data
        parts = {name: typed[name] for name in PARTS_MM if typed.get(name) is not None}
        names = (
            "value",
            "second_value",
            "unit",
            "is_sure",
            "relation_to_meal",
            "grade",
            "name",
            "fetus",
            "measured_by",
            "note",
        )
        return Written(
            self.measure,
            parts_mm=parts,
            **{name: typed[name] for name in names if typed.get(name) not in (None, "")},
        )


def _fields(measure: str) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if measure == "fetal_biometry":
        fields["fetus"] = forms.ChoiceField(label=_("Fetus"), choices=[(one, one) for one in LABELS])
        for name in PARTS_MM:
            label = f"{wording.BIOMETRY[name]}, mm"
            fields[name] = forms.FloatField(label=label, required=False)
        fields["measured_by"] = forms.CharField(
            label=_("Measured by"), max_length=LONGEST_NAME, required=False
        )
    elif measure in ("urine_protein", "urine_glucose"):
        fields["grade"] = forms.ChoiceField(label=_("Grade"), choices=[(one, one) for one in GRADES])
    else:
        fields |= _figures(measure)
    fields["note"] = forms.CharField(label=_("Note"), max_length=LONGEST_NOTE, required=False)
    return fields


def _figures(measure: str) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if measure == "laboratory":
        fields["name"] = forms.CharField(
            label=_("What was measured"), max_length=LONGEST_NAME, required=False
        )
    is_pair = measures()[measure].hard_second is not None
    fields["value"] = forms.FloatField(label=_("Upper value") if is_pair else _("Value"), required=False)
    if is_pair:
        fields["second_value"] = forms.FloatField(label=_("Lower value"), required=False)
    if measure in units.UNITS:
        choices = [(one.name, wording.unit(one.name)) for one in units.UNITS[measure]]
        fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=choices)
        fields["is_sure"] = forms.BooleanField(label=_("The value is meant as it stands"), required=False)
    elif measure == "laboratory":
        fields["unit"] = forms.CharField(label=_("Unit"), max_length=LONGEST_UNIT, required=False)
    if measure == "blood_glucose":
        moments: list[tuple[str, Any]] = [("", _("Not said")), *wording.MEALS.items()]
        fields["relation_to_meal"] = forms.ChoiceField(
            label=_("Beside which meal"), choices=moments, required=False
        )
    return fields

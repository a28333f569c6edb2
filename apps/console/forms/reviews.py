"""The reading of a cardiotocogram as a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, text_field
from apps.recordings.models import Variability

SECOND = ("second_baseline_bpm", "second_variability")
VARIABILITIES = ("variability", "second_variability")


def variability_field(label: Any) -> forms.ChoiceField:
    """Nothing is chosen beforehand: «cannot be told» is a statement too."""
    return forms.ChoiceField(label=label, choices=[("", _("Choose")), *Variability.choices])


class ReviewForm(ServiceForm):
    """`analysis` and `amends` are what she saw: a reading is signed on that and on nothing newer.

    `labels`: letters of the twins; without them one fetus was recorded.
    """

    analysis = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amends = forms.UUIDField(widget=forms.HiddenInput, required=False)
    baseline_bpm = forms.FloatField(label=_("Baseline"), required=False)
    variability = variability_field(_("Variability"))
    second_baseline_bpm = forms.FloatField(label=_("Baseline"), required=False)
    second_variability = variability_field(_("Variability"))
    assessment = text_field(_("Assessment"), max_length=8_000, rows=4)
    advice_to_mother = text_field(
        _("Advice to the mother"),
        max_length=4_000,
        rows=3,
        required=False,
        help_text=_("In words that she understands."),
    )
    is_released = forms.BooleanField(label=_("The mother may read the advice"), required=False)

    def __init__(self, data: QueryDict | None = None, *, labels: tuple[str, ...] = (), **given: Any) -> None:
        super().__init__(None if data is None else data.dict(), **given)
        if len(labels) < 2:
            for name in SECOND:
                del self.fields[name]
            return
        for name, label in zip(("", "second_"), labels, strict=True):
            whose = {"label": label}
            self.fields[f"{name}baseline_bpm"].label = _now("Baseline of fetus %(label)s") % whose
            self.fields[f"{name}variability"].label = _now("Variability of fetus %(label)s") % whose

    def as_draft(self) -> ReviewForm:
        """A draft may be as empty as she likes."""
        for name in ("assessment", *VARIABILITIES):
            if name in self.fields:
                self.fields[name].required = False
        return self

    def given(self) -> dict[str, Any]:
        """What was typed as the service takes it; a draft without a choice says nothing of variability."""
        typed = dict(self.cleaned_data)
        for name in VARIABILITIES:
            if name in typed:
                typed[name] = typed[name] or Variability.UNKNOWN
        typed["analysis_id"] = typed.pop("analysis")
        return typed

    def saw(self, seen: Mapping[str, Any]) -> None:
        """After a refusal the page shows what is there now: her words stay, what she saw is that."""
        now = {self.add_prefix(name): "" if value is None else str(value) for name, value in seen.items()}
        self.data = {**self.data, **now}

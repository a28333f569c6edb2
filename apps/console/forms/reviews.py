"""The reading of a cardiotocogram as a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, text_field
from apps.recordings.models import Variability


class ReviewForm(ServiceForm):
    """`analysis` and `amends` are what she saw: a reading is signed on that and on nothing newer."""

    analysis = forms.UUIDField(widget=forms.HiddenInput, required=False)
    amends = forms.UUIDField(widget=forms.HiddenInput, required=False)
    baseline_bpm = forms.FloatField(label=_("Baseline"), required=False)
    variability = forms.ChoiceField(label=_("Variability"), choices=Variability, initial=Variability.UNKNOWN)
    assessment = text_field(_("Assessment"), max_length=8_000, rows=4)
    advice_to_mother = text_field(
        _("Advice to the mother"),
        max_length=4_000,
        rows=3,
        required=False,
        help_text=_("In words that she understands."),
    )
    is_released = forms.BooleanField(label=_("The mother may read the advice"), required=False)

    def as_draft(self) -> ReviewForm:
        """A draft may be as empty as she likes."""
        self.fields["assessment"].required = False
        return self

"""What a dietitian writes about a mother's meals, and why she takes it back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, text_field
from apps.nutrition.models.notes import LONGEST_DIET_NOTE, LONGEST_WITHDRAWAL


class DietNoteForm(ServiceForm):
    """A note. `seen_version`: what she had before her when she began to change it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    text = text_field(
        _("Note"),
        rows=7,
        max_length=LONGEST_DIET_NOTE,
        help_text=_("For the care team. What the mother should read belongs into a consultation."),
    )


class WithdrawForm(ServiceForm):
    """Takes a note back: it stays in the record, marked."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    because = forms.CharField(
        label=_("Why it is taken back"),
        max_length=LONGEST_WITHDRAWAL,
        help_text=_("The note stays in the record with this sentence."),
    )

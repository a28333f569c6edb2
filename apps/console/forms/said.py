"""Where a clinician disagrees, and what the mother may read, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.console.forms.base import ServiceForm, text_field
from apps.recordings.models import Disputed, EventKind
from apps.recordings.services.disagreeing import Said

ABOUT = [choice for choice in Disputed.choices if choice[0] not in (Disputed.TAKEN_BACK, Disputed.ITEM)]


class ItemForm(ServiceForm):
    """She disagrees with a rule's answer: the page knows which."""

    analysis_id = forms.UUIDField(widget=forms.HiddenInput)
    fetus = forms.IntegerField(widget=forms.HiddenInput)
    rule_set = forms.CharField(widget=forms.HiddenInput, max_length=24)
    rule_code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    note = forms.CharField(label=_("Why, in your words"), max_length=1_000, required=False)

    def said(self) -> Said:
        """What was sent as the service takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "analysis_id"}
        return Said(about=Disputed.ITEM, **typed)


class StretchForm(ServiceForm):
    """She disagrees with a stretch of the strip: an event, the baseline, or something that was missed."""

    analysis_id = forms.UUIDField(widget=forms.HiddenInput)
    fetus = forms.IntegerField(widget=forms.HiddenInput)
    about = forms.ChoiceField(label=_("What is wrong"), choices=ABOUT)
    event_kind = forms.ChoiceField(
        label=_("Kind of event"), choices=[("", "–"), *EventKind.choices], required=False
    )
    start_s = forms.FloatField(label=_("From"), min_value=0, widget=forms.NumberInput(attrs={"step": "0.25"}))
    end_s = forms.FloatField(label=_("To"), min_value=0, widget=forms.NumberInput(attrs={"step": "0.25"}))
    note = forms.CharField(label=_("Why, in your words"), max_length=1_000, required=False)

    def said(self) -> Said:
        """What was sent as the service takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "analysis_id"}
        if typed["about"] == Disputed.BASELINE:
            typed["event_kind"] = ""
        return Said(**typed)


class PlainTextForm(ServiceForm):
    """What the mother is to read. `analysis_id` and `seen_version` are what the clinician saw."""

    analysis_id = forms.UUIDField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    text = text_field(_("What she reads"), max_length=4_000, rows=12)

    def saw(self, **seen: Any) -> None:
        """After a refusal the page shows what is there now: her words stay, what she saw is that."""
        self.data = {**self.data, **{name: str(value) for name, value in seen.items()}}


class WithdrawalForm(ServiceForm):
    """Why it is taken back; she does not read it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = text_field(_("Why, for the care team"), max_length=1_000, rows=2)

"""When a mother is to record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.console.forms.base import ServiceForm, day_field
from apps.recordings.services.plans import EVERY_DAY, NewPlan

DAYS = [
    (1 << place, words)
    for place, words in enumerate(
        (
            gettext_lazy("Monday"),
            gettext_lazy("Tuesday"),
            gettext_lazy("Wednesday"),
            gettext_lazy("Thursday"),
            gettext_lazy("Friday"),
            gettext_lazy("Saturday"),
            gettext_lazy("Sunday"),
        )
    )
]


class RecordingPlanForm(ServiceForm):
    """Days of the week, or one date, and an hour by her clock."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days of the week"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on_day = day_field(
        gettext_lazy("Or once, on"),
        required=False,
        help_text=gettext_lazy("Leave the days of the week empty then."),
    )
    at_time = forms.TimeField(
        label=gettext_lazy("Hour"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("By her clock, wherever she is."),
    )
    until_day = day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until somebody ends it.")
    )
    note = forms.CharField(label=gettext_lazy("What she reads beside it"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into the service's argument."""
        given: dict[str, Any] = super().clean() or {}
        bits = sum(set(given.get("weekdays") or [])) & EVERY_DAY
        if bits and given.get("on_day"):
            raise ValidationError(_("Choose days of the week, or one date."))
        if self.errors:
            return given
        plan = NewPlan(
            at_time=given["at_time"],
            weekdays=bits,
            on_day=given.get("on_day"),
            until_day=given.get("until_day"),
            note=given.get("note", ""),
        )
        return {"plan": plan}


class EndPlanForm(ServiceForm):
    """Nothing to type: ending is the answer."""

"""Letting a mother record at home, and what she practised."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, day_field, text_field

USUAL = timedelta(weeks=4)


class OpenGateForm(ServiceForm):
    """For which of the reasons that were seen, why, and until when."""

    field_names = {"reasons": "keys"}
    keys = forms.MultipleChoiceField(
        label=_("In spite of"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A reason that comes up later closes the gate again."),
    )
    reason = text_field(_("Why she may record all the same"), max_length=500, rows=2)
    until = day_field(_("Until the end of this day"), help_text=_("At most twelve weeks from now."))

    def __init__(self, *args: Any, reasons: list[dict[str, Any]], today: date, **given: Any) -> None:
        given.setdefault("initial", {"keys": [one["key"] for one in reasons], "until": today + USUAL})
        super().__init__(*args, **given)
        self.fields["keys"].choices = [(one["key"], one["says"]) for one in reasons]  # type: ignore[attr-defined]


class WhyForm(ServiceForm):
    """Takes something back; it stays in the record."""

    reason = text_field(
        _("Why"), max_length=500, rows=2, help_text=_("It stays in the record with this sentence.")
    )


class PracticeForm(ServiceForm):
    """She placed the sensor herself with somebody beside her."""

    field_names = {"practised_at": "practised_on"}
    minutes = forms.IntegerField(label=_("Minutes"), initial=30)
    practised_on = day_field(_("On which day"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


def last_moment(day: date, zone: Any) -> datetime:
    """Return the end of a day in a zone."""
    return datetime.combine(day, time(23, 59, 59), zone)


def noon_or_now(day: date, zone: Any, now: datetime) -> datetime:
    """Return the noon of a day, or this moment where the noon is still to come today."""
    noon = datetime.combine(day, time(12), zone)
    return now if day == now.astimezone(zone).date() else noon

"""What people type on the pages of alerts. The rules live in the services: a refusal is written beside its field."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import Person
from apps.alerts.rules.escalation import course_of
from apps.alerts.states import BY_A_PERSON
from apps.foundation.errors import Problem
from apps.foundation.severity import Severity

SNOOZES: Final = (30, 60, 120, 240, 480, 1_440, 4_320, 10_080, 43_200)
"""Minutes that can be chosen, as far as the severity allows."""


class AlertsForm(forms.Form):
    """`say(problem)` takes a refusal over."""

    use_required_attribute = False
    field_names: dict[str, str] = {}
    """The service's name of a field → ours, where they differ."""

    def say(self, problem: Problem) -> None:
        """Write a refusal beside its fields; what belongs to none stands above the form."""
        for error in problem.errors:
            name = self.field_names.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error.message)
        if not problem.errors:
            self.add_error(None, str(problem))


def day_field(label: Any, **given: Any) -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **given)


def time_field(label: Any, **given: Any) -> forms.TimeField:
    """A time of day on 24 hours."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **given)


def text_field(label: Any, *, rows: int = 3, max_length: int = 1_000, **given: Any) -> forms.CharField:
    """Several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, widget=widget, **given)


class PersonForm(AlertsForm):
    """A form that chooses one of `people`."""

    person = forms.ChoiceField(label=gettext_lazy("Who"))

    def __init__(self, *args: Any, people: tuple[Person, ...], nobody: bool = False, **given: Any) -> None:
        super().__init__(*args, **given)
        first = ("nobody", _("Nobody: the shift does not take place")) if nobody else None
        choices = [(str(person.public_id), person.get_full_name()) for person in people]
        self.fields["person"].choices = [("", _("Choose")), *([first] if first else []), *choices]  # type: ignore[attr-defined]


class ResolveForm(AlertsForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=[(one.value, one.label) for one in BY_A_PERSON],
        widget=forms.RadioSelect,
    )
    text = text_field(
        gettext_lazy("What happened"),
        required=False,
        help_text=gettext_lazy("Needed for a false alarm, and wherever somebody will ask why."),
    )
    seen = forms.ChoiceField(choices=Severity, widget=forms.HiddenInput)


class SnoozeForm(AlertsForm):
    """`severity` decides for how long it may be."""

    minutes = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), coerce=int, widget=forms.RadioSelect
    )
    reason = text_field(gettext_lazy("Why?"), rows=2)
    field_names = {"until": "minutes"}

    def __init__(self, *args: Any, severity: str, **given: Any) -> None:
        super().__init__(*args, **given)
        longest = course_of(severity).longest_snooze or timedelta(0)
        self.fields["minutes"].choices = [  # type: ignore[attr-defined]
            (minutes, _span(minutes)) for minutes in SNOOZES if timedelta(minutes=minutes) <= longest
        ]


def _span(minutes: int) -> str:
    hours, days = minutes // 60, minutes // 1_440
    if days:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if hours:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


class LimitForm(AlertsForm):
    value = forms.FloatField(label=gettext_lazy("New limit"))
    reason = text_field(gettext_lazy("Why?"), rows=2)
    until = day_field(
        gettext_lazy("Until the end of"), help_text=gettext_lazy("Then the old limit counts again.")
    )

    def end_of_day(self, zone: ZoneInfo) -> datetime:
        """Return the end of the day that was typed, where the person lives."""
        day: date = self.cleaned_data["until"]
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone)


WEEKDAYS: Final = [
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
]


class PatternForm(PersonForm):
    """Weekly hours; several weekdays at once."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On which days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts = time_field(gettext_lazy("Begins"))
    ends = time_field(
        gettext_lazy("Ends"), help_text=gettext_lazy("Earlier than it begins: on the next day.")
    )
    from_day = day_field(gettext_lazy("From"))
    until_day = day_field(gettext_lazy("Until"), required=False)
    field_names = {"time_zone": "starts", "weekday": "weekdays"}


class ShiftForm(PersonForm):
    """One shift, by the wall clock of whoever types."""

    day = day_field(gettext_lazy("Day"))
    starts = time_field(gettext_lazy("Begins"))
    ends = time_field(
        gettext_lazy("Ends"), help_text=gettext_lazy("Earlier than it begins: on the next day.")
    )
    field_names = {"starts_at": "starts", "ends_at": "ends"}


class SwapForm(PersonForm):
    reason = text_field(gettext_lazy("Why?"), rows=2, max_length=300)
    field_names = {"day": "person"}


class PatternEndForm(AlertsForm):
    last_day = day_field(gettext_lazy("Last day on which it begins"))


class SureForm(AlertsForm):
    """Nothing to type: only the question whether she is sure."""

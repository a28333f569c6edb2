"""When a team reads, as an administrator types it: one line a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Language
from apps.console.forms.base import ServiceForm, text_field
from apps.consultations.models import ServiceHours
from apps.consultations.services.hours import NewHours
from apps.foundation.errors import Problem

DAYS = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}
SPAN = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})\s*")


class HoursForm(ServiceForm):
    """Empty days are closed. Spans are written 08:00-12:00, 13:00-17:00."""

    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"), max_length=64, help_text=gettext_lazy("For example Asia/Seoul.")
    )
    holidays = text_field(
        gettext_lazy("Holidays"),
        max_length=6_000,
        required=False,
        help_text=gettext_lazy("One day a line, such as 2026-12-25. Nobody reads on these days."),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone of the team"), max_length=32, required=False)
    emergency_number = forms.CharField(
        label=gettext_lazy("Emergency number"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("Empty: the number of the site."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        days = {name: _day_field(words) for name, words in DAYS.items()}
        texts = {f"text_{language}": _text_field(name) for language, name in Language.choices}
        self.fields = {**days, **self.fields, **texts}

    def clean(self) -> dict[str, Any]:
        """Read the days; what cannot be read is said beside its own line."""
        typed = super().clean() or {}
        typed["holidays"] = self._read_days(typed.get("holidays", ""))
        return typed

    def _read_days(self, text: str) -> list[date]:
        found = []
        for word in text.split():
            try:
                found.append(date.fromisoformat(word))
            except ValueError:
                self.add_error("holidays", _("Write days as 2026-12-25, one a line."))
                break
        return found

    def new_hours(self) -> NewHours:
        """Return what was typed as the service takes it."""
        typed = self.cleaned_data
        return NewHours(
            weekly={name: list(_spans(typed[name])) for name in DAYS if typed[name].strip()},
            time_zone=typed["time_zone"].strip(),
            holidays=typed["holidays"],
            phone=typed["phone"],
            emergency_number=typed["emergency_number"],
            out_of_hours={language: typed[f"text_{language}"] for language in Language.values},
        )

    def say(self, problem: Problem) -> None:
        """Write a refusal beside the day that it names."""
        self.field_names = {f"weekly.{name}": name for name in DAYS}
        super().say(problem)


def _day_field(words: Any) -> forms.CharField:
    return forms.CharField(
        label=words,
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "08:00-12:00, 13:00-17:00"}),
    )


def _text_field(language: str) -> forms.CharField:
    label = _("What mothers read out of hours: %(language)s") % {"language": language}
    return text_field(label, max_length=1_000, required=False, help_text=_("Empty: our own words."))


def _spans(text: str) -> Iterator[list[str]]:
    """What cannot be read stays as it is: the service refuses it and says how it is written."""
    for part in text.split(","):
        found = SPAN.fullmatch(part)
        yield [time.zfill(5) for time in found.groups()] if found else [part.strip()[:5]]


def initial_of(row: ServiceHours | None, time_zone: str) -> dict[str, Any]:
    """Return what stands in the form before anybody types."""
    if row is None:
        return {"time_zone": time_zone}
    weekly: Mapping[str, list[list[str]]] = row.weekly
    return {
        **{name: ", ".join("-".join(span) for span in weekly.get(name, [])) for name in DAYS},
        "time_zone": row.time_zone,
        "holidays": "\n".join(day.isoformat() for day in row.holidays),
        "phone": row.phone,
        "emergency_number": row.emergency_number,
        **{f"text_{language}": row.out_of_hours.get(language, "") for language in Language.values},
    }

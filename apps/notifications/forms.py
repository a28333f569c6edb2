"""What a person fills in about how she wants to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.foundation.errors import Problem
from apps.foundation.severity import Severity
from apps.notifications.services.preferences import Choice

DEFAULT, ON, OFF = "", "on", "off"
AS_STORED: Final = {None: DEFAULT, True: ON, False: OFF}
AS_CHOSEN: Final = {words: choice for choice, words in AS_STORED.items()}


@dataclass(frozen=True)
class Cell:
    """One channel's name and field; no field where there is nothing to choose."""

    name: str
    field: Any | None


@dataclass(frozen=True)
class Line:
    """One kind and its cells, one for each channel."""

    name: str
    cells: list[Cell]


class PreferencesForm(forms.Form):
    """Quiet hours, and one choice for each kind and channel (`lines()`)."""

    use_required_attribute = False
    has_quiet_hours = forms.BooleanField(
        label=gettext_lazy("Leave me alone at certain hours"), required=False
    )
    starts = forms.TimeField(
        label=gettext_lazy("From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: Any = None, *, chosen: dict[str, Any]) -> None:
        hours = chosen["quiet_hours"]
        initial = {
            "has_quiet_hours": hours is not None,
            "starts": hours.starts if hours else "22:00",
            "ends": hours.ends if hours else "07:00",
        }
        super().__init__(data, initial=initial)
        self._kinds = chosen["kinds"]
        for kind in self._kinds:
            for channel in kind["channels"]:
                if channel["may_be_refused"]:
                    self.fields[field_name(kind, channel)] = _choice_field(kind, channel)

    @property
    def channel_names(self) -> list[str]:
        """Heads of the columns."""
        return [channel["name"] for channel in self._kinds[0]["channels"]]

    def lines(self) -> Iterator[Line]:
        """One line for each kind, the first for every kind."""
        for kind in self._kinds:
            yield Line(kind["name"], [self._cell(kind, channel) for channel in kind["channels"]])

    def _cell(self, kind: dict[str, Any], channel: dict[str, Any]) -> Cell:
        field = self[field_name(kind, channel)] if channel["may_be_refused"] else None
        return Cell(channel["name"], field)

    def clean(self) -> dict[str, Any]:
        """Quiet hours need both moments; without them nobody looks at what stands there."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("has_quiet_hours"):
            for name in ("starts", "ends"):
                self.errors.pop(name, None)
        return given

    def given(self) -> dict[str, Any]:
        """Return what was filled in as the service takes it."""
        cleaned = self.cleaned_data
        hours = {name: cleaned[name] for name in ("starts", "ends")} if cleaned["has_quiet_hours"] else None
        choices = [
            Choice(kind["kind"], channel["channel"], AS_CHOSEN[cleaned[field_name(kind, channel)]])
            for kind in self._kinds
            for channel in kind["channels"]
            if channel["may_be_refused"]
        ]
        return {"choices": choices, "quiet_hours": hours}

    def say(self, problem: Problem) -> None:
        """Write a refusal beside its field; what belongs to none stands above the form."""
        for error in problem.errors:
            name = error.field.rpartition(".")[2]
            self.add_error(name if name in self.fields else None, error.message)


def field_name(kind: dict[str, Any], channel: dict[str, Any]) -> str:
    """Name of the field of a kind and channel."""
    return f"choice {kind['kind']} {channel['channel']}"


def _choice_field(kind: dict[str, Any], channel: dict[str, Any]) -> forms.ChoiceField:
    label = f"{kind['name']}: {channel['name']}"
    return forms.ChoiceField(
        label=label,
        required=False,
        initial=AS_STORED[channel["choice"]],
        choices=[(DEFAULT, _default_words(kind, channel)), (ON, _("Always")), (OFF, _("Never"))],
        widget=forms.Select(attrs={"aria-label": label, "class": "input"}),
    )


def _default_words(kind: dict[str, Any], channel: dict[str, Any]) -> str:
    if kind["kind"]:
        return _("As for everything")
    speaks_from = Severity(channel["speaks_from"])
    if speaks_from is Severity.INFO:
        return _("As usual: always")
    return _("As usual: from «%(severity)s» on") % {"severity": speaks_from.label}

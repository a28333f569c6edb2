"""The note of a consultation as a form, and the form that closes without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, day_field, text_field
from apps.consultations.models import ConsultationNote, NotePart, WithoutNote
from apps.consultations.models.notes import (
    LONGEST_ADVICE,
    LONGEST_LINE,
    LONGEST_PART,
    LONGEST_REASON,
    MOST_PRESCRIPTIONS,
    USUALLY_RELEASED,
)
from apps.consultations.written import TEXTS, Prescribed, Written

LINE: Final = ("drug", "dose", "how", "how_long", "override_reason")
SHOWN_AT_FIRST: Final = 2
RELEASE: Final = {part: f"release_{part.value}" for part in NotePart}


@dataclass(frozen=True)
class Row:
    """The fields of one medicine. `is_spare`: nothing is in it yet, and the page need not show it."""

    number: int
    fields: Mapping[str, BoundField]
    is_spare: bool
    wants_reason: bool


def _line(label: Any, length: int = LONGEST_LINE) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False)


class NoteForm(ServiceForm):
    """`amends` is the signed version that she saw. `prescribes`: whether this person may prescribe."""

    amends = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subjective = text_field(_("What she says"), max_length=LONGEST_PART, rows=3, required=False)
    objective = text_field(_("What was found"), max_length=LONGEST_PART, rows=3, required=False)
    assessment = text_field(_("Assessment"), max_length=LONGEST_PART, rows=3, required=False)
    plan = text_field(_("Plan"), max_length=LONGEST_PART, rows=3, required=False)
    advice = text_field(
        _("Advice to the mother"),
        max_length=LONGEST_ADVICE,
        rows=3,
        required=False,
        help_text=_("In words that she understands."),
    )
    follow_up_on = day_field(_("Follow-up on"), required=False)

    def __init__(self, data: QueryDict | None = None, *, prescribes: bool, **given: Any) -> None:
        super().__init__(None if data is None else data.dict(), **given)
        self.field_names = {}
        self._row_count = MOST_PRESCRIPTIONS if prescribes else 0
        for part, name in RELEASE.items():
            label = _("The mother may read this")
            self.fields[name] = forms.BooleanField(
                label=label, required=False, initial=part in USUALLY_RELEASED
            )
        for row in range(self._row_count):
            labels = (_("Medicine"), _("Dose"), _("How"), _("How long"))
            for name, label in zip(LINE, labels, strict=False):
                self.fields[f"{name}_{row}"] = _line(label)
            self.fields[f"override_reason_{row}"] = _line(_("Why all the same"), LONGEST_REASON)

    def rows(self) -> Iterator[Row]:
        """Yield the medicines: those that are filled in or hold an error, a spare one or two, the rest hidden."""
        spare = 0
        for number in range(self._row_count):
            fields = {name: self[f"{name}_{number}"] for name in LINE}
            is_empty = not any(field.value() or field.errors for field in fields.values())
            spare += is_empty
            reason = fields["override_reason"]
            hidden = is_empty and spare > (1 if number >= SHOWN_AT_FIRST else SHOWN_AT_FIRST)
            yield Row(number, fields, hidden, bool(reason.value() or reason.errors))

    def parts(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Yield each text with the box that releases it."""
        for name in TEXTS:
            yield self[name], self[RELEASE[NotePart(name)]]

    def written(self) -> Written:
        """What was typed as the service takes it. A box beside an empty part releases nothing."""
        typed = self.cleaned_data
        lines = tuple(self._lines(typed))
        said = {part for part in NotePart if part.value in TEXTS and typed[part.value].strip()}
        said |= {NotePart.PRESCRIPTIONS} if lines else set()
        said |= {NotePart.FOLLOW_UP} if typed["follow_up_on"] else set()
        return Written(
            **{name: typed[name] for name in TEXTS},
            prescriptions=lines,
            follow_up_on=typed["follow_up_on"],
            release=tuple(part for part in NotePart if part in said and typed[RELEASE[part]]),
            amends=typed["amends"],
        )

    def saw(self, newest: ConsultationNote | None) -> None:
        """After a refusal the page shows what is signed now: her words stay, what she saw is that."""
        self.data = {**self.data, "amends": str(newest.public_id) if newest else ""}

    def _lines(self, typed: Mapping[str, Any]) -> Iterator[Prescribed]:
        place = 0
        for row in range(self._row_count):
            line = {name: typed[f"{name}_{row}"] for name in LINE}
            if any(line.values()):
                for name in LINE:
                    self.field_names[f"prescriptions[{place}].{name}"] = f"{name}_{row}"
                place += 1
                yield Prescribed(**line)


def beginning(note: ConsultationNote | None, newest: ConsultationNote | None) -> dict[str, Any]:
    """What the form begins with: her draft, else what was signed, else nothing."""
    begun: dict[str, Any] = {"amends": newest.public_id if newest else None}
    if note is None:
        return begun
    begun |= {name: getattr(note, name) for name in (*TEXTS, "follow_up_on")}
    begun |= {name: part in note.released for part, name in RELEASE.items()}
    for row, line in enumerate(note.prescriptions.all()):
        begun |= {f"{name}_{row}": getattr(line, name) for name in LINE}
    return begun


class CloseForm(ServiceForm):
    """Why a consultation without clinical content needs no note."""

    without_note = forms.ChoiceField(
        label=_("Why no note is needed"), choices=[("", _("Choose")), *WithoutNote.choices]
    )

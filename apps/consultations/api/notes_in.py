"""What goes into the record: checked before any service is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.consultations.models import NotePart, WithoutNote
from apps.consultations.models.notes import (
    LONGEST_ADVICE,
    LONGEST_LINE,
    LONGEST_PART,
    LONGEST_REASON,
    MOST_PRESCRIPTIONS,
)
from apps.consultations.written import Prescribed, Written
from apps.foundation.api import StrictSerializer
from apps.foundation.api.serializers import shown

SIGNING: Final = [("draft", "draft"), ("sign", "sign"), ("amend", "amend")]


def _line(help_text: str, **given: Any) -> serializers.CharField:
    given = {"required": False, "default": "", "allow_blank": True, "max_length": LONGEST_LINE, **given}
    return serializers.CharField(help_text=help_text, **given)


class PrescriptionIn(serializers.Serializer):
    """One medicine in words. It orders nothing."""

    drug = serializers.CharField(max_length=LONGEST_LINE, help_text="Name of the medicine, any spelling.")
    dose = _line("Such as 500 mg.")
    how = _line("Such as: by mouth, three times a day.")
    how_long = _line("Such as: 7 days.")
    override_reason = _line("Why in spite of a flag that asks for a reason.", max_length=LONGEST_REASON)

    def to_internal_value(self, data: Any) -> Any:
        """Return checked values; what is not known is refused by name."""
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in data if name not in self.fields)
            if unknown:
                said = {shown(name): _("There is no such field.") for name in unknown[:20]}
                raise serializers.ValidationError(said, code="unknown_field")
        return super().to_internal_value(data)


PRESCRIPTIONS: dict[str, Any] = {
    "many": True,
    "required": False,
    "default": list,
    "max_length": MOST_PRESCRIPTIONS,
    "help_text": "In the order in which they are to be read.",
}


class NoteIn(StrictSerializer):
    """A note on a consultation. The kind follows from the profession: dietitians write diet notes."""

    action = serializers.ChoiceField(
        choices=SIGNING,
        help_text="Keep as a draft, sign the first version, or sign a further one.",
    )
    subjective = _line("What she says.", max_length=LONGEST_PART)
    objective = _line("What was found.", max_length=LONGEST_PART)
    assessment = _line("What you make of it; needed to sign.", max_length=LONGEST_PART)
    plan = _line("What is to happen.", max_length=LONGEST_PART)
    advice = _line("In words for the mother.", max_length=LONGEST_ADVICE)
    prescriptions = PrescriptionIn(**PRESCRIPTIONS)
    follow_up_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="A day in the future where she lives."
    )
    release = serializers.ListField(
        child=serializers.ChoiceField(choices=NotePart.choices),
        required=False,
        default=list,
        max_length=len(NotePart),
        help_text="Parts that the mother may read once it is signed. None: nothing.",
    )
    amends = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The signed version that you had before you."
    )


def written(given: dict[str, Any]) -> Written:
    """Return checked values as the services take them."""
    lines = tuple(Prescribed(**line) for line in given.pop("prescriptions"))
    return Written(prescriptions=lines, release=tuple(given.pop("release")), **given)


class CheckIn(StrictSerializer):
    """Medicines to be checked against her allergies."""

    drugs = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_LINE, help_text="Name, any spelling."),
        min_length=1,
        max_length=MOST_PRESCRIPTIONS,
        help_text="Names of medicines.",
    )


class ClosingIn(StrictSerializer):
    """How a consultation is to be closed."""

    note = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="A signed note of it; null: the newest that has closed nothing yet.",
    )
    without_note = serializers.ChoiceField(
        choices=WithoutNote.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Why no note is needed; only where nothing clinical was said.",
    )


class RatingIn(StrictSerializer):
    """How she found a consultation."""

    stars = serializers.IntegerField(min_value=1, max_value=5, help_text="5 is best.")
    words = _line("In her own words.", max_length=1_000)


class QuarterQuery(StrictSerializer):
    """Which quarter."""

    quarter = serializers.RegexField(
        r"^20[0-9]{2}-Q[1-4]$", help_text="A calendar quarter in UTC, such as 2026-Q4."
    )

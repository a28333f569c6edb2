"""What comes out of the record: the same values by request and in the change feed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import Role
from apps.consultations import flagging
from apps.consultations.models import (
    Closing,
    ConsultationNote,
    NoteKind,
    NotePart,
    NoteState,
    Prescription,
    Rating,
    WithoutNote,
)
from apps.consultations.rules.allergies import ACTIONS, CODES, Flag
from apps.consultations.selectors.record import changeable_until, is_asked


class KeptFlagOut(serializers.Serializer):
    """What the check said when the note was signed."""

    code = serializers.ChoiceField(choices=CODES, help_text="What it is about.")
    action = serializers.ChoiceField(choices=ACTIONS, help_text="What it asked.")
    allergy = serializers.CharField(help_text="Her allergy as it was noted; empty: about none.")
    read_as = serializers.CharField(help_text="The listed name, where one was misspelt.")
    rule = serializers.CharField(help_text="Row of the table; empty: none.")
    rule_version = serializers.IntegerField(help_text="Its version; 0: none.")
    check_version = serializers.CharField(help_text="Version of the way in which the table is read.")


class PrescriptionOut(serializers.Serializer):
    """One medicine in words."""

    drug = serializers.CharField(help_text="Name of the medicine.")
    dose = serializers.CharField(help_text="How much.")
    how = serializers.CharField(help_text="How to take it.")
    how_long = serializers.CharField(help_text="How long.")
    override_reason = serializers.SerializerMethodField(help_text="For the care team; null for the mother.")
    flags = serializers.SerializerMethodField(help_text="For the care team; null for the mother.")

    def _for_team(self, value: Any) -> Any:
        return None if self.context["person"].role == Role.MOTHER else value

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_override_reason(self, line: Prescription) -> str | None:
        return self._for_team(line.override_reason)

    @extend_schema_field(KeptFlagOut(many=True, allow_null=True))
    def get_flags(self, line: Prescription) -> list[dict[str, Any]] | None:
        return self._for_team(line.flags)


PART = serializers.CharField(allow_null=True, help_text="Null: not released to the mother who asks.")


class NoteOut(serializers.Serializer):
    """A note on a consultation.

    The mother gets the newest version of each kind, and null for every part that was not released to her.
    """

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    consultation = serializers.UUIDField(source="thread.public_id", help_text="The consultation.")
    kind = serializers.ChoiceField(choices=NoteKind.choices, help_text="Whose note it is.")
    state = serializers.ChoiceField(choices=NoteState.choices, help_text="A signed one never changes.")
    version = serializers.IntegerField(
        allow_null=True, help_text="1 is the first signature; a draft has none."
    )
    amends = serializers.SerializerMethodField(help_text="The version before.")
    author = serializers.CharField(source="author.get_full_name", help_text="Name of the clinician.")
    subjective = serializers.SerializerMethodField(help_text="What she says.")
    objective = serializers.SerializerMethodField(help_text="What was found.")
    assessment = serializers.SerializerMethodField(help_text="What the clinician makes of it.")
    plan = serializers.SerializerMethodField(help_text="What is to happen.")
    advice = serializers.SerializerMethodField(help_text="In words for the mother.")
    prescriptions = serializers.SerializerMethodField(help_text="Medicines in words; no order.")
    follow_up_on = serializers.SerializerMethodField(help_text="When to look again; null also: no day set.")
    released = serializers.ListField(
        child=serializers.ChoiceField(choices=NotePart.choices), help_text="Parts the mother may read."
    )
    changed_at = serializers.DateTimeField(help_text="When it was last written.")
    signed_at = serializers.DateTimeField(allow_null=True, help_text="When it was signed.")

    def _part(self, note: ConsultationNote, part: str, value: Any) -> Any:
        is_hidden = self.context["person"].role == Role.MOTHER and part not in note.released
        return None if is_hidden else value

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_amends(self, note: ConsultationNote) -> str | None:
        return str(note.amends.public_id) if note.amends else None

    @extend_schema_field(PART)
    def get_subjective(self, note: ConsultationNote) -> str | None:
        return self._part(note, NotePart.SUBJECTIVE, note.subjective)

    @extend_schema_field(PART)
    def get_objective(self, note: ConsultationNote) -> str | None:
        return self._part(note, NotePart.OBJECTIVE, note.objective)

    @extend_schema_field(PART)
    def get_assessment(self, note: ConsultationNote) -> str | None:
        return self._part(note, NotePart.ASSESSMENT, note.assessment)

    @extend_schema_field(PART)
    def get_plan(self, note: ConsultationNote) -> str | None:
        return self._part(note, NotePart.PLAN, note.plan)

    @extend_schema_field(PART)
    def get_advice(self, note: ConsultationNote) -> str | None:
        return self._part(note, NotePart.ADVICE, note.advice)

    @extend_schema_field(PrescriptionOut(many=True, allow_null=True))
    def get_prescriptions(self, note: ConsultationNote) -> list[dict[str, Any]] | None:
        lines = note.prescriptions.all()
        return self._part(
            note, NotePart.PRESCRIPTIONS, PrescriptionOut(lines, many=True, context=self.context).data
        )

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_follow_up_on(self, note: ConsultationNote) -> str | None:
        day = note.follow_up_on.isoformat() if note.follow_up_on else None
        return self._part(note, NotePart.FOLLOW_UP, day)


class NotesOut(serializers.Serializer):
    """The notes of a consultation: by kind, oldest version first, your own draft last."""

    notes = NoteOut(many=True, help_text="Those that you may read.")


class FlagOut(serializers.Serializer):
    """One thing to know before prescribing. It forbids nothing."""

    code = serializers.ChoiceField(choices=CODES, help_text="What it is about.")
    action = serializers.ChoiceField(
        choices=ACTIONS,
        help_text="`confirm` asks for a reason before the note is signed; the others are shown.",
    )
    allergy = serializers.CharField(help_text="Her allergy as it was noted; empty: about none.")
    read_as = serializers.CharField(help_text="The listed name, where one was misspelt.")
    rule = serializers.CharField(help_text="Row of the table; empty: none.")
    rule_version = serializers.IntegerField(help_text="Its version; 0: none.")
    sentence = serializers.SerializerMethodField(help_text="In the language of the request.")

    def get_sentence(self, flag: Flag) -> str:
        return flagging.sentence(flag)


class CheckedDrugOut(serializers.Serializer):
    """One medicine and its flags."""

    drug = serializers.CharField(help_text="As it was sent.")
    flags = FlagOut(many=True, help_text="What asks for a reason first.")


class CheckedOut(serializers.Serializer):
    """Medicines with their flags, in the order in which they were sent."""

    checked = CheckedDrugOut(many=True, help_text="One for each name.")


class ClosingOut(serializers.Serializer):
    """How a consultation was closed."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    note = serializers.SerializerMethodField(help_text="The signed note; null: without one.")
    without_note = serializers.ChoiceField(
        choices=["", *WithoutNote.values], help_text="Why without a note; empty: with one."
    )
    closed_by = serializers.CharField(source="closed_by.get_full_name", help_text="Name of the clinician.")
    closed_at = serializers.DateTimeField(help_text="When.")

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_note(self, closing: Closing) -> str | None:
        return str(closing.note.public_id) if closing.note else None


class ClosingsOut(serializers.Serializer):
    """Every closing of a consultation, oldest first."""

    closings = ClosingOut(many=True, help_text="A consultation can be reopened and closed again.")


class RatingOut(serializers.Serializer):
    """How the mother found a consultation; for herself only."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    consultation = serializers.UUIDField(source="closing.thread.public_id", help_text="The consultation.")
    closed_at = serializers.DateTimeField(source="closing.closed_at", help_text="Which closing it is about.")
    is_asked = serializers.SerializerMethodField(help_text="Ask her now, once; false after an answer.")
    stars = serializers.IntegerField(allow_null=True, help_text="1 to 5; null: no answer.")
    words = serializers.CharField(help_text="In her own words.")
    rated_at = serializers.DateTimeField(allow_null=True, help_text="When she first answered.")
    changeable_until = serializers.SerializerMethodField(help_text="Until when she may change it.")

    def get_is_asked(self, rating: Rating) -> bool:
        return is_asked(rating)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_changeable_until(self, rating: Rating) -> str | None:
        until = changeable_until(rating)
        return until.isoformat() if until else None


class TeamRatingsOut(serializers.Serializer):
    """A team's ratings in one quarter, without names. Everything is null under five ratings."""

    quarter = serializers.CharField(help_text="Such as 2026-Q4.")
    is_enough = serializers.BooleanField(help_text="Whether there were five or more.")
    count = serializers.IntegerField(allow_null=True, help_text="How many.")
    mean_stars = serializers.FloatField(allow_null=True, help_text="Their mean.")
    by_stars = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, help_text="How many of 1, 2, 3, 4, 5 stars."
    )
    words = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="What was written, in alphabetical order."
    )

"""What comes in and what goes out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.accounts import access_words, consent_texts, preferences
from apps.accounts.models import ConsentKind, GlucoseUnit, Language, Profession, Role, WeightUnit
from apps.foundation.api import StrictSerializer

ZONE_EXAMPLE = "IANA name of a time zone, for example Asia/Seoul."


class PersonOut(serializers.Serializer):
    """A person as her phone holds her."""

    id = serializers.UUIDField(source="public_id", help_text="The person's id.")
    full_name = serializers.CharField(allow_blank=True, help_text="Empty where she has given none.")
    role = serializers.ChoiceField(Role.choices, help_text="What she is to KAISHI.")
    profession = serializers.ChoiceField(
        Profession.choices, allow_blank=True, help_text="Of clinicians; else empty."
    )
    language = serializers.ChoiceField(Language.choices, help_text="The language she is spoken to in.")
    time_zone = serializers.CharField(help_text=ZONE_EXAMPLE)
    glucose_unit = serializers.ChoiceField(GlucoseUnit.choices, help_text="How she reads glucose.")
    weight_unit = serializers.ChoiceField(WeightUnit.choices, help_text="How she reads weight.")


class MeOut(PersonOut):
    """The person who is signed in."""

    email = serializers.EmailField(help_text="The address she signs in with.")


class MeIn(StrictSerializer):
    """What a person may change of herself; what is left out stays as it is."""

    full_name = serializers.CharField(
        required=False, allow_blank=True, max_length=150, help_text="Up to 150 letters."
    )
    language = serializers.ChoiceField(Language.choices, required=False, help_text="en, zh-hans or ko.")
    time_zone = serializers.CharField(required=False, max_length=64, help_text=ZONE_EXAMPLE)
    glucose_unit = serializers.ChoiceField(GlucoseUnit.choices, required=False, help_text="mmol/L or mg/dL.")
    weight_unit = serializers.ChoiceField(WeightUnit.choices, required=False, help_text="kg or lb.")

    def validate_time_zone(self, value: str) -> str:
        """Refuse a name that is no zone."""
        if not preferences.is_zone(value):
            raise serializers.ValidationError(
                _("Give the IANA name of a time zone, for example Asia/Seoul."), "zone"
            )
        return value


class ConsentOut(serializers.Serializer):
    """What a mother agreed to, and whether she still does."""

    id = serializers.UUIDField(source="public_id", help_text="The consent's id.")
    kind = serializers.ChoiceField(ConsentKind.choices, help_text="What she agreed to.")
    version = serializers.IntegerField(min_value=1, help_text="Version of the text that she read.")
    language = serializers.ChoiceField(Language.choices, help_text="The language that she read it in.")
    given_at = serializers.DateTimeField(help_text="When she agreed.")
    withdrawn_at = serializers.DateTimeField(
        allow_null=True, help_text="When she withdrew it; null while it stands."
    )


class ConsentTextOut(serializers.Serializer):
    """The text as it stands now, in the language of the person."""

    kind = serializers.ChoiceField(ConsentKind.choices, help_text="What it is about.")
    version = serializers.IntegerField(min_value=1, help_text="Send this back with the consent.")
    title = serializers.CharField(help_text="One line.")
    paragraphs = serializers.ListField(
        child=serializers.CharField(), help_text="To be shown whole, in this order."
    )


class ConsentsOut(serializers.Serializer):
    """The current texts, and everything she has agreed to, newest first."""

    texts = ConsentTextOut(many=True, help_text="One for each kind.")
    consents = ConsentOut(many=True, help_text="Withdrawn ones too.")


class ConsentIn(StrictSerializer):
    """She has read this version and agrees."""

    kind = serializers.ChoiceField(ConsentKind.choices, help_text="What she agrees to.")
    version = serializers.IntegerField(
        min_value=1, max_value=32_767, help_text="Version of the text that she read."
    )
    language = serializers.ChoiceField(
        Language.choices, required=False, help_text="The language that she read it in; without it, her own."
    )


class ReaderOut(serializers.Serializer):
    """Who looked."""

    id = serializers.UUIDField(source="reader.public_id", help_text="The reader's id.")
    name = serializers.CharField(source="reader.get_full_name", help_text="«?» where no name is known.")
    role = serializers.CharField(
        source="reader_role", help_text="Profession of a clinician, role of anybody else, then."
    )
    role_words = serializers.SerializerMethodField(help_text="The role in words.")

    def get_role_words(self, entry: Any) -> str:
        """Return the role in the language of the request."""
        return role_words(entry.reader_role)


class AccessLogEntryOut(serializers.Serializer):
    """Somebody looked at the mother's data."""

    id = serializers.UUIDField(source="public_id", help_text="The entry's id.")
    number = serializers.IntegerField(source="sequence", help_text="Counts up from 1 without a gap.")
    at = serializers.DateTimeField(help_text="When.")
    reader = ReaderOut(source="*", help_text="Who.")
    kind = serializers.CharField(help_text="What kind of thing, for programs.")
    what = serializers.SerializerMethodField(help_text="What kind of thing, in words.")
    count = serializers.SerializerMethodField(help_text="How many of them.")

    def get_what(self, entry: Any) -> str:
        """Return what was read, in the language of the request."""
        return access_words.of(entry.kind)

    def get_count(self, entry: Any) -> int:
        """Return how many things were read; one where the thing has no id of its own."""
        return max(1, len(entry.object_ids))


class MemberOut(serializers.Serializer):
    """A clinician of a team."""

    id = serializers.UUIDField(source="person.public_id", help_text="The person's id.")
    full_name = serializers.CharField(source="person.get_full_name", help_text="«?» where no name is known.")
    profession = serializers.ChoiceField(
        Profession.choices, source="person.profession", help_text="What she is."
    )
    is_lead = serializers.BooleanField(help_text="Whether she leads the team.")


class CareTeamOut(serializers.Serializer):
    """A care team with those who belong to it now."""

    id = serializers.UUIDField(source="public_id", help_text="The team's id.")
    name = serializers.CharField(help_text="What it is called.")
    members = MemberOut(many=True, source="open_members", help_text="Leads first.")


class CaredForOut(serializers.Serializer):
    """A mother whom a team cares for now."""

    id = serializers.UUIDField(source="mother.public_id", help_text="The mother's id.")
    full_name = serializers.CharField(source="mother.get_full_name", help_text="«?» where no name is known.")
    since = serializers.DateTimeField(source="started_at", help_text="Since when.")


class CareTeamDetailOut(CareTeamOut):
    """A care team with its mothers, for administrators."""

    mothers = CaredForOut(many=True, source="open_cares", help_text="Whom it cares for now.")


class CareTeamIn(StrictSerializer):
    """A new team."""

    name = serializers.CharField(max_length=120, help_text="Up to 120 letters.")


class MemberIn(StrictSerializer):
    """A clinician who belongs to the team from now on."""

    person = serializers.UUIDField(help_text="The clinician's id.")
    is_lead = serializers.BooleanField(default=False, help_text="Whether she leads the team.")


class MemberChangeIn(StrictSerializer):
    """A change of a membership."""

    is_lead = serializers.BooleanField(help_text="Whether she leads the team.")


class CareIn(StrictSerializer):
    """A mother whom the team cares for from now on."""

    mother = serializers.UUIDField(help_text="The mother's id.")


class AccountOut(PersonOut):
    """A person as administrators see her."""

    email = serializers.EmailField(help_text="The address she signs in with.")
    is_active = serializers.BooleanField(help_text="False: shut out.")
    has_come_in = serializers.BooleanField(
        source="has_usable_password", help_text="False: invited, no password yet."
    )


class InvitationIn(StrictSerializer):
    """Somebody who should get an account."""

    email = serializers.EmailField(max_length=254, help_text="The code goes here.")
    full_name = serializers.CharField(max_length=150, help_text="Up to 150 letters.")
    role = serializers.ChoiceField(
        [choice for choice in Role.choices if choice[0] != Role.MOTHER],
        help_text="Mothers sign up themselves.",
    )
    profession = serializers.ChoiceField(
        Profession.choices,
        default="",
        allow_blank=True,
        help_text="Of a clinician; empty for everybody else.",
    )
    language = serializers.ChoiceField(
        Language.choices, default=Language.ENGLISH, help_text="en, zh-hans or ko."
    )


class PeopleQuery(StrictSerializer):
    """Whom to list."""

    role = serializers.ChoiceField(Role.choices, required=False, help_text="Only this role.")
    email = serializers.EmailField(
        required=False, max_length=254, help_text="Only this whole address; finds mothers too."
    )
    limit = serializers.CharField(required=False, help_text="How many, 1 to 200.")
    cursor = serializers.CharField(
        required=False, help_text="From `next` or `previous` of an earlier answer."
    )


def role_words(role: str) -> str:
    """Return a role or profession in words; what is not known any more is shown as it was stored."""
    known = {**dict(Role.choices), **dict(Profession.choices)}
    return str(known.get(role, role))


def text_json(text: consent_texts.ConsentText, language: str) -> dict[str, Any]:
    """Return a consent text in one language (English where it was never translated)."""
    spoken = language if language in text.titles else "en"
    return {
        "kind": text.kind,
        "version": text.version,
        "title": text.titles[spoken],
        "paragraphs": list(text.paragraphs[spoken]),
    }

"""What clients send about plans."""

from __future__ import annotations

from rest_framework import serializers

from apps.foundation.api import StrictSerializer
from apps.plans.api.marks_out import CUISINE_CHOICES, DIET_CHOICES
from apps.plans.api.plans_out import WHENS
from apps.plans.models import Mark, MarkKind
from apps.plans.models.plans import LONGEST_NOTE, LONGEST_WITHDRAWAL
from apps.plans.rules.profile import LIMITS
from apps.plans.states import PlanState


class PlansQuery(StrictSerializer):
    """Which plans."""

    mother = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(PlanState.choices, required=False)
    week_start = serializers.DateField(required=False)
    limit = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)


class AskIn(StrictSerializer):
    """A plan to make now."""

    id = serializers.UUIDField(
        required=False, help_text="Made by the client; the same id again changes nothing."
    )
    pregnancy = serializers.UUIDField()
    week_start = serializers.DateField(required=False, help_text="Left out: the week in which she is.")


class SwapIn(StrictSerializer):
    """A dish to swap. Without `choose` nothing changes: dishes are offered."""

    day = serializers.IntegerField(min_value=0, max_value=6, help_text="From the start of the week.")
    when = serializers.ChoiceField(WHENS, help_text="Moment of the meal.")
    item = serializers.CharField(max_length=40, help_text="Code of the dish that goes.")
    choose = serializers.CharField(
        max_length=40, required=False, help_text="Code of the dish that comes, of any food."
    )
    grams = serializers.FloatField(
        required=False,
        min_value=LIMITS["grams"][0],
        max_value=LIMITS["grams"][1],
        help_text="How much of it; left out: as it fits.",
    )


class DoneIn(StrictSerializer):
    """What became of a line of the plan."""

    id = serializers.UUIDField(help_text="Made by the client.")
    day = serializers.DateField()
    kind = serializers.ChoiceField(MarkKind.choices)
    when = serializers.ChoiceField([*WHENS, ("", "")], required=False, default="", allow_blank=True)
    item = serializers.CharField(max_length=60)
    mark = serializers.ChoiceField(Mark.choices)


class WithdrawIn(StrictSerializer):
    """Why a plan is withdrawn."""

    because = serializers.CharField(max_length=LONGEST_WITHDRAWAL)


class PlanNoteIn(StrictSerializer):
    """What the care team says beside a plan."""

    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True)


class SettingsIn(StrictSerializer):
    """What changes of her settings; what is left out stays."""

    cuisine = serializers.ChoiceField(CUISINE_CHOICES, required=False)
    diet = serializers.ChoiceField([*DIET_CHOICES, ("", "")], required=False, allow_blank=True)
    dislikes = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=200
    )
    usual = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=200)
    is_thrifty = serializers.BooleanField(required=False)
    wants_leftovers = serializers.BooleanField(required=False)
    is_wanted = serializers.BooleanField(required=False)
    weekday = serializers.IntegerField(required=False, min_value=0, max_value=6)
    hour = serializers.IntegerField(required=False, min_value=0, max_value=23)
    week_starts_on = serializers.IntegerField(required=False, min_value=0, max_value=6)
    needs_approval = serializers.BooleanField(required=False, allow_null=True, help_text="Clinicians only.")
    cleared = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=60,
        help_text="Clinicians only.",
    )

"""What clients get of marks and settings."""

from __future__ import annotations

from rest_framework import serializers

from apps.plans.models import Mark, MarkKind
from apps.plans.rules.profile import CUISINES, DIETS

CUISINE_CHOICES = [(one, one) for one in CUISINES]
DIET_CHOICES = [(one, one) for one in DIETS]


class MarkOut(serializers.Serializer):
    """What became of a line of a plan on one day."""

    id = serializers.UUIDField(source="public_id")
    day = serializers.DateField()
    kind = serializers.ChoiceField(MarkKind.choices)
    when = serializers.CharField(help_text="Moment of the meal; empty for what is no dish.")
    item = serializers.CharField(
        help_text="Code of the dish, nutrient of the supplement, rule of the activity."
    )
    mark = serializers.ChoiceField(Mark.choices)
    recorded_at = serializers.DateTimeField()


class SettingsOut(serializers.Serializer):
    """How a mother wants her plans."""

    id = serializers.UUIDField(source="public_id")
    cuisine = serializers.ChoiceField(CUISINE_CHOICES)
    diet = serializers.ChoiceField([*DIET_CHOICES, ("", "")], help_text="Empty: none.")
    dislikes = serializers.ListField(child=serializers.CharField(), help_text="Codes or families of dishes.")
    usual = serializers.ListField(child=serializers.CharField(), help_text="Codes or families of dishes.")
    is_thrifty = serializers.BooleanField()
    wants_leftovers = serializers.BooleanField()
    is_wanted = serializers.BooleanField(help_text="False: no plan is made by itself.")
    weekday = serializers.IntegerField(help_text="0 Monday to 6 Sunday: when the next plan is made.")
    hour = serializers.IntegerField(help_text="Of her clock.")
    week_starts_on = serializers.IntegerField(help_text="0 Monday to 6 Sunday: first day of her weeks.")
    needs_approval = serializers.BooleanField(
        allow_null=True, help_text="Null: as the site has it. Set by her care team."
    )
    cleared = serializers.ListField(
        child=serializers.CharField(),
        help_text="What a clinician has cleared for exercise, by rule. Set by her care team.",
    )
    next_due_at = serializers.DateTimeField(
        allow_null=True, help_text="When the next plan is made by itself."
    )

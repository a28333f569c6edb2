"""What clients get of a plan. Words are in the language of who reads; codes stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from rest_framework import serializers

from apps.accounts.models import Person
from apps.plans import wording
from apps.plans.models import Plan, PlanContent, PlanJob
from apps.plans.rules import notes
from apps.plans.rules.profile import MEALS
from apps.plans.selectors.plans import content_for
from apps.plans.states import PlanReason, PlanState

SLOTS = [(slot, slot) for slot in MEALS]
WHENS = [(when, when) for when in wording.WHEN]


class SaidOut(serializers.Serializer):
    """A code in words."""

    code = serializers.CharField()
    says = serializers.CharField()


class BringsOut(serializers.Serializer):
    """A reason for a dish."""

    nutrient = serializers.CharField()
    share_of_target = serializers.FloatField()


class PlanItemOut(serializers.Serializer):
    """One dish of a meal."""

    food_code = serializers.CharField(help_text="FNDDS code; of another table with its name in front.")
    name = serializers.CharField(help_text="In the language of who reads.")
    names = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    grams = serializers.FloatField()
    why = BringsOut(many=True)
    locked = serializers.BooleanField(help_text="Somebody put it there.")
    caution = serializers.CharField(help_text="What to mind in pregnancy; empty: nothing.")


class PlanMealOut(serializers.Serializer):
    """One meal."""

    slot = serializers.ChoiceField(SLOTS)
    when = serializers.ChoiceField(WHENS, help_text="Tells the snacks of a day apart.")
    says = serializers.CharField()
    carbohydrate_g = serializers.FloatField()
    items = PlanItemOut(many=True)


class PlanDayOut(serializers.Serializer):
    """One day."""

    day = serializers.IntegerField()
    date = serializers.DateField()
    meals = PlanMealOut(many=True)
    totals = serializers.DictField(child=serializers.FloatField(), help_text="Of food alone, by nutrient.")


class UnmetOut(serializers.Serializer):
    """A bound that does not hold, and why."""

    day = serializers.IntegerField(allow_null=True, help_text="Null: the mean of the week.")
    slot = serializers.CharField(help_text="Empty: the whole day.")
    nutrient = serializers.CharField()
    name = serializers.CharField()
    amount = serializers.FloatField()
    bound = serializers.FloatField()
    kind = serializers.CharField(help_text="intake, limit, goal, energy, meal.")
    why = serializers.CharField()


class PlanContentOut(serializers.Serializer):
    """What a plan says."""

    standard = serializers.CharField()
    standard_version = serializers.CharField()
    food_table = serializers.CharField()
    energy = serializers.DictField()
    targets = serializers.DictField(child=serializers.FloatField(allow_null=True), help_text="By nutrient.")
    limits = serializers.DictField(child=serializers.FloatField(allow_null=True), help_text="By nutrient.")
    goals = serializers.ListField(child=serializers.DictField())
    supplement = serializers.DictField(child=serializers.FloatField(), help_text="What she takes anyway.")
    not_in_food_table = serializers.ListField(child=serializers.CharField())
    water = serializers.DictField()
    days = PlanDayOut(many=True)
    unmet = UnmetOut(many=True)
    supplements = serializers.ListField(
        child=serializers.DictField(),
        help_text="Lines with dose, reasons, source; doses on prescription for clinicians only.",
    )
    activity = serializers.DictField()
    based_on = serializers.DictField(help_text="Facts, and of each where it came from.")
    remarks = SaidOut(many=True)
    versions = serializers.DictField(child=serializers.CharField())


class PlanOut(serializers.Serializer):
    """A version of a week's plan. `content` is null until it is there and may be read."""

    id = serializers.UUIDField()
    pregnancy = serializers.UUIDField()
    week_start = serializers.DateField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(PlanState.choices)
    reason = serializers.ChoiceField(PlanReason.choices)
    because = SaidOut(many=True)
    missing = SaidOut(many=True)
    failure = SaidOut(allow_null=True)
    progress = serializers.IntegerField(allow_null=True, help_text="Percent; null: it is not being made.")
    needs_approval = serializers.BooleanField()
    note = serializers.CharField(help_text="From her care team.")
    requested_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    stale_because = SaidOut(many=True, help_text="What has changed since; a newer version is on its way.")
    content = PlanContentOut(allow_null=True)


def shown(person: Person, plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values, in the language of who reads it."""
    with translation.override(person.language):
        return dict(PlanOut(_plan(person, plan)).data)


def _plan(person: Person, plan: Plan) -> dict[str, Any]:
    content = content_for(person, plan)
    job: PlanJob | None = getattr(plan, "job", None)
    names = ("week_start", "version", "state", "reason", "needs_approval", "note", "requested_at", "made_at")
    return {
        **{name: getattr(plan, name) for name in (*names, "approved_at", "sent_at", "ended_at")},
        "id": plan.public_id,
        "pregnancy": plan.pregnancy.public_id,
        "because": said(wording.BECAUSE, plan.because),
        "missing": said(wording.MISSING, plan.missing),
        "failure": said(wording.FAILURES, [plan.failure])[0] if plan.failure else None,
        "progress": job.progress if job and plan.state == PlanState.MAKING else None,
        "stale_because": said(wording.BECAUSE, plan.stale_because),
        "content": _content(person, content) if content else None,
    }


def said(table: dict[str, Any], codes: list[str]) -> list[dict[str, str]]:
    """Return codes with their words."""
    return [{"code": code, "says": wording.words(table, code)} for code in codes]


def _content(person: Person, content: PlanContent) -> dict[str, Any]:
    result, spoken = content.result, words_for(person, content)
    kept = (
        "standard",
        "standard_version",
        "food_table",
        "energy",
        "targets",
        "limits",
        "goals",
        "supplement",
    )
    return {
        **{name: result[name] for name in (*kept, "not_in_food_table", "water")},
        "days": [day_shown(day, person.language) for day in result["days"]],
        "unmet": [_unmet(row) for row in result["unmet"]],
        "supplements": spoken["supplements"],
        "activity": spoken["activity"],
        "based_on": {
            name: {"value": content.inputs["profile"][name], **source}
            for name, source in content.inputs["sources"].items()
            if name in content.inputs["profile"]
        },
        "remarks": said(wording.REMARKS, content.inputs.get("remarks", [])),
        "versions": content.versions,
    }


def words_for(person: Person, content: PlanContent) -> dict[str, Any]:
    """Return supplements and activity in her language; what only a clinician may order only for clinicians."""
    spoken = content.words.get(person.language) or content.words["en"]
    if person.is_clinician:
        return dict(spoken)
    lines = [
        {name: value for name, value in line.items() if name != "for_clinician"}
        for line in spoken["supplements"]
    ]
    return {**spoken, "supplements": lines}


def day_shown(day: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a printed day with names in a language."""
    return {**day, "meals": [_meal(meal, language) for meal in day["meals"]]}


def _meal(meal: Mapping[str, Any], language: str) -> dict[str, Any]:
    items = [
        {
            **item,
            "name": item["names"].get(language, item["name"]),
            "caution": notes.said(item.get("caution", ""), language),
        }
        for item in meal["items"]
    ]
    return {**meal, "says": wording.words(wording.WHEN, meal["when"]), "items": items}


def _unmet(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "slot": row.get("slot", ""),
        "name": wording.nutrient(row["nutrient"]),
        "why": wording.why_unmet(row["why"]),
    }

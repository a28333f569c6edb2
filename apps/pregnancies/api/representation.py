"""What leaves the house: one serializer for each object, the same in answers and in the change feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.visibility import SubjectModel, SubjectQuerySet
from apps.pregnancies import feeds
from apps.pregnancies.days import local_day
from apps.pregnancies.models import (
    Allergy,
    Basis,
    BirthMode,
    Chorionicity,
    Dating,
    EarlierOutcome,
    EarlierPregnancy,
    Fetus,
    Outcome,
    OutcomeKind,
    Pregnancy,
    Recommendation,
    RiskFactor,
    Severity,
)
from apps.pregnancies.rules.body import bmi_kg_m2
from apps.pregnancies.rules.gestation import Standing
from apps.pregnancies.rules.periods import trimester
from apps.pregnancies.rules.risks import risk_codes
from apps.pregnancies.selectors.pregnancies import due_date, gestational_age
from apps.pregnancies.selectors.showing import assumes_going
from apps.pregnancies.states import DatingState, FetusState, PregnancyState


class PersonOut(serializers.Serializer):
    """Who did something."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="get_full_name")
    role = serializers.SerializerMethodField(help_text="Profession of a clinician, role of anybody else.")

    def get_role(self, person: Person) -> str:
        return person.profession or person.role


class FetusOut(serializers.Serializer):
    """One fetus; its letter never changes."""

    id = serializers.UUIDField(source="public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id")
    label = serializers.CharField(help_text="A to H.")  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=FetusState.choices)
    found_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)


class DatingOut(serializers.Serializer):
    """A due date with what it came from, what the rules say of it, and what was decided."""

    id = serializers.UUIDField(source="public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id")
    basis = serializers.ChoiceField(choices=Basis.choices)
    inputs = serializers.DictField(child=serializers.JSONField(allow_null=True), help_text="As given.")
    due_on = serializers.DateField()
    scan_on = serializers.DateField(allow_null=True)
    scan_age_days = serializers.IntegerField(allow_null=True)
    rule_id = serializers.CharField()
    rule_version = serializers.IntegerField()
    needs_ultrasound = serializers.BooleanField()
    compared_with = serializers.UUIDField(source="compared_with.public_id", allow_null=True, default=None)
    difference_days = serializers.IntegerField(allow_null=True)
    threshold_days = serializers.IntegerField(allow_null=True)
    recommendation = serializers.ChoiceField(choices=Recommendation.choices)
    recommendation_code = serializers.CharField()
    recommendation_rule_id = serializers.CharField(allow_blank=True)
    recommendation_rule_version = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=DatingState.choices)
    author = PersonOut(allow_null=True)
    recorded_at = serializers.DateTimeField()
    decided_by = PersonOut(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    is_override = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    superseded_at = serializers.DateTimeField(allow_null=True)


class RiskFactorOut(serializers.Serializer):
    """A risk of this pregnancy; `names` holds its code in each language (empty for one in words only)."""

    id = serializers.UUIDField(source="public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id")
    code = serializers.CharField(allow_blank=True)
    names = serializers.SerializerMethodField()
    text = serializers.CharField(allow_blank=True)
    noted_by = PersonOut(allow_null=True)
    noted_at = serializers.DateTimeField()
    ended_by = PersonOut(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_names(self, row: RiskFactor) -> dict[str, str]:
        code = risk_codes().get(row.code)
        return dict(code.says) if code else {}


class AllergyOut(serializers.Serializer):
    """An allergy of the mother."""

    id = serializers.UUIDField(source="public_id")
    substance = serializers.CharField()
    reaction = serializers.CharField(allow_blank=True)
    severity = serializers.ChoiceField(choices=Severity.choices)
    noted_by = PersonOut(allow_null=True)
    noted_at = serializers.DateTimeField()
    ended_by = PersonOut(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)


class EarlierPregnancyOut(serializers.Serializer):
    """An earlier pregnancy as told."""

    id = serializers.UUIDField(source="public_id")
    year = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=EarlierOutcome.choices)
    gestation_weeks = serializers.IntegerField(allow_null=True)
    mode = serializers.ChoiceField(choices=BirthMode.choices)
    birth_weight_g = serializers.IntegerField(allow_null=True)
    complications = serializers.CharField(allow_blank=True)
    noted_by = PersonOut(allow_null=True)
    noted_at = serializers.DateTimeField()


class FetusOutcomeOut(serializers.Serializer):
    """What an outcome meant for one fetus."""

    fetus = serializers.UUIDField(source="fetus.public_id")
    label = serializers.CharField(source="fetus.label")  # type: ignore[assignment]
    result = serializers.ChoiceField(choices=FetusState.choices)
    born_at = serializers.DateTimeField(allow_null=True)
    birth_weight_g = serializers.IntegerField(allow_null=True)


class OutcomeOut(serializers.Serializer):
    """How a pregnancy or one fetus ended. With `corrected_at` it does not stand any more."""

    id = serializers.UUIDField(source="public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id")
    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    occurred_on = serializers.DateField()
    fetuses = serializers.SerializerMethodField()
    destination = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    recorded_by = PersonOut(allow_null=True)
    recorded_at = serializers.DateTimeField()
    corrected_by = PersonOut(allow_null=True)
    corrected_at = serializers.DateTimeField(allow_null=True)
    correction_reason = serializers.CharField(allow_blank=True)

    @extend_schema_field(FetusOutcomeOut(many=True))
    def get_fetuses(self, outcome: Outcome) -> list[dict[str, Any]]:
        rows = sorted(outcome.fetus_outcomes.all(), key=lambda row: row.fetus.label)
        return [dict(FetusOutcomeOut(row).data) for row in rows]


class DueDateOut(serializers.Serializer):
    """The due date that counts. Unconfirmed by a clinician: provisional."""

    due_on = serializers.DateField()
    basis = serializers.ChoiceField(choices=Basis.choices)
    is_provisional = serializers.BooleanField()
    needs_ultrasound = serializers.BooleanField()
    rule_id = serializers.CharField()
    rule_version = serializers.IntegerField()


class PregnancyOut(serializers.Serializer):
    """A pregnancy as a phone holds it: nothing in it changes by the passing of days."""

    id = serializers.UUIDField(source="public_id")
    mother = serializers.UUIDField(source="subject.public_id")
    state = serializers.ChoiceField(choices=PregnancyState.choices)
    chorionicity = serializers.ChoiceField(choices=Chorionicity.choices)
    height_cm = serializers.FloatField(allow_null=True)
    weight_before_kg = serializers.FloatField(allow_null=True)
    bmi_before_kg_m2 = serializers.SerializerMethodField(help_text="Null where height or weight is unknown.")
    due_date = serializers.SerializerMethodField(
        help_text="Null where nothing is known, and once the pregnancy has ended: nothing counts down any more."
    )
    allergies_asked_at = serializers.DateTimeField(allow_null=True, help_text="Null: nobody asked.")
    risks_asked_at = serializers.DateTimeField(allow_null=True, help_text="Null: nobody asked.")
    created_at = serializers.DateTimeField()

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_bmi_before_kg_m2(self, pregnancy: Pregnancy) -> float | None:
        bmi = bmi_kg_m2(pregnancy.height_cm, pregnancy.weight_before_kg)
        return None if bmi is None else float(bmi)

    @extend_schema_field(DueDateOut(allow_null=True))
    def get_due_date(self, pregnancy: Pregnancy) -> dict[str, Any] | None:
        counts = due_date(pregnancy) if assumes_going(pregnancy) else None
        return None if counts is None else dict(DueDateOut(counts).data)


class GestationalAgeOut(serializers.Serializer):
    """A gestational age. Before day 0 and beyond 44w6d there are no weeks: `standing` says which."""

    on = serializers.DateField()
    days = serializers.IntegerField()
    weeks = serializers.IntegerField(allow_null=True)
    extra_days = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(help_text="32w4d, or ?")
    standing = serializers.ChoiceField(choices=[standing.value for standing in Standing])
    trimester = serializers.IntegerField(
        allow_null=True, help_text="By ACOG: from 14w0d the second, from 28w0d the third."
    )
    is_provisional = serializers.BooleanField(help_text="No clinician has confirmed the due date.")
    is_suboptimal = serializers.BooleanField(
        allow_null=True, help_text="No ultrasound before 22w0d; null while there is still time for one."
    )


def age_json(pregnancy: Pregnancy, on: date, known_at: datetime | None = None) -> dict[str, Any] | None:
    """Return the gestational age on a day as plain values, None where nobody can or should count."""
    age = gestational_age(pregnancy, on, known_at=known_at)
    counts = due_date(pregnancy, on=on, known_at=known_at)
    if age is None or counts is None:
        return None
    return {
        "on": on.isoformat(),
        "days": age.days,
        "weeks": age.weeks,
        "extra_days": age.extra_days,
        "text": str(age),
        "standing": age.standing.value,
        "trimester": trimester(age),
        "is_provisional": counts.is_provisional,
        "is_suboptimal": counts.is_suboptimal,
    }


class PregnancyTodayOut(PregnancyOut):
    """A pregnancy with what changes by the day; needs `request` in the context."""

    fetuses = FetusOut(many=True)
    gestational_age = serializers.SerializerMethodField(
        help_text="Today where the mother lives; null where unknown or over."
    )

    @extend_schema_field(GestationalAgeOut(allow_null=True))
    def get_gestational_age(self, pregnancy: Pregnancy) -> dict[str, Any] | None:
        today = local_day(pregnancy.subject, self.context["request"].received_at)
        return age_json(pregnancy, today) if assumes_going(pregnancy) else None


class RiskCodeOut(serializers.Serializer):
    """A risk factor that can be chosen."""

    code = serializers.CharField()
    group = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField(), source="says")


class EntryOut(serializers.Serializer):
    """One entry of the timeline."""

    on = serializers.DateField()
    at = serializers.DateTimeField(allow_null=True)
    kind = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    object_id = serializers.UUIDField(allow_null=True)


class TimelineOut(serializers.Serializer):
    """The newest entries, newest first."""

    entries = EntryOut(many=True)


class WhoOut(serializers.Serializer):
    """Who changed something."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    role = serializers.CharField()


class FieldChangeOut(serializers.Serializer):
    """One field before and after."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class HistoryChangeOut(serializers.Serializer):
    """One change of one thing."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    who = WhoOut(allow_null=True, help_text="Null: the system itself.")
    kind = serializers.CharField()
    object_id = serializers.UUIDField()
    operation = serializers.ChoiceField(choices=["insert", "update", "delete"])
    changes = FieldChangeOut(many=True)


Fetch = Callable[[Person, Sequence[UUID]], dict[UUID, dict[str, Any]]]
RELATED: Final[Mapping[type[SubjectModel], tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Pregnancy: (("subject",), ("datings",)),
    Fetus: (("pregnancy",), ()),
    Dating: (("pregnancy", "compared_with", "author", "decided_by"), ()),
    RiskFactor: (("pregnancy", "noted_by", "ended_by"), ()),
    Allergy: (("noted_by", "ended_by"), ()),
    EarlierPregnancy: (("noted_by",), ()),
    Outcome: (("pregnancy", "recorded_by", "corrected_by"), ("fetus_outcomes__fetus",)),
}


def with_related(rows: SubjectQuerySet) -> SubjectQuerySet:
    """Fetch with the rows what their serializer shows: a fixed number of queries for any number of rows."""
    joined, beside = RELATED[rows.model]
    return rows.select_related(*joined).prefetch_related(*beside)


def _fetch(model: type[SubjectModel], serializer: type[serializers.Serializer]) -> Fetch:
    def fetch(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        rows = with_related(model.objects.visible_to(person).filter(public_id__in=ids))
        return {row.public_id: dict(serializer(row).data) for row in rows}

    return fetch


SERIALIZERS: Final[Mapping[type[SubjectModel], type[serializers.Serializer]]] = {
    Pregnancy: PregnancyOut,
    Fetus: FetusOut,
    Dating: DatingOut,
    RiskFactor: RiskFactorOut,
    Allergy: AllergyOut,
    EarlierPregnancy: EarlierPregnancyOut,
    Outcome: OutcomeOut,
}


def register_kinds() -> None:
    """Tell the change feed what a phone may hold, and how it is shown."""
    for model, kind in feeds.KINDS.items():
        feed.register(kind, _fetch(model, SERIALIZERS[model]), serializer=SERIALIZERS[model])

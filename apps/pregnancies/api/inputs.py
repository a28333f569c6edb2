"""What may come in. Limits stand here for the schema; services check them again with the rules' own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.foundation.api import StrictSerializer
from apps.pregnancies.models import (
    MAX_FETUSES,
    Basis,
    BirthMode,
    Chorionicity,
    EarlierOutcome,
    FetusState,
    OutcomeKind,
    PregnancyState,
    Severity,
)
from apps.pregnancies.models.pregnancy import HEIGHT_CM, WEIGHT_KG
from apps.pregnancies.rules import dating as rules
from apps.pregnancies.rules.risks import risk_codes
from apps.pregnancies.services.datings import DECISIONS, RECOMMENDED
from apps.pregnancies.services.earlier_pregnancies import BIRTH_WEIGHT_G, WEEKS
from apps.pregnancies.services.outcomes import RESULTS_AT_BIRTH, RESULTS_OF_ONE, FetusResult, NewOutcome

OPTIONAL: Final[dict[str, Any]] = {"required": False, "allow_null": True}
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    Basis.LMP: ("lmp_on",),
    Basis.CONCEPTION: ("conceived_on",),
    Basis.IVF_TRANSFER: ("transferred_on", "embryo_age_days"),
    Basis.DUE_DATE: ("stated_due_on",),
    Basis.ULTRASOUND_CRL: ("scan_on", "crl_mm"),
    Basis.ULTRASOUND_HC: ("scan_on", "hc_mm"),
    Basis.ULTRASOUND_HC_FL: ("scan_on", "hc_mm", "fl_mm"),
    Basis.ULTRASOUND_REPORT: ("scan_on", "age_days"),
}
ALLOWED_BESIDE: Final[dict[str, tuple[str, ...]]] = {
    Basis.LMP: ("cycle_days", "cycle_is_regular"),
    Basis.ULTRASOUND_CRL: ("formula",),
}


def client_id() -> serializers.UUIDField:
    """A UUID made by the phone: the same one again gets the first object."""
    return serializers.UUIDField(
        required=False, help_text="Made by the client; the same again gets the first object."
    )


class NestedInput(StrictSerializer):
    """Input that may stand inside other input: there, too, unknown fields are refused by name."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown names below the top, where `check` does not look."""
        if self.parent is not None and isinstance(data, Mapping):
            unknown = sorted(str(name)[:100] for name in data if name not in self.fields)[:20]
            if unknown:
                error = serializers.ErrorDetail(_("There is no such field."), "unknown_field")
                raise serializers.ValidationError({name: [error] for name in unknown})
        return super().to_internal_value(data)


class DatingFields(NestedInput):
    """What a due date comes from. Which fields are needed depends on `basis`; no others may stand beside
    them."""

    basis = serializers.ChoiceField(choices=Basis.choices)
    lmp_on = serializers.DateField(**OPTIONAL, help_text="First day of the last period.")
    cycle_days = serializers.IntegerField(
        **OPTIONAL, min_value=1, max_value=366, help_text="Usable from 21 to 35."
    )
    cycle_is_regular = serializers.BooleanField(**OPTIONAL)
    conceived_on = serializers.DateField(**OPTIONAL)
    transferred_on = serializers.DateField(**OPTIONAL, help_text="Day of the embryo transfer.")
    embryo_age_days = serializers.IntegerField(**OPTIONAL, min_value=2, max_value=7)
    stated_due_on = serializers.DateField(**OPTIONAL, help_text="Due date given elsewhere.")
    scan_on = serializers.DateField(**OPTIONAL)
    crl_mm = serializers.ListField(
        child=serializers.FloatField(min_value=0, max_value=200),
        required=False,
        min_length=1,
        max_length=3,
        help_text="One to three measures; their mean counts.",
    )
    formula = serializers.ChoiceField(choices=sorted(rules.CRL_FORMULAS), required=False)
    hc_mm = serializers.FloatField(**OPTIONAL, min_value=80, max_value=400)
    fl_mm = serializers.FloatField(**OPTIONAL, min_value=8, max_value=90)
    age_days = serializers.IntegerField(
        **OPTIONAL, min_value=35, max_value=300, help_text="As in the report."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the basis needs, refuse what does not belong to it."""
        given = {
            name: value for name, value in attrs.items() if value is not None and name not in ("id", "basis")
        }
        needed, beside = NEEDED[attrs["basis"]], ALLOWED_BESIDE.get(attrs["basis"], ())
        errors = {
            name: serializers.ErrorDetail(_("This is needed."), "required")
            for name in needed
            if name not in given
        }
        errors |= {
            name: serializers.ErrorDetail(_("This does not belong to this basis."), "not_allowed")
            for name in given
            if name not in needed + beside
        }
        if errors:
            raise serializers.ValidationError({name: [error] for name, error in errors.items()})
        return attrs


def to_given(attrs: dict[str, Any]) -> rules.Given:
    """Build what the rules take out of checked fields."""
    basis = attrs["basis"]
    names = NEEDED[basis] + ALLOWED_BESIDE.get(basis, ())
    values = {name: attrs[name] for name in names if attrs.get(name) is not None}
    if "crl_mm" in values:
        values["crl_mm"] = tuple(values["crl_mm"])
    return rules.KINDS[basis](**values)


class DatingIn(DatingFields):
    """A dating to propose."""

    id = client_id()


class DatingDecisionIn(StrictSerializer):
    """What becomes of a proposed dating."""

    decision = serializers.ChoiceField(choices=DECISIONS, default=RECOMMENDED)
    reason = serializers.CharField(
        max_length=500,
        allow_blank=True,
        default="",
        help_text="Needed where the decision is not the recommended one.",
    )


def height() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=4,
        decimal_places=1,
        min_value=HEIGHT_CM[0],
        max_value=HEIGHT_CM[1],
        **OPTIONAL,
        help_text="cm",
    )


def weight() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=WEIGHT_KG[0],
        max_value=WEIGHT_KG[1],
        **OPTIONAL,
        help_text="kg, before the pregnancy",
    )


class PregnancyIn(StrictSerializer):
    """A pregnancy to follow from now on."""

    id = client_id()
    mother = serializers.UUIDField(
        required=False, help_text="For clinicians: for which mother in their care."
    )
    fetus_count = serializers.IntegerField(min_value=1, max_value=MAX_FETUSES, default=1)
    chorionicity = serializers.ChoiceField(choices=Chorionicity.choices, required=False)
    height_cm = height()
    weight_before_kg = weight()
    dating = DatingFields(required=False)


class PregnancyChange(StrictSerializer):
    """What to set; what is left out stays."""

    height_cm = height()
    weight_before_kg = weight()
    chorionicity = serializers.ChoiceField(choices=Chorionicity.choices, required=False)
    allergies_asked = serializers.BooleanField(
        required=False, help_text="She was asked; an empty list means none."
    )
    risks_asked = serializers.BooleanField(
        required=False, help_text="Risks were asked for; empty means none."
    )


class FetusIn(StrictSerializer):
    """A fetus that was found; it gets the next free letter."""

    id = client_id()
    found_on = serializers.DateField(**OPTIONAL)


class RiskFactorIn(StrictSerializer):
    """A risk by code, in words, or both."""

    id = client_id()
    code = serializers.ChoiceField(choices=list(risk_codes()), required=False, allow_blank=True)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True)


class EndIn(StrictSerializer):
    """Why it ends."""

    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class AllergyIn(StrictSerializer):
    """An allergy of the mother."""

    id = client_id()
    substance = serializers.CharField(max_length=120)
    reaction = serializers.CharField(max_length=300, allow_blank=True, default="")
    severity = serializers.ChoiceField(choices=Severity.choices, default=Severity.UNKNOWN)


class AllergyChange(StrictSerializer):
    """What to set; what is left out stays."""

    reaction = serializers.CharField(max_length=300, allow_blank=True, required=False)
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)


class EarlierPregnancyChange(StrictSerializer):
    """What to set; what is left out stays."""

    year = serializers.IntegerField(min_value=1950, max_value=2200, required=False)
    outcome = serializers.ChoiceField(choices=EarlierOutcome.choices, required=False)
    gestation_weeks = serializers.IntegerField(min_value=WEEKS[0], max_value=WEEKS[1], **OPTIONAL)
    mode = serializers.ChoiceField(choices=BirthMode.choices, required=False)
    birth_weight_g = serializers.IntegerField(
        min_value=BIRTH_WEIGHT_G[0], max_value=BIRTH_WEIGHT_G[1], **OPTIONAL
    )
    complications = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class EarlierPregnancyIn(EarlierPregnancyChange):
    """An earlier pregnancy of the mother."""

    id = client_id()
    year = serializers.IntegerField(min_value=1950, max_value=2200)
    outcome = serializers.ChoiceField(choices=EarlierOutcome.choices)


class FetusResultIn(NestedInput):
    """What happened to one fetus."""

    fetus = serializers.UUIDField()
    result = serializers.ChoiceField(
        choices=[
            (state.value, state.label)
            for state in FetusState
            if state in RESULTS_AT_BIRTH + RESULTS_OF_ONE or state == FetusState.MISCARRIED
        ]
    )
    born_at = serializers.DateTimeField(**OPTIONAL)
    birth_weight_g = serializers.IntegerField(
        min_value=BIRTH_WEIGHT_G[0], max_value=BIRTH_WEIGHT_G[1], **OPTIONAL
    )


class OutcomeFields(NestedInput):
    """How a pregnancy, or one fetus of it, ended."""

    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    occurred_on = serializers.DateField()
    fetuses = FetusResultIn(many=True, required=False, max_length=MAX_FETUSES)  # type: ignore[call-arg]
    destination = serializers.CharField(
        max_length=200, allow_blank=True, default="", help_text="Transfers: to whom."
    )
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class OutcomeIn(OutcomeFields):
    """An outcome to record."""

    id = client_id()


def to_outcome(attrs: dict[str, Any]) -> NewOutcome:
    """Build what the service takes out of checked fields."""
    results = tuple(FetusResult(**result) for result in attrs.get("fetuses", ()))
    return NewOutcome(attrs["kind"], attrs["occurred_on"], results, attrs["destination"], attrs["note"])


class CorrectionIn(StrictSerializer):
    """Why an outcome was wrong, and what is right instead (nothing: the pregnancy goes on as before)."""

    reason = serializers.CharField(max_length=500)
    instead = OutcomeFields(**OPTIONAL)


class PregnancyQuery(StrictSerializer):
    """Which pregnancies to list."""

    state = serializers.ChoiceField(choices=PregnancyState.choices, required=False)
    mother = serializers.UUIDField(required=False, help_text="Only this mother's.")
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, help_text="At most so many.")
    cursor = serializers.CharField(max_length=500, required=False, help_text="From `next` or `previous`.")


class AgeQuery(StrictSerializer):
    """For which day."""

    on = serializers.DateField(required=False, help_text="Default: today where the mother lives.")
    known_at = serializers.DateTimeField(required=False, help_text="As it was known at this moment.")


class TimelineQuery(StrictSerializer):
    """How much of the timeline."""

    limit = serializers.IntegerField(min_value=1, max_value=500, default=100)

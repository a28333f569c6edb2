"""What clients get of her for whom days are judged, and of the energy that she needs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.nutrition.api.at_hand_out import ACTIVITIES, STANDARDS
from apps.nutrition.selectors.whom import Whom


class EnergyNeedOut(serializers.Serializer):
    """kcal that a day should bring her. Equal ends: her standard gives one figure for her."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    added_low = serializers.FloatField(help_text="What of it her trimester adds.")
    added_high = serializers.FloatField()
    activity = serializers.ChoiceField([*ACTIVITIES, ("", "")], help_text="Empty: she has not said.")
    assumed = serializers.ListField(
        child=serializers.ChoiceField(["activity", "trimester", "age"]),
        help_text="What is not known and may be anything; age is counted as 29.",
    )
    source = serializers.CharField()  # type: ignore[assignment]
    checked = serializers.CharField(
        help_text="`recalled`: to be checked against the source before clinical use."
    )


class WhomOut(serializers.Serializer):
    """For whom it is judged."""

    mother = serializers.UUIDField()
    standard = serializers.ChoiceField(STANDARDS)
    age = serializers.IntegerField(allow_null=True)
    age_is_assumed = serializers.BooleanField(help_text="Nobody has told the year of birth: counted as 29.")
    is_pregnant = serializers.BooleanField(help_text="False: there are no reference intakes for this day.")
    gestational_age = serializers.CharField(allow_null=True, help_text="As 24w3d; null: not known.")
    trimester = serializers.IntegerField(allow_null=True)
    has_gestational_diabetes = serializers.BooleanField()


def energy_need_shown(whom: Whom) -> dict[str, Any] | None:
    """Return the energy of a day as plain values, to whole kcal."""
    found = whom.energy_need
    if found is None:
        return None
    kcal = {name: float(round(getattr(found, name))) for name in ("low", "high", "added_low", "added_high")}
    about = {"assumed": list(found.assumed), "source": found.source, "checked": found.checked}
    return {**kcal, **about, "activity": whom.activity.value if whom.activity else ""}


def whom_shown(whom: Whom) -> dict[str, Any]:
    """Return for whom a day is judged, as plain values."""
    return {
        "mother": whom.mother.public_id,
        "standard": whom.standard.value,
        "age": whom.age,
        "age_is_assumed": whom.age is None,
        "is_pregnant": whom.pregnancy is not None,
        "gestational_age": str(whom.gestational_age) if whom.gestational_age else None,
        "trimester": whom.counted.trimester,
        "has_gestational_diabetes": whom.has_gestational_diabetes,
    }

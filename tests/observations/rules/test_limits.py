"""Limits that teams may override are those of the facts."""

from __future__ import annotations

import pytest

from apps.observations.alert_rules import glucose, high_pressure, severe_pressure
from apps.observations.rules.tables import threshold


@pytest.mark.parametrize(
    ("rule", "limit", "fact"),
    [
        (severe_pressure.RULE, "systolic_mmhg", "bp_severe_systolic_mmhg"),
        (severe_pressure.RULE, "diastolic_mmhg", "bp_severe_diastolic_mmhg"),
        (high_pressure.RULE, "systolic_mmhg", "bp_htn_systolic_mmhg"),
        (high_pressure.RULE, "diastolic_mmhg", "bp_htn_diastolic_mmhg"),
        (glucose.RULE, "very_low_mg_dl", "hypo_2"),
        (glucose.RULE, "low_mg_dl", "hypo_1"),
        (glucose.RULE, "high_mg_dl", "hyper_200"),
    ],
)
def test_a_limit_and_its_fact_say_the_same(rule, limit, fact) -> None:
    row = rule.limits.rows[limit]
    assert (row.value, row.checked) == (threshold(fact).value, threshold(fact).origin.checked)
    assert {"en", "ko", "zh-hans"} == set(row.words)

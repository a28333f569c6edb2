"""Rules that watch a trace while it is recorded; one file for each, its limits in a table beside it."""

from __future__ import annotations

from apps.alerts.registry import Rule
from apps.monitoring.alert_rules import (
    high_rate,
    late_decelerations,
    low_rate,
    low_variation,
    maternal_rate,
    no_signal,
    prolonged_deceleration,
    sinusoidal,
    twins,
)

RULES: tuple[Rule, ...] = tuple(
    module.RULE
    for module in (
        no_signal,
        low_rate,
        high_rate,
        prolonged_deceleration,
        late_decelerations,
        low_variation,
        sinusoidal,
        maternal_rate,
        twins,
    )
)

"""Why a rule set gives no verdict: codes, and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WHY_NOT: Mapping[str, str] = MappingProxyType(
    {
        "not_for_labour": "These rules are for traces before labour.",
        "only_for_labour": "These rules are for traces in labour only, never for one at home.",
        "too_short": "The recording is too short for these rules.",
        "too_early": "The pregnancy is too early for these rules.",
        "too_late": "These rules are not published for so late a week.",
        "week_unknown": "The week of pregnancy is unknown, and these rules need it.",
        "signal_lost": "Too much of the fetal heart rate is missing or not believed.",
        "end_lost": "Most of the last ten minutes is missing or not believed: how the trace ends is not known.",
        "false_signal": "Too much of the rate seems to be another heart or noise.",
        "frozen": "The device repeated one value for too long.",
        "halved_or_doubled": "The device counted half or double the rate for too long.",
        "impossible_jumps": "Too much of the rate is such as a heart cannot have jumped to.",
        "maternal_rate": "The trace runs with the mother's own rate for minutes.",
        "near_maternal_rate": "The trace lies close to the mother's own rate: it may be hers.",
        "level_jumped": "The level moved at once: check whose heart is recorded before trusting what follows.",
        "heart_changed": "The rate changes at once as if to another heart: compare it with the mother's pulse.",
        "may_hide_falls": "Something lies far below the baseline for seconds that was left out: it may be a fall.",
        "sensors_disagree": "The two sensors show different rates for minutes: one of them shows something else.",
        "no_baseline": "For too much of the recording there is no baseline.",
        "twins_swapped": "The channels of the twins seem to have changed places.",
        "twins_coincide": "Both channels seem to record the same heart.",
        "contractions_unknown": "There are decelerations, and no contractions to judge them by.",
        "variability_unknown": "Too few minutes tell the variability.",
    }
)

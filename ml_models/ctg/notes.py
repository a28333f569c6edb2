"""What an analysis could not assess, or assessed with a caveat: codes, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EXPLANATIONS: Mapping[str, str] = MappingProxyType(
    {
        "no_fetal_signal": "No fetal heart rate was measured.",
        "nothing_believed": "A rate was measured, but nothing in it can be believed to be the baby's.",
        "shorter_than_10_min": "The recording is shorter than ten minutes: a baseline is not settled.",
        "signal_loss_above_20_percent": "More than a fifth of the fetal heart rate is missing.",
        "baseline_undefined": "For part of the recording too little was measured to tell a baseline.",
        "no_uterine_activity": "No uterine activity was recorded.",
        "signal_frozen": "The device repeated one value for long stretches; these were left out.",
        "rates_halved_or_doubled": (
            "Stretches with half or double the rate were left out, or put right where they fit on both sides."
        ),
        "maternal_rate_suspected": "Stretches that run with the mother's own rate were left out.",
        "maternal_rate_near": "For ten minutes or more the rate lies close to the mother's own: it may be hers.",
        "ends_in_deceleration": "The recording ends in a deceleration: whether the rate came back is not known.",
        "false_signal_suspected": "Stretches that more likely show another heart or noise are marked; they calm nobody.",
        "abrupt_jumps": "Stretches that a heart cannot have jumped to were left out.",
        "variation_resolution_too_low": "The device counts too coarsely for short-term variation.",
        "variation_too_few_minutes": "Too few complete minutes for short-term variation.",
        "gestation_unknown": "Weeks of pregnancy are unknown: the limits from 32 weeks on were used.",
        "second_fetus_not_analysed": "The recording holds twins: this is the analysis of one of them.",
    }
)

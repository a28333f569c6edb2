"""How good the signal of the last minutes is, for whoever holds the probe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from ml_models.ctg.cleaning import Cause
from ml_models.ctg.coincidence import near_but_apart
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import LIKELY_FALSE
from ml_models.ctg.recording import FloatArray, Recording
from ml_models.ctg.stream.window import Window

NOW_S = 15.0
LAST_S, RECENT_S = 60.0, 300.0
MUCH_LOSS = 0.2
"""FIGO 2015 and the product's notes ask for four fifths."""
NEAR_S = 60.0
"""So long in the last five minutes near the mother's own rate."""
MARKED_S = 10.0

SIGNAL_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "nothing_measured": "No fetal heart rate was measured in the last fifteen seconds.",
        "much_loss": "More than a fifth of the last minute is missing or not believed.",
        "maternal_rate": "What was measured in the last minutes runs with the mother's own rate.",
        "maternal_rate_near": "The rate of the last minutes lies close to the mother's own: it may be hers.",
        "false_signal": "What was measured in the last minutes more likely is another heart or noise.",
        "halved_or_doubled": "The device counts half or double the rate.",
        "frozen": "The device repeats one value.",
        "impossible_values": "The device sends values that no heart or belt can have.",
        "no_maternal_rate": "The mother's own rate is not measured: the two cannot be told apart by it.",
        "no_uterine_activity": "No uterine activity was measured in the last minutes.",
    }
)


@dataclass(frozen=True)
class Signal:
    """Parts are of all samples, 0 to 1."""

    lost_minute: float
    """Missing or not believed in the last minute."""
    lost_five_minutes: float
    maternal_near_s: float
    """Seconds of the last five minutes in which the believed rate lay close to the mother's."""
    notes: list[str] = field(default_factory=list)
    """Codes of `SIGNAL_WORDS`."""


def signal_of(window: Window, single: Recording, impossible_until: int = 0) -> Signal:
    """Judge the end of `window`; `single` is what was measured in it.

    `impossible_until`: past-the-last sample of the trace that no device can mean.
    """
    recent = slice(max(0, window.fhr_bpm.size - int(RECENT_S * FS_HZ)), None)
    near_s = float(near_but_apart(window.fhr_bpm[recent], single.mhr_bpm[recent]).sum() / FS_HZ)
    lost = np.isnan(window.fhr_bpm)
    last = float(lost[-int(LAST_S * FS_HZ) :].mean())
    marks = {
        "nothing_measured": _nothing(single.fhr1_bpm) and _nothing(single.fhr2_bpm),
        "much_loss": last > MUCH_LOSS,
        "maternal_rate": _marked(window, recent, Cause.MATERNAL),
        "maternal_rate_near": near_s >= NEAR_S,
        "false_signal": _is_false(window, recent),
        "halved_or_doubled": _marked(window, recent, Cause.HALVED, Cause.DOUBLED),
        "frozen": _marked(window, recent, Cause.FROZEN),
        "impossible_values": 0 < impossible_until > window.stop - int(RECENT_S * FS_HZ),
        "no_maternal_rate": not np.isfinite(single.mhr_bpm[recent]).any(),
        "no_uterine_activity": not np.isfinite(single.toco[recent]).any(),
    }
    return Signal(last, float(lost[recent].mean()), near_s, [code for code, holds in marks.items() if holds])


def _is_false(window: Window, recent: slice) -> bool:
    likely = window.false_signal_probability[recent] >= LIKELY_FALSE
    return bool(likely.sum() >= NEAR_S * FS_HZ)


def _nothing(values: FloatArray) -> bool:
    return not np.isfinite(values[-int(NOW_S * FS_HZ) :]).any()


def _marked(window: Window, recent: slice, *causes: Cause) -> bool:
    return bool(np.isin(window.cause[recent], causes).sum() >= MARKED_S * FS_HZ)

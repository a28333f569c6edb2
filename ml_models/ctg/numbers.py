"""The numbers beside the verdicts: variability by ten minutes, episodes, sinusoidal stretches, false signal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ml_models.ctg import variation
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.recurrence import per_ten_minutes
from ml_models.ctg.runs import BoolArray, filled
from ml_models.ctg.sinusoidal import sinusoidal_spans
from ml_models.ctg.variability import FEET_S, bandwidth_bpm
from ml_models.ctg.variation import Span

if TYPE_CHECKING:
    from ml_models.ctg.analysis import Analysis
    from ml_models.ctg.events import Event

LIKELY_FALSE = 0.5


@dataclass(frozen=True, eq=False)
class Numbers:
    """Figures of one analysis. Spans are in seconds from the first sample."""

    bandwidth_bpm: FloatArray
    """Bandwidth of each whole minute, the feet of events left out as well; NaN where too little counts."""
    bandwidth_10min_bpm: FloatArray
    """Median bandwidth of each ten minutes, NaN where too little counts."""
    minute_range_ms: FloatArray
    """Range of the pulse interval of each whole minute in ms, NaN in decelerations and where too little counts."""
    high_episodes: list[Span]
    low_episodes: list[Span]
    sinusoidal: list[Span]
    false_part: float
    """Part of the kept rate that is likely false; NaN where nobody asked the network."""
    contractions_per_10min: float
    """In the busiest 30 minutes, NaN where the uterus was not recorded."""
    busiest: Span = field(default=(0.0, 0.0))

    @property
    def variability_bpm(self) -> float:
        """Median bandwidth of the minutes that count, NaN without any."""
        known = self.bandwidth_bpm[np.isfinite(self.bandwidth_bpm)]
        return float(np.median(known)) if known.size else math.nan

    @property
    def ltv_ms(self) -> float:
        """Long-term variation: mean of the minutes' ranges in ms, NaN without any."""
        known = self.minute_range_ms[np.isfinite(self.minute_range_ms)]
        return float(known.mean()) if known.size else math.nan

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: NaN becomes None."""
        return {
            "variability_bpm": _plain(self.variability_bpm, 1),
            "bandwidth_10min": [
                {
                    "bandwidth_bpm": _plain(value, 1),
                    "figo2015": variation.figo_band(value),
                    "nichd2008": variation.nichd_band(value),
                }
                for value in self.bandwidth_10min_bpm.tolist()
            ],
            "minute_range_ms": [_plain(value, 1) for value in self.minute_range_ms.tolist()],
            "ltv_ms": _plain(self.ltv_ms, 1),
            "high_episodes": [list(span) for span in self.high_episodes],
            "low_episodes": [list(span) for span in self.low_episodes],
            "sinusoidal": [list(span) for span in self.sinusoidal],
            "false_part": _plain(self.false_part, 4),
            "contractions_per_10min": _plain(self.contractions_per_10min, 1),
        }


def measure(found: Analysis, *, toco_known: bool) -> Numbers:
    """Return the figures of an analysis."""
    samples = found.fhr_bpm.size
    ranges_ms = variation.minute_ranges_ms(found.fhr_bpm, covered(found.decelerations, samples))
    fine = "variation_resolution_too_low" not in found.notes
    ranges_ms = ranges_ms if fine else np.full(ranges_ms.size, np.nan)
    rate, busiest = per_ten_minutes(found.contractions, found.duration_s)
    in_event = covered([*found.accelerations, *found.decelerations], samples)
    beside_bpm = bandwidth_bpm(found.fhr_bpm, found.baseline_bpm, in_event, feet_s=FEET_S)
    return Numbers(
        bandwidth_bpm=beside_bpm,
        bandwidth_10min_bpm=variation.by_ten_minutes_bpm(beside_bpm),
        minute_range_ms=ranges_ms,
        high_episodes=variation.high_episodes(ranges_ms),
        low_episodes=variation.low_episodes(ranges_ms),
        sinusoidal=sinusoidal_spans(found.fhr_bpm, covered(found.accelerations, samples)),
        false_part=_false_part(found.fhr_bpm, found.false_signal_probability),
        contractions_per_10min=rate if toco_known else math.nan,
        busiest=busiest,
    )


def covered(found: Sequence[Event], samples: int) -> BoolArray:
    """Mask (samples,) that is true within events."""
    starts = np.array([round(event.start_s * FS_HZ) for event in found], dtype=np.int64)
    stops = np.array([round(event.end_s * FS_HZ) for event in found], dtype=np.int64)
    return filled(starts, np.minimum(stops, samples), samples)


def _false_part(fhr_bpm: FloatArray, probability: FloatArray) -> float:
    kept = np.isfinite(fhr_bpm)
    if not kept.any():
        return math.nan
    return float(np.mean(probability[kept] >= LIKELY_FALSE))


def _plain(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None

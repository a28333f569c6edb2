"""What the rule sets look at: an analysis, its numbers, the recording as it came, and what the network says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ml_models.ctg import course
from ml_models.ctg.course import Level
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import LIKELY_FALSE, Numbers, covered
from ml_models.ctg.recording import FloatArray, Recording
from ml_models.ctg.recurrence import shallow_falls
from ml_models.ctg.rules import definition, own
from ml_models.ctg.runs import moving_mean
from ml_models.ctg.variability import FEET_S, bandwidth_bpm
from ml_models.ctg.variation import Span, minutes_where, steady_bpm

if TYPE_CHECKING:
    from ml_models.ctg.analysis import Analysis
    from ml_models.ctg.events import Event

MOST_LOST = 1 / 3
"""An acceleration of which more is missing proves nothing."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that a rule set may look at."""

    found: Analysis
    numbers: Numbers
    recording: Recording
    """As it was given, with both fetuses of twins."""

    @property
    def minutes(self) -> float:
        return self.found.duration_s / 60

    @property
    def weeks(self) -> float | None:
        return self.found.gestation_weeks

    @cached_property
    def lasting(self) -> list[Level]:
        """Every level that the baseline kept for some ten minutes."""
        return course.lasting(self.found.baseline_bpm)

    @cached_property
    def smooth_bpm(self) -> FloatArray:
        """The rate smoothed over 1.25 s, as for the bandwidth."""
        return moving_mean(self.found.fhr_bpm, 5)

    @property
    def lowest(self) -> Level | None:
        return min(self.lasting, key=lambda level: level.baseline_bpm, default=None)

    @property
    def highest(self) -> Level | None:
        return max(self.lasting, key=lambda level: level.baseline_bpm, default=None)

    @cached_property
    def measured_accelerations(self) -> list[Event]:
        """Accelerations of which two thirds were measured, and are not more likely another heart's or noise."""
        return [
            one
            for one in self.found.accelerations
            if self.lost(one.start_s, one.end_s) <= MOST_LOST
            and self.doubted(one.start_s, one.end_s) <= MOST_LOST
        ]

    @cached_property
    def steady_bpm(self) -> FloatArray:
        """Bandwidth of every minute with those around it."""
        return steady_bpm(self.numbers.bandwidth_bpm)

    @property
    def variability_known(self) -> bool:
        """Whether enough minutes tell the variability to call it normal."""
        known = np.isfinite(self.steady_bpm)
        return own("own_variability_known").holds(float(known.mean()) if known.size else 0.0)

    @cached_property
    def reduced(self) -> list[Span]:
        """Stretches of reduced variability (FIGO 2015)."""
        return self.narrower_than(definition("def_var_figo_normal").limits[0])

    @cached_property
    def shallow(self) -> list[Event]:
        """Falls of 10 to 15 bpm: decelerations where variability is reduced."""
        return shallow_falls(self.found.fhr_bpm, self.found.baseline_bpm)

    @cached_property
    def reduced_beside_shallow(self) -> list[Span]:
        """Stretches of reduced variability, shallow falls left out like events."""
        found = self.found
        events = [*found.accelerations, *found.decelerations, *self.shallow]
        in_event = covered(events, found.fhr_bpm.size)
        bandwidth = bandwidth_bpm(found.fhr_bpm, found.baseline_bpm, in_event, feet_s=FEET_S)
        return minutes_where(steady_bpm(bandwidth) < definition("def_var_figo_normal").limits[0])

    def narrower_than(self, limit_bpm: float) -> list[Span]:
        """Stretches of minutes with a bandwidth below the limit."""
        return minutes_where(self.steady_bpm < limit_bpm)

    def wider_than(self, limit_bpm: float) -> list[Span]:
        """Stretches of minutes with a bandwidth above the limit."""
        return minutes_where(self.steady_bpm > limit_bpm)

    @property
    def open_at_end(self) -> list[Span]:
        """The deceleration that is still open where the trace ends, as a list of one span or none."""
        return spans(self.found.decelerations[-1:]) if "ends_in_deceleration" in self.found.notes else []

    @property
    def movements_at_s(self) -> FloatArray:
        """Times at which the mother felt a movement."""
        marks = self.recording.movement_marks
        return np.flatnonzero(marks & 1) / FS_HZ if marks is not None else np.empty(0)

    def median_bpm(self, start_s: float, end_s: float) -> float:
        """Median rate of a stretch of which something was measured."""
        return float(np.nanmedian(self.smooth_bpm[round(start_s * FS_HZ) : round(end_s * FS_HZ)]))

    def doubted(self, start_s: float, end_s: float) -> float:
        """Part of a stretch that more likely shows another heart or noise."""
        likely = self.found.false_signal_probability[max(0, round(start_s * FS_HZ)) : round(end_s * FS_HZ)]
        return float(np.mean(likely >= LIKELY_FALSE)) if likely.size else 0.0

    def lost(self, start_s: float, end_s: float) -> float:
        """Part of a stretch that is missing or not believed."""
        inside = self.found.fhr_bpm[max(0, round(start_s * FS_HZ)) : round(end_s * FS_HZ)]
        return float(np.isnan(inside).mean()) if inside.size else 1.0


def spans(events: Sequence[Event]) -> list[Span]:
    """The stretches of events."""
    return [(one.start_s, one.end_s) for one in events]


def level_spans(level: Level | None) -> list[Span]:
    """The stretch of a level, as a list of one span or none."""
    return [] if level is None else [(level.start_s, level.end_s)]

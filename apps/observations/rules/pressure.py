"""Blood pressure: classes, severe pressure that cannot wait, and the mean of a sitting. mmHg throughout.

One reading is no diagnosis: a class says what the number asks for, a clinician what she has.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from apps.observations.rules.tables import Threshold, threshold

SITTING: Final = timedelta(minutes=10)
CONFIRMED_WITHIN: Final = timedelta(minutes=15)
FIRST_IS_LEFT_OUT_FROM: Final = 3
UNFIT_BITS: Final = {0: "moved", 1: "cuff_loose", 4: "bad_position"}
"""Bits of the Bluetooth measurement status. Such a reading is shown, and no rule takes it."""


class PressureClass(StrEnum):
    """The worst class that either figure of a reading meets."""

    SEVERE = "severe"
    HIGH = "high"
    HOME_RAISED = "home_raised"
    RAISED = "raised"
    LOW = "low"
    USUAL = "usual"


CLASSES: Final = (
    (PressureClass.SEVERE, "bp_severe_systolic_mmhg", "bp_severe_diastolic_mmhg"),
    (PressureClass.HIGH, "bp_htn_systolic_mmhg", "bp_htn_diastolic_mmhg"),
    (PressureClass.HOME_RAISED, "bp_home_systolic_mmhg", "bp_home_diastolic_mmhg"),
    (PressureClass.RAISED, "bp_stage1_systolic_mmhg", "bp_stage1_diastolic_mmhg"),
)
LOW: Final = "bp_low_sys"


@dataclass(frozen=True)
class Reading:
    """One reading. `status`: bits of the device's measurement status."""

    at: datetime
    systolic: float
    diastolic: float
    status: int = 0

    @property
    def is_fit(self) -> bool:
        """False where the device saw movement, a loose cuff or a bad position."""
        return not unfit_reasons(self.status)


@dataclass(frozen=True)
class Sitting:
    """Readings of one sitting and their mean; of three or more the first is left out of it."""

    readings: Sequence[Reading]
    systolic: float
    diastolic: float


def unfit_reasons(status: int) -> tuple[str, ...]:
    """Return why a reading may not be judged, by the bits of the device's status."""
    return tuple(name for bit, name in UNFIT_BITS.items() if status >> bit & 1)


def device_status(detail: Mapping[str, Any]) -> int:
    """Return the bits of the device's measurement status; 0 where there are none, or nobody could read them.

    `status` is another thing: the state of a document of FHIR, in words.
    """
    given = detail.get("device_status")
    return given if isinstance(given, int) and given >= 0 else 0


def class_of(systolic: float, diastolic: float, *, at_home: bool) -> tuple[PressureClass, Threshold | None]:
    """Return the worst class and the limit that made it so. `at_home`: the lower limits of the home hold too."""
    for found, high_systolic, high_diastolic in CLASSES:
        if found == PressureClass.HOME_RAISED and not at_home:
            continue
        for limit, value in ((threshold(high_systolic), systolic), (threshold(high_diastolic), diastolic)):
            if value >= limit.value:
                return found, limit
    low = threshold(LOW)
    return (PressureClass.LOW, low) if low.holds(systolic) else (PressureClass.USUAL, None)


def is_severe(reading: Reading) -> bool:
    """Say whether a fit reading is 160/110 or more: either figure is enough."""
    found, _ = class_of(reading.systolic, reading.diastolic, at_home=False)
    return reading.is_fit and found == PressureClass.SEVERE


def is_high(reading: Reading) -> bool:
    """Say whether a fit reading is 140/90 or more."""
    found, _ = class_of(reading.systolic, reading.diastolic, at_home=False)
    return reading.is_fit and found in (PressureClass.SEVERE, PressureClass.HIGH)


def confirmed(readings: Iterable[Reading]) -> tuple[Reading, Reading] | None:
    """Return two severe readings within 15 minutes; None where none is confirmed. A first one never waits for it."""
    severe = sorted((one for one in readings if is_severe(one)), key=lambda one: one.at)
    pairs = itertools.pairwise(severe)
    return next((pair for pair in pairs if pair[1].at - pair[0].at <= CONFIRMED_WITHIN), None)


def sittings(readings: Iterable[Reading]) -> list[Sitting]:
    """Return fit readings as sittings: each begins with a reading and takes in what comes within 10 minutes of it."""
    groups: list[list[Reading]] = []
    for reading in sorted((one for one in readings if one.is_fit), key=lambda one: one.at):
        if groups and reading.at - groups[-1][0].at <= SITTING:
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return [_sitting(group) for group in groups]


def _sitting(group: list[Reading]) -> Sitting:
    counted = group[1:] if len(group) >= FIRST_IS_LEFT_OUT_FROM else group
    number = len(counted)
    return Sitting(
        tuple(group),
        sum(one.systolic for one in counted) / number,
        sum(one.diastolic for one in counted) / number,
    )


def badness(systolic: float, diastolic: float) -> float:
    """Return how bad, to compare readings: the worse figure as a share of its severe limit."""
    of = threshold("bp_severe_systolic_mmhg").value, threshold("bp_severe_diastolic_mmhg").value
    return max(systolic / of[0], diastolic / of[1])

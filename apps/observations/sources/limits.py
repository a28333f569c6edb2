"""What can be: a value outside the hard limits is refused, one outside the soft limits is marked, and kept."""

from __future__ import annotations

from typing import Final

from apps.observations.rules.measures import (
    LEAST_PULSE_PRESSURE,
    MOST_PULSE_PRESSURE,
    MOST_STEPS_PER_MIN,
    SPREAD,
    STEPS_JUDGED_FROM_MIN,
    Measure,
    Range,
    measures,
)
from apps.observations.sources.points import Reading, Refused

DAY_S: Final = 86_400.0


def judged(reading: Reading, path: str, second_path: str) -> Reading:
    """Return the reading, marked where it is unlikely. Raises Refused for what cannot be."""
    if reading.detail.get("statistic") in SPREAD:
        return reading
    measure = measures()[reading.measure]
    if reading.value is not None:
        _check(reading.value, measure.hard, _days(reading) if measure.per else 1.0, measure, path)
        reading.is_unlikely = _is_unlikely(reading.value, measure.soft, per_day=measure.per != "")
    if reading.measure == "blood_pressure":
        _pressure(reading, measure, path, second_path)
    elif reading.measure == "step_count":
        _pace(reading, path)
    return reading


def _check(value: float, hard: Range | None, days: float, measure: Measure, path: str) -> None:
    if hard is not None and not hard.low <= value <= hard.high * days:
        raise Refused(
            "impossible",
            path,
            value=_short(value),
            unit=measure.unit,
            low=_short(hard.low),
            high=_short(hard.high),
        )


def _days(reading: Reading) -> float:
    return max(1.0, (reading.end - reading.start).total_seconds() / DAY_S)


def _is_unlikely(value: float, soft: Range | None, *, per_day: bool) -> bool:
    """A part of a day may be as small as it likes."""
    if soft is None:
        return False
    return value > soft.high or (value < soft.low and not per_day)


def _pressure(reading: Reading, measure: Measure, path: str, second_path: str) -> None:
    systolic, diastolic = reading.value, reading.second_value
    if systolic is None or diastolic is None:
        return
    _check(diastolic, measure.hard_second, 1.0, measure, second_path)
    if systolic <= diastolic:
        raise Refused("systolic_below_diastolic", path)
    if not LEAST_PULSE_PRESSURE <= systolic - diastolic <= MOST_PULSE_PRESSURE:
        reading.is_unlikely = True
    reading.is_unlikely |= _is_unlikely(diastolic, measure.soft_second, per_day=False)


def _pace(reading: Reading, path: str) -> None:
    minutes = (reading.end - reading.start).total_seconds() / 60
    if (
        reading.value is not None
        and minutes >= STEPS_JUDGED_FROM_MIN
        and reading.value > minutes * MOST_STEPS_PER_MIN
    ):
        raise Refused("too_fast", path, limit=int(MOST_STEPS_PER_MIN))


def _short(value: float) -> str:
    return f"{value:.6g}"

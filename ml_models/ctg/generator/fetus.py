"""One fetus: baseline, variability, accelerations, decelerations that follow contractions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.generator.scenarios import Scenario
from ml_models.ctg.generator.shapes import Random, hump, oscillation, wander
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import runs_of

APART_S = 35.0
"""Least pause between two events of a fetus."""
EDGE_S = 15.0
TERM_WEEKS, EARLY_WEEKS = 38.0, 26.0
VISIBLE = 0.05
"""An event lasts while its height is above this part of its peak."""


@dataclass
class Fetus:
    """The fetus's own rate and what made it; arrays have shape (n,)."""

    baseline_bpm: FloatArray
    clean_bpm: FloatArray
    accelerations: list[Event] = field(default_factory=list)
    decelerations: list[Event] = field(default_factory=list)


def make_fetus(
    random: Random, scenario: Scenario, samples: int, weeks: float, contractions: list[Event]
) -> Fetus:
    """Draw one fetus. In early weeks the baseline is higher, accelerations are lower and shorter."""
    early = float(np.clip((TERM_WEEKS - weeks) / (TERM_WEEKS - EARLY_WEEKS), 0, 1))
    level = random.uniform(*scenario.baseline_bpm) + 5.0 * early
    baseline = level + 1.0 * wander(random, samples, 1500.0)
    fetus = Fetus(baseline, baseline + _variability(random, scenario, samples, early))
    plan = _Plan(samples / FS_HZ)
    _decelerate(random, scenario, fetus, plan, contractions)
    _accelerate(random, scenario, fetus, plan, early)
    fetus.clean_bpm = np.clip(fetus.clean_bpm, 55.0, 235.0)
    return fetus


def _variability(random: Random, scenario: Scenario, samples: int, early: float) -> FloatArray:
    """Three to five cycles a minute, a faster part, and beat to beat; quiet and active spells take turns."""
    if scenario.sinusoid_bpm is not None:
        wave = _sinusoid(random, scenario.sinusoid_bpm, scenario.sinusoid_per_minute, samples)
        return wave + scenario.beat_bpm * random.normal(size=samples)
    width = random.uniform(*scenario.bandwidth_bpm) * (1 - 0.35 * early)
    spell = np.clip(1 + 0.3 * wander(random, samples, 900.0), 0.5, 1.5)
    waves = 0.36 * oscillation(random, samples, 3.6) + 0.16 * oscillation(random, samples, 8.0)
    beats = np.convolve(random.normal(size=samples + 2), (0.5, 0.7, 0.5), mode="valid")
    return width * spell * waves + scenario.beat_bpm * beats


def _sinusoid(
    random: Random, amplitude_bpm: tuple[float, float], per_minute: tuple[float, float], samples: int
) -> FloatArray:
    """A wave that hardly changes its pace or height."""
    cycles_per_minute = random.uniform(*per_minute)
    pace = cycles_per_minute / 60 * (1 + 0.02 * wander(random, samples, 300.0))
    height = random.uniform(*amplitude_bpm) * (1 + 0.08 * wander(random, samples, 300.0))
    return np.asarray(height * np.sin(2 * np.pi * np.cumsum(pace) / FS_HZ))


class _Plan:
    """Keeps events apart."""

    def __init__(self, duration_s: float) -> None:
        self.duration_s = duration_s
        self.taken: list[tuple[float, float]] = []

    def take(self, start_s: float, end_s: float) -> bool:
        inside = start_s >= EDGE_S and end_s <= self.duration_s - EDGE_S
        free = all(end_s + APART_S <= a or start_s - APART_S >= b for a, b in self.taken)
        if inside and free:
            self.taken.append((start_s, end_s))
        return inside and free


def _decelerate(
    random: Random, scenario: Scenario, fetus: Fetus, plan: _Plan, contractions: list[Event]
) -> None:
    if scenario.prolonged:
        length_s = random.uniform(160.0, 300.0)
        start_s = random.uniform(0.3, 0.6) * plan.duration_s
        _add(
            fetus,
            plan,
            "prolonged",
            start_s,
            (25.0, length_s - 90.0, 65.0),
            -random.uniform(*scenario.depth_bpm),
        )
    for contraction in contractions:
        draws = random.uniform(size=5)
        if scenario.deceleration is None or draws[0] > scenario.deceleration_chance:
            continue
        start_s, legs_s = _timing(scenario.deceleration, contraction, draws)
        low, high = scenario.depth_bpm
        _add(fetus, plan, scenario.deceleration, start_s, legs_s, -(low + (high - low) * draws[4]))


def _timing(kind: str, contraction: Event, draws: FloatArray) -> tuple[float, tuple[float, float, float]]:
    """Return onset and the lengths of fall, bottom and return, in seconds."""
    if kind == "variable":
        return contraction.start_s + 20 * draws[1], (8 + 10 * draws[2], 6 + 25 * draws[3], 10 + 14 * draws[2])
    if kind == "late":
        fall_s = 34 + 10 * draws[2]
        return contraction.peak_s + 24 + 8 * draws[1] - 0.25 * fall_s, (
            fall_s,
            4 * draws[3],
            40 + 12 * draws[2],
        )
    half_s = contraction.peak_s - contraction.start_s
    return contraction.start_s + 2, (max(32.0, half_s - 2), 0.5, max(32.0, half_s))


def _accelerate(random: Random, scenario: Scenario, fetus: Fetus, plan: _Plan, early: float) -> None:
    if scenario.acceleration_gap_s is None:
        return
    at_s = random.uniform(20.0, 120.0)
    while at_s < plan.duration_s:
        length_s = random.uniform(24.0, 55.0) * (1 - 0.35 * early)
        height = random.uniform(19.0, 30.0) * (1 - 0.3 * early)
        rise_s = random.uniform(0.2, 0.35) * length_s
        fall_s = random.uniform(0.3, 0.45) * length_s
        _add(fetus, plan, "acceleration", at_s, (rise_s, length_s - rise_s - fall_s, fall_s), height)
        at_s += length_s + random.uniform(*scenario.acceleration_gap_s)


def _add(
    fetus: Fetus,
    plan: _Plan,
    kind: str,
    start_s: float,
    legs_s: tuple[float, float, float],
    height_bpm: float,
) -> None:
    """Add a hump, and the event it makes, where there is room for it."""
    if not plan.take(start_s, start_s + sum(legs_s)):
        return
    shape = hump(fetus.clean_bpm.size, start_s, *legs_s)
    fetus.clean_bpm = fetus.clean_bpm + height_bpm * shape
    events = fetus.accelerations if height_bpm > 0 else fetus.decelerations
    events.append(event_of(kind, shape, abs(height_bpm)))
    events.sort(key=lambda event: event.start_s)


def event_of(kind: str, shape: FloatArray, height: float, *, units: bool = False) -> Event:
    """Describe a hump as an event."""
    starts, stops = runs_of(shape > VISIBLE)
    peak_s = float(np.mean(np.flatnonzero(shape >= shape.max() - 1e-9))) / FS_HZ
    times = (float(starts[0]) / FS_HZ, float(stops[-1]) / FS_HZ, round(peak_s, 2))
    return (
        Event(kind, *times, float("nan"), round(height, 2))
        if units
        else Event(kind, *times, round(height, 2))
    )

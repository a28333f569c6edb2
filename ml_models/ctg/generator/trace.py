"""A whole trace: mother, one or two fetuses, and what the device makes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.generator.fetus import Fetus, make_fetus
from ml_models.ctg.generator.mother import make_contractions, make_rate
from ml_models.ctg.generator.probe import shown
from ml_models.ctg.generator.scenarios import NUMBERS, recipe_of
from ml_models.ctg.generator.shapes import Random
from ml_models.ctg.limits import FS_HZ, MAX_HOURS
from ml_models.ctg.recording import ByteArray, FloatArray, Recording, Source

LEAST_MINUTES = 2.0
STREAM = 20_231
"""Parts our random numbers from those of other programs that use the same seeds."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What is true of one fetus of a generated trace; arrays have shape (n,)."""

    baseline_bpm: FloatArray
    clean_bpm: FloatArray
    accelerations: list[Event]
    decelerations: list[Event]
    contractions: list[Event]


def generate(
    minutes: float, seed: int, *, scenario: str = "reactive", gestation_weeks: float = 38, twins: bool = False
) -> Recording:
    """Generate a believable recording of `minutes`; the same arguments give the same samples.

    `scenario` is a key of `SCENARIOS`. Raises `ValueError` for an unknown one or a length out of range.
    """
    return generate_with_truth(
        minutes, seed, scenario=scenario, gestation_weeks=gestation_weeks, twins=twins
    )[0]


def generate_with_truth(
    minutes: float, seed: int, *, scenario: str = "reactive", gestation_weeks: float = 38, twins: bool = False
) -> tuple[Recording, list[Truth]]:
    """As `generate`, with the truth of each fetus (one, or two where there are twins)."""
    recipe = recipe_of(scenario)
    samples = _samples(minutes)
    random = np.random.default_rng([STREAM, NUMBERS[scenario], seed])
    toco, contractions = make_contractions(random, recipe, samples)
    both = twins or recipe.twins
    fetuses = [
        make_fetus(random, recipe, samples, gestation_weeks, contractions) for _ in range(2 if both else 1)
    ]
    hers_first = make_rate(random, samples, contractions) if recipe.maternal_s else None
    hearts = [fetus.clean_bpm for fetus in fetuses]
    seen = [shown(random, heart, hers_first, recipe) for heart in hearts]
    channels: dict[str, FloatArray | ByteArray] = {
        "fhr1_bpm": seen[0],
        "mhr_bpm": make_rate(random, samples, contractions) if hers_first is None else hers_first,
        "toco": toco,
        "movement_marks": _movements(random, fetuses[0], samples),
    }
    if both:
        channels["fhr2_bpm"] = seen[1]
    recording = Recording.from_channels(channels, source=Source("generated", FS_HZ, 0.25), twins=both)
    return recording, [_truth(fetus, contractions) for fetus in fetuses]


def _samples(minutes: float) -> int:
    if not (math.isfinite(minutes) and LEAST_MINUTES <= minutes <= MAX_HOURS * 60):
        raise ValueError(f"minutes must be {LEAST_MINUTES:g} to {MAX_HOURS * 60}, given {minutes}")
    return round(minutes * 60 * FS_HZ)


def _movements(random: Random, fetus: Fetus, samples: int) -> ByteArray:
    """She presses the button at most accelerations, a second or two after their onset."""
    marks = np.zeros(samples, dtype=np.uint8)
    for event in fetus.accelerations:
        felt, delay_s = random.random() < 0.7, random.uniform(0.5, 3.0)
        if felt:
            marks[min(samples - 1, round((event.start_s + delay_s) * FS_HZ))] = 1
    return marks


def _truth(fetus: Fetus, contractions: list[Event]) -> Truth:
    return Truth(fetus.baseline_bpm, fetus.clean_bpm, fetus.accelerations, fetus.decelerations, contractions)

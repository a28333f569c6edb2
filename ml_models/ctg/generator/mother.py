"""The mother: contractions, tocogram and her own heart rate."""

from __future__ import annotations

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.generator.fetus import event_of
from ml_models.ctg.generator.scenarios import Scenario
from ml_models.ctg.generator.shapes import Random, hump, oscillation, wander
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray

LEVELS_BPM = (72.0, 88.0)


def make_contractions(random: Random, scenario: Scenario, samples: int) -> tuple[FloatArray, list[Event]]:
    """Return the tocogram in units, shape (n,), and the contractions in it."""
    toco = random.uniform(8.0, 14.0) + 1.2 * wander(random, samples, 700.0)
    events: list[Event] = []
    at_s = random.uniform(15.0, scenario.contraction_gap_s[0])
    while at_s < samples / FS_HZ - 110:
        legs_s = (random.uniform(22, 34), random.uniform(4, 14), random.uniform(28, 44))
        height = random.uniform(28.0, 60.0)
        shape = hump(samples, at_s, *legs_s)
        toco = toco + height * shape
        events.append(event_of("contraction", shape, height, units=True))
        at_s += sum(legs_s) + random.uniform(*scenario.contraction_gap_s)
    toco = toco + 0.5 * oscillation(random, samples, 16.0) + 0.3 * random.normal(size=samples)
    return np.clip(np.round(toco * 2) / 2, 0.0, 100.0), events


def make_rate(
    random: Random, samples: int, contractions: list[Event], *, around_bpm: float | None = None
) -> FloatArray:
    """Return her heart rate in bpm, shape (n,): slow wander, breathing, a little faster with contractions.

    Its level is drawn where none is given.
    """
    rate = (
        (random.uniform(*LEVELS_BPM) if around_bpm is None else around_bpm)
        + 3.0 * wander(random, samples, 240.0)
        + 1.2 * oscillation(random, samples, 15.0)
    )
    for contraction in contractions:
        third_s = contraction.duration_s / 3
        rate = rate + random.uniform(3.0, 9.0) * hump(
            samples, contraction.start_s, third_s, third_s, 1.5 * third_s
        )
    return np.round(rate * 4) / 4

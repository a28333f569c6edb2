"""One look at a trace: which samples are believed, the baseline and the events. What follows from these: `analysis`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml_models.ctg import baseline, deceleration_types, events
from ml_models.ctg.cheapest_path import Search
from ml_models.ctg.cleaning import Cleaned
from ml_models.ctg.contractions import contractions
from ml_models.ctg.events import Event
from ml_models.ctg.numbers import covered
from ml_models.ctg.recording import FloatArray, Recording
from ml_models.ctg.sensors import Ask, ask_network, heard

ROUNDS = 2
"""How often baseline and events correct each other; more changed nothing."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen in one fetus's trace of n samples at 4 Hz."""

    cleaned: Cleaned
    false_signal_probability: FloatArray
    """Shape (n,), 0 to 1."""
    false_signal_weights: str
    baseline_bpm: FloatArray
    """Shape (n,), NaN where undefined."""
    accelerations: list[Event]
    decelerations: list[Event]
    contractions: list[Event]


def look(
    single: Recording, gestation_weeks: float | None, *, ask: Ask = ask_network, search: Search | None = None
) -> Seen:
    """Look at the trace of one fetus; the week, if known, decides what counts as an acceleration.

    What the network takes for another heart stays in the trace: it may be a fetus in danger. It only must not reassure
    (`verdicts`), and leaving it out helped neither the baseline nor the events (docs/clinical/ctg.md).

    Whoever looks again and again at a trace that goes on may give what remembers: `ask` and `search`.
    """
    found = heard(single, ask)
    cleaned = found.cleaned
    threshold = events.acceleration_threshold(gestation_weeks)
    line, ups, downs = _lines_and_events(cleaned.fhr_bpm, threshold, search)
    uterine = contractions(single.toco)
    downs = deceleration_types.typed(downs, uterine, line - cleaned.fhr_bpm)
    return Seen(cleaned, found.false_signal_probability, found.weights, line, ups, downs, uterine)


def _lines_and_events(
    fhr_bpm: FloatArray, threshold: events.Threshold, search: Search | None
) -> tuple[FloatArray, list[Event], list[Event]]:
    """Baseline and events, each found with the help of the other."""
    known = baseline.defined(fhr_bpm)
    if not known.any() or not np.isfinite(fhr_bpm).any():
        return np.full(fhr_bpm.size, np.nan), [], []
    cells = baseline.path_bpm(fhr_bpm, search)
    for _ in range(ROUNDS):
        line = baseline.to_samples(cells, fhr_bpm.size)
        found = events.accelerations(fhr_bpm, line, events.Threshold()) + events.decelerations(fhr_bpm, line)
        cells = baseline.smooth_line(fhr_bpm, covered(found, fhr_bpm.size), cells)
    line = np.where(known, baseline.to_samples(cells, fhr_bpm.size), np.nan)
    return line, events.accelerations(fhr_bpm, line, threshold), events.decelerations(fhr_bpm, line)

"""What the sensors of one fetus hear: which samples are believed, and how likely each shows something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml_models.ctg.cleaning import Cause, Cleaned, clean
from ml_models.ctg.false_signal import probability
from ml_models.ctg.recording import SCALP, FloatArray, Recording

SURELY_LIKELIER = 0.25
"""A lower rate counts before a higher one that is more likely by this much to be something else."""


Ask = Callable[[int, FloatArray, Recording], FloatArray]
"""How likely each sample of a sensor's rate (n,) shows something else: number of the sensor, its rate, the recording."""


@dataclass(frozen=True, eq=False)
class Heard:
    """What is believed of n samples, and `false_signal_probability` (n,): 0 to 1, and 0 where nothing was measured."""

    cleaned: Cleaned
    false_signal_probability: FloatArray
    weights: str
    """Version of the network."""


def ask_network(sensor: int, fhr_bpm: FloatArray, single: Recording) -> FloatArray:
    """Ask the network about a whole rate (n,). Raises `DamagedWeights`."""
    return _network().probability(fhr_bpm, single.mhr_bpm, single.toco)


def heard(single: Recording, ask: Ask = ask_network) -> Heard:
    """Clean each sensor of one fetus, ask the network about each, and put the two together.

    Where both are believed a scalp electrode counts before a Doppler, else the higher rate (Houze de l'Aulnoit et al.
    2019), but for a lower one that clearly is the likelier: doubt never takes a lower rate away. Raises `DamagedWeights`
    where the network's file is not the one that was measured.
    """
    first = _of_sensor(single, 1, ask)
    if not np.isfinite(single.fhr2_bpm).any():
        return first
    second = _of_sensor(single, 2, ask)
    if not np.isfinite(single.fhr1_bpm).any():
        return second
    if single.source.details.get("fhr1_sensor") == SCALP:
        return _joined(second, first, scalp=True)
    return _joined(first, second, scalp=single.source.details.get("fhr2_sensor") == SCALP)


def _network() -> probability.Network:
    return probability.network(probability.chosen())


def _of_sensor(single: Recording, number: int, ask: Ask) -> Heard:
    fhr_bpm = single.fhr1_bpm if number == 1 else single.fhr2_bpm
    settings: dict[str, Any] = {
        "source_hz": single.source.fs_hz,
        "resolution_bpm": single.source.rate_resolution_bpm,
    }
    cleaned = clean(fhr_bpm, single.mhr_bpm, **settings)
    return Heard(cleaned, ask(number, fhr_bpm, single), _network().version)


def _joined(first: Heard, second: Heard, *, scalp: bool) -> Heard:
    """`scalp`: the second one is a scalp electrode."""
    rates = first.cleaned.fhr_bpm, second.cleaned.fhr_bpm
    doubts = first.false_signal_probability, second.false_signal_probability
    both = np.isfinite(rates[0]) & np.isfinite(rates[1])
    plain = [one.cleaned.cause == Cause.KEPT for one in (first, second)]
    higher = rates[1] > rates[0]
    doubt_of_higher = np.where(higher, doubts[1] - doubts[0], doubts[0] - doubts[1])
    better = scalp | np.where(doubt_of_higher > SURELY_LIKELIER, ~higher, higher)
    as_measured = np.where(plain[0] == plain[1], better, plain[1])  # before what was put right
    takes_second = np.where(both, as_measured, np.isfinite(rates[1]))
    fhr_bpm = np.where(takes_second, rates[1], rates[0])
    cause = np.maximum(first.cleaned.cause, second.cleaned.cause)
    own = np.where(takes_second, second.cleaned.cause, first.cleaned.cause)
    cause = np.where(np.isfinite(fhr_bpm), own, cause).astype(np.uint8)
    nowhere = ~np.isfinite(rates[0]) & ~np.isfinite(rates[1])
    likely = np.where(nowhere, np.maximum(*doubts), np.where(takes_second, doubts[1], doubts[0]))
    return Heard(Cleaned(fhr_bpm, cause), likely, first.weights)

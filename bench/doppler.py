"""The rate out of generated Doppler sound, beside its truth and beside the simplest method on the same sound.

The simplest takes the highest peak of the autocorrelation. Sound is generated
(`ml_models/devices/doppler_sound/generated.py`), far simpler than a body's: the figures are the best that can be hoped
for. A value is wrong when it is more than 5 bpm from the mean rate of its window; shares are of all places.
"""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bench import Report
from ml_models.devices import adapter, joined
from ml_models.devices.doppler_sound import generated
from ml_models.devices.doppler_sound.rate import HOP_S, WINDOW_S, Floats, RateFinder

BASES_BPM: Final = (75, 110, 125, 140, 155, 170, 190, 220)
MINUTES: Final = 2
FIRST_SEED: Final = 9_001
"""The constants were chosen with seeds below 100."""
WRONG_BPM: Final = 5.0
MOST_MEDIAN_BPM, LEAST_SHARE = 1.0, 0.95


@dataclass(frozen=True)
class Condition:
    """One kind of sound."""

    name: str
    noise_db: float
    fs_hz: int = 4_000
    bits: int = 16
    bursts: generated.Bursts = generated.BURSTS


CONDITIONS: Final = (
    Condition("20 dB above noise", 20),
    Condition("6 dB", 6),
    Condition("6 dB, 8 bit", 6, bits=8),
    Condition("6 dB, 44.1 kHz", 6, fs_hz=44_100),
    Condition("as loud as noise", 0),
    Condition("6 dB below noise", -6),
    Condition("10 dB below noise", -10),
    Condition("20 dB, both bursts alike and half a beat apart", 20, bursts=generated.EVEN_BURSTS),
)


def run() -> Report:
    """Measure and report."""
    report = Report("doppler")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    report.remarks.append(
        f"{len(BASES_BPM)} rates from {BASES_BPM[0]} to {BASES_BPM[-1]} bpm, {MINUTES} min each, seeds from {FIRST_SEED}."
    )
    rows = [_row(condition) for condition in CONDITIONS]
    report.tables["error of the rate in bpm"] = rows
    report.tables["noise alone"] = [_noise_alone()]
    report.tables["speed"] = [_speed()]
    fair = rows[1]
    report.ok = fair["median"] <= MOST_MEDIAN_BPM and fair["values"] - fair["wrong"] >= LEAST_SHARE
    report.remarks.append(
        f"Must at 6 dB: median of at most {MOST_MEDIAN_BPM:g} bpm, right values in {LEAST_SHARE:.0%} of all places."
    )
    return report


def course(base_bpm: float, seed: int) -> Floats:
    """A rate that wanders and swings by 3 bpm three times a minute, every quarter of a second."""
    places = MINUTES * 240
    walk = np.cumsum(np.random.default_rng(seed).normal(0, 0.5, places))
    walk -= np.linspace(walk[0], walk[-1], places)
    swings = 3 * np.sin(2 * np.pi * np.arange(places) / 80)
    return np.asarray(base_bpm + walk + swings, dtype=np.float64)


def _row(condition: Condition) -> dict[str, Any]:
    ours, simplest, now, truths = [], [], [], []
    for number, base in enumerate(BASES_BPM):
        bpm = course(base, FIRST_SEED + number)
        made = generated.make(
            bpm,
            seed=FIRST_SEED + number,
            fs_hz=condition.fs_hz,
            signal_to_noise_db=condition.noise_db,
            bursts=condition.bursts,
        )
        ours.append(_found(made.wav(condition.bits)))
        simplest.append(_highest_peak(made))
        truths.append(_mean_of_windows(bpm, ours[-1].size))
        now.append(np.interp(_middles(ours[-1].size), np.arange(bpm.size) / 4, bpm))
    found, truth = np.concatenate(ours), np.concatenate(truths)
    told = np.abs(found - truth)
    beside = np.abs(np.concatenate(simplest) - truth)
    return {
        "sound": condition.name,
        "values": round(float(np.mean(np.isfinite(found))), 3),
        "median": _round(np.nanmedian(told)),
        "p95": _round(np.nanpercentile(told, 95)),
        "wrong": round(float(np.mean(told > WRONG_BPM)), 3),
        "to the momentary rate, median": _round(np.nanmedian(np.abs(found - np.concatenate(now)))),
        "simplest: wrong": round(float(np.mean(beside > WRONG_BPM)), 3),
    }


def _round(value: Any) -> float:
    return round(float(value), 2)


def _found(wav: bytes) -> Floats:
    own = adapter("doppler_sound")
    samples = joined([own.push(wav, phone_ms=0), own.finish()]).samples
    return np.array([np.nan if s.values["fhr1_bpm"] is None else s.values["fhr1_bpm"] for s in samples])


def _highest_peak(made: generated.Made) -> Floats:
    finder, size = RateFinder(made.fs_hz, nearly_as_good=1.0), round(HOP_S * made.fs_hz)
    found = [finder.push(made.sound[at : at + size]) for at in range(0, made.sound.size - size + 1, size)]
    return np.array([np.nan if e.bpm is None else e.bpm for e in found if e is not None])


def _middles(count: int) -> Floats:
    return np.asarray(WINDOW_S / 2 + HOP_S * np.arange(count), dtype=np.float64)


def _mean_of_windows(bpm: Floats, count: int) -> Floats:
    beats = np.concatenate([[0.0], np.cumsum(bpm / 240)])
    ends = _middles(count)[:, None] + np.array([-WINDOW_S / 2, WINDOW_S / 2])
    first, last = np.interp(ends, np.arange(beats.size) / 4, beats).T
    return np.asarray((last - first) * 60 / WINDOW_S, dtype=np.float64)


def _noise_alone() -> dict[str, Any]:
    random, finder = np.random.default_rng(FIRST_SEED), RateFinder(4_000)
    found = [finder.push(random.normal(0, 0.3, 1_000)) for _ in range(4 * 60 * 10)]
    told = [estimate.bpm is not None for estimate in found if estimate is not None]
    return {"minutes": 10, "values": round(float(np.mean(told)), 4)}


def _speed() -> dict[str, Any]:
    wav = generated.make(course(140, FIRST_SEED), seed=FIRST_SEED).wav()
    before = time.process_time()
    _found(wav)
    taken_s = time.process_time() - before
    return {"sound": "4 kHz", "times faster than the sound": round(MINUTES * 60 / taken_s)}

"""A made-up recording in the layout of the trace endpoint, so that the strip can be seen without a database.

Not physiology, not for tests of the analysis (`python -m ml_models.ctg generate` writes believable traces):
a baseline with noise, one of each event, one gap of each cause.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FS_HZ: Final = 4
START: Final = datetime(2026, 11, 22, 23, 41, 20, tzinfo=UTC)
BASELINE_BPM: Final = 138.0
CYCLE_S: Final = 1200  # every twenty minutes the same events come again
ACCELERATIONS: Final = ((150, 185, 22), (420, 470, 28))  # start, end, height in bpm
DECELERATIONS: Final = ((640, 720, -38, "late"), (905, 1065, -62, "prolonged"))
CONTRACTIONS: Final = ((110, 190, 46), (360, 440, 38), (590, 690, 62), (850, 960, 74))
GAPS: Final = ((255, 300, "sensor"), (760, 835, "network"), (1100, 1130, "phone"))
MARKS: Final = {0: (148, 171, 415, 433), 1: (150, 502), 2: (30,), 3: (1010,), 4: (618,)}  # bit → seconds
Signal = NDArray[np.float64]


@dataclass(frozen=True)
class Demo:
    fhr1_bpm: Signal
    fhr2_bpm: Signal
    mhr_bpm: Signal
    toco: Signal
    marks: NDArray[np.uint8]


def _bump(t_s: Signal, start_s: float, end_s: float, height: float) -> Signal:
    """One smooth hill between start and end."""
    inside = (t_s >= start_s) & (t_s <= end_s)
    return np.where(inside, height * np.sin(np.pi * (t_s - start_s) / (end_s - start_s)) ** 2, 0.0)


def _noise(count: int, seed: int, *, reach_s: float, size: float) -> Signal:
    rough = np.random.default_rng(seed).standard_normal(count)
    width = max(1, round(reach_s * FS_HZ))
    smooth = np.convolve(rough, np.hanning(width + 2), mode="same")
    return smooth / max(1e-9, float(smooth.std())) * size


def _marks(in_cycle: Signal) -> NDArray[np.uint8]:
    marks = np.zeros(in_cycle.size, dtype=np.uint8)
    for bit, moments_s in MARKS.items():
        begins = np.isin(np.round(in_cycle * FS_HZ), [at_s * FS_HZ for at_s in moments_s])
        marks |= np.where(begins, 1 << bit, 0).astype(np.uint8)
    return marks


@lru_cache(maxsize=4)
def made_up(hours: float) -> Demo:
    count = round(hours * 3600 * FS_HZ)
    t_s = np.arange(count) / FS_HZ
    in_cycle = t_s % CYCLE_S
    fhr1 = BASELINE_BPM + _noise(count, 1, reach_s=9, size=4.5) + _noise(count, 2, reach_s=1.5, size=1.6)
    for start, end, height, *_kind in (*ACCELERATIONS, *DECELERATIONS):
        fhr1 = fhr1 + _bump(in_cycle, start, end, height)
    for start, end, _cause in GAPS:
        fhr1[(in_cycle >= start) & (in_cycle < end)] = np.nan
    fhr1[np.random.default_rng(3).random(count) < 0.004] = np.nan
    toco = 14 + _noise(count, 4, reach_s=20, size=2.0) + sum(_bump(in_cycle, *hill) for hill in CONTRACTIONS)
    toco[(in_cycle >= 760) & (in_cycle < 835)] = np.nan
    fhr2 = 151 + _noise(count, 5, reach_s=11, size=5) + _bump(in_cycle, 500, 545, 20)
    fhr2[(in_cycle >= 760) & (in_cycle < 800)] = np.nan
    mhr = 82 + _noise(count, 6, reach_s=25, size=3)
    return Demo(fhr1, fhr2, mhr, np.clip(toco, 0, 100), _marks(in_cycle))


def encoded(hours: float, *, twins: bool) -> bytes:
    """The bytes of the trace endpoint: header of 32 bytes, then rates in quarters, toco in halves, marks."""
    demo = made_up(hours)
    rates = [demo.fhr1_bpm, demo.fhr2_bpm, demo.mhr_bpm] if twins else [demo.fhr1_bpm]
    mask = (0b0111 if twins else 0b0001) | 0b1000 | 0b10_0000
    header = struct.pack("<4sIdfIII", b"KTR1", 1, START.timestamp(), FS_HZ, demo.toco.size, mask, 0)
    quarter = [np.nan_to_num(np.round(rate * 4), nan=0).astype("<u2").tobytes() for rate in rates]
    halves = np.nan_to_num(np.round(demo.toco * 2), nan=0xFFFF).astype("<u2").tobytes()
    return b"".join([header, *quarter, halves, demo.marks.tobytes()])


def analysis(hours: float) -> dict[str, Any]:
    """What the analysis endpoint says about it; the cycles that fit into the recording."""
    total_s = hours * 3600
    return {
        "baseline_bpm": {"step_s": 5, "values": [_baseline(at) for at in range(0, int(total_s), 5)]},
        "accelerations": [_event(event, "acceleration") for event in _repeated(ACCELERATIONS, total_s)],
        "decelerations": [_event(event, event[3]) for event in _repeated(DECELERATIONS, total_s)],
        "contractions": [_event(event, "contraction") for event in _repeated(CONTRACTIONS, total_s)],
        "gaps": [{"start_s": s, "end_s": e, "cause": cause} for s, e, cause in _repeated(GAPS, total_s)],
        "signal_loss": 0.13,
    }


def _baseline(at_s: int) -> float | None:
    return None if 1085 <= at_s % CYCLE_S < 1150 else BASELINE_BPM


def _repeated(events: tuple[tuple[Any, ...], ...], total_s: float) -> list[tuple[Any, ...]]:
    cycles = range(int(total_s // CYCLE_S) + 1)
    shifted = [(s + c * CYCLE_S, e + c * CYCLE_S, *rest) for c in cycles for s, e, *rest in events]
    return [event for event in shifted if event[1] <= total_s]


def _event(event: tuple[Any, ...], kind: str) -> dict[str, Any]:
    start_s, end_s, amplitude_bpm = event[:3]
    peak_s = (start_s + end_s) / 2
    return {
        "start_s": start_s,
        "end_s": end_s,
        "peak_s": peak_s,
        "amplitude_bpm": amplitude_bpm,
        "kind": kind,
    }

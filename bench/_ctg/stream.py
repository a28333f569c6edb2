"""The stream: what a piece of ten seconds costs, what a day needs, and how far its words are from the last one.

python -m bench._ctg.stream
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from bench._ctg.cases import DATA, synthetic
from bench._ctg.figures import Tally
from ml_models import ctg
from ml_models.ctg.recording import CHANNELS, FloatArray
from ml_models.ctg.stream import Followed
from ml_models.ctg.verdicts import NOT_APPLICABLE, REASSURING

FS_HZ = 4.0
PIECE = int(10 * FS_HZ)
LAGS_S = (15, 30, 60)
MOST_MS, MOST_MB = 20.0, 400.0
SCENARIOS = ("reactive", "variable_decelerations", "late_decelerations", "prolonged", "signal_loss")
HARD_TRACES, FIRST_SEED = 10, 6001
KINDS = ("acceleration", "deceleration", "contraction")


def pieces(recording: ctg.Recording, size: int = PIECE) -> Iterator[dict[str, FloatArray]]:
    """The recording as a device sends it."""
    present = [name for name in CHANNELS if name in recording.present_channels]
    for start in range(0, recording.samples, size):
        yield {name: getattr(recording, name)[start : start + size] for name in present}


def cost(recording: ctg.Recording) -> dict[str, Any]:
    """CPU of each push, with and without verdicts, and the room of the state, over the whole recording."""
    stream = ctg.Stream(gestation_weeks=38.0, source=recording.source)
    took_ms, judged = [], []
    for piece in pieces(recording):
        begun = time.process_time()
        update = stream.push(piece)
        took_ms.append(1000 * (time.process_time() - begun))
        judged.append(bool(update.verdicts))
    with_verdicts = np.array(took_ms)[np.array(judged)]
    return {
        "pushes": len(took_ms),
        "ms p50": float(np.percentile(took_ms, 50)),
        "ms mean": float(np.mean(took_ms)),
        "ms p99": float(np.percentile(took_ms, 99)),
        "ms with verdicts p50": float(np.median(with_verdicts)),
        "state KB": len(stream.to_bytes()) / 1024,
    }


def day_mb() -> float:
    """Most memory in MB that a stream of 24 h takes, in pieces of ten minutes (the state does not depend on it)."""
    recording = ctg.generate(24 * 60, 3, scenario="variable_decelerations")
    stream = ctg.Stream(gestation_weeks=38.0, source=recording.source)
    tracemalloc.start()
    for piece in pieces(recording, 60 * PIECE):
        stream.push(piece)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def verdicts_beside(recordings: list[ctg.Recording]) -> dict[str, Any]:
    """Every other verdict of the stream beside that of `analyze` on the same samples, before labour and in it."""
    asked = same = calmer = 0
    for recording, in_labour in ((one, labour) for one in recordings for labour in (False, True)):
        context: dict[str, Any] = {"gestation_weeks": 38.0, "in_labour": in_labour}
        stream = ctg.Stream(**context, source=recording.source)
        for piece in pieces(recording):
            verdicts = stream.push(piece).verdicts
            if not verdicts or stream.samples % (4 * 60 * FS_HZ):
                continue
            exact = stream.so_far().verdicts
            for name, verdict in verdicts.items():
                asked += verdict.label != NOT_APPLICABLE
                same += verdict.label == exact[name].label != NOT_APPLICABLE
                calmer += verdict.label in REASSURING and exact[name].label not in REASSURING
    return {"asked": asked, "same label": same, "reassuring where the whole is not": calmer}


class Distance:
    """How far provisional findings are from those of the whole, by how long ago they lie."""

    def __init__(self) -> None:
        self.bpm: dict[int, list[FloatArray]] = {lag: [] for lag in LAGS_S}
        self.events = {lag: {kind: Tally() for kind in KINDS} for lag in LAGS_S}

    def add(self, recording: ctg.Recording) -> None:
        """Push one recording and compare."""
        stream = ctg.Stream(gestation_weeks=38.0, in_labour=True, source=recording.source)
        lines: dict[int, list[tuple[int, float]]] = {lag: [] for lag in LAGS_S}
        told: dict[int, dict[int, Followed]] = {lag: {} for lag in LAGS_S}
        for piece in pieces(recording):
            stream.push(piece)
            for lag in LAGS_S:
                behind = int(lag * FS_HZ)
                if stream.samples > behind:
                    lines[lag].append((stream.samples - behind - 1, stream._trail.baseline_bpm[-behind - 1]))
                _tell(told[lag], stream._following.all, stream.samples / FS_HZ - lag)
        whole = stream.close()
        for lag in LAGS_S:
            at, values = (np.array(column) for column in zip(*lines[lag], strict=True))
            self.bpm[lag].append(np.abs(values - whole.baseline_bpm[at]))
            for kind, true in zip(KINDS, _of(whole), strict=True):
                found = [one.event for one in told[lag].values() if one.family == kind]
                self.events[lag][kind].add(_spans(true), _spans(found))

    def rows(self) -> list[dict[str, Any]]:
        """One row for each lag."""
        return [self._row(lag) for lag in LAGS_S]

    def _row(self, lag: int) -> dict[str, Any]:
        away = np.concatenate(self.bpm[lag])
        known = away[np.isfinite(away)]
        row: dict[str, Any] = {
            "lag s": lag,
            "baseline bpm mean": float(known.mean()),
            "p95": float(np.percentile(known, 95)),
            "more than 5 bpm %": float(100 * np.mean(known > 5)),
        }
        return row | {f"F1 {kind[:3]}": tally.f1 for kind, tally in self.events[lag].items()}


def _tell(told: dict[int, Followed], known: Iterable[Followed], until_s: float) -> None:
    """Note every event as it stands when its end is first so long ago, whatever becomes of it."""
    for one in known:
        if one.event.end_s <= until_s:
            told.setdefault(one.id, one)


def _of(whole: ctg.Analysis) -> tuple[list[ctg.Event], ...]:
    return whole.accelerations, whole.decelerations, whole.contractions


def _spans(found: list[ctg.Event]) -> list[tuple[float, float]]:
    return [(event.start_s, event.end_s) for event in found]


def traces() -> Iterator[ctg.Recording]:
    """Generated traces: ours, and the hard ones of the data folder where it is there."""
    for seed, scenario in enumerate(SCENARIOS):
        yield ctg.generate(75, 40 + seed, scenario=scenario)
    if DATA.is_dir():
        for case in synthetic("hard", HARD_TRACES, FIRST_SEED):
            yield case.recording


def rows() -> list[dict[str, Any]]:
    """What a piece costs and a day needs, for the table of `python -m bench ctg`."""
    found = cost(ctg.generate(60, 2, scenario="variable_decelerations"))
    return [
        {"what": "push, median", "asked": MOST_MS, "reached": found["ms p50"]},
        {"what": "push, 99 %", "asked": MOST_MS, "reached": found["ms p99"]},
        {
            "what": "push that tells verdicts, median",
            "asked": MOST_MS,
            "reached": found["ms with verdicts p50"],
        },
        {"what": "24 h, MB", "asked": MOST_MB, "reached": day_mb()},
    ]


def run() -> dict[str, Any]:
    """All figures, beside what was asked."""
    found = cost(ctg.generate(180, 2, scenario="variable_decelerations"))
    distance = Distance()
    recordings = list(traces())
    for recording in recordings:
        distance.add(recording)
    mb = day_mb()
    return {
        "cost of ten seconds": found,
        "part of what is allowed": {
            "p50": found["ms p50"] / MOST_MS,
            "p99": found["ms p99"] / MOST_MS,
            "24 h": mb / MOST_MB,
        },
        "MB for 24 h": mb,
        "provisional against the whole": distance.rows(),
        "verdicts": verdicts_beside(recordings[::3]),
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)

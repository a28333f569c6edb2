"""Traces with a verdict for every sample: recordings that experts judged, and generated ones whose truth is known."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ml_models import ctg

TRUE, FALSE, UNJUDGED = 0, 1, -1
HELD_OUT: Final = 6
"""Every sixth recording, by a digest of its name, is kept from fitting while choices are made."""


@dataclass
class Trace:
    """Rates in bpm at 4 Hz, NaN = missing; `verdict` is 0 the fetus, 1 something else, -1 not judged or missing."""

    name: str
    fhr_bpm: NDArray[np.float32]
    mhr_bpm: NDArray[np.float32]
    toco: NDArray[np.float32]
    verdict: NDArray[np.int8]

    @property
    def is_held_out(self) -> bool:
        """Whether it is kept for measuring."""
        return int(hashlib.md5(self.name.encode(), usedforsecurity=False).hexdigest(), 16) % HELD_OUT == 0


def judged(data: Path, unpacked: Path) -> list[Trace]:
    """Return the recordings that experts judged.

    `data`: the folder with `false_signal/labels.csv`; `unpacked`: where its archives were unpacked (`doppler`, `scalp`).
    """
    rows: dict[str, list[tuple[str, int, int]]] = {}
    with (data / "false_signal" / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["channel"] == "fhr":
                stretch = (row["label"], int(row["start_sample"]), int(row["end_sample"]))
                rows.setdefault(row["file"], []).append(stretch)
    return [_judged_one(unpacked / name, name, stretches) for name, stretches in sorted(rows.items())]


def _judged_one(path: Path, name: str, stretches: list[tuple[str, int, int]]) -> Trace:
    recording = ctg.read(path)
    fhr_bpm = recording.fhr2_bpm if name.startswith("scalp") else recording.fhr1_bpm
    verdict = np.full(fhr_bpm.size, UNJUDGED, np.int8)
    for wanted, value in (("true", TRUE), ("false", FALSE)):  # where both cover a sample, «false» wins
        for label, start, end in stretches:
            if label == wanted:
                verdict[start:end] = value
    return _trace(name, fhr_bpm, recording.mhr_bpm, recording.toco, verdict)


def generated(data: Path, count: int, seed: int) -> Iterator[Trace]:
    """Make `count` hard traces of every scenario with the generator in `data`, from `seed` on."""
    maker = generator(data)
    for scenario in maker.HARD:
        for number in range(count):
            made = maker.make_trace(scenario, seed + number)
            yield _trace(made.name, made.fhr1_bpm, made.mhr_bpm, made.toco, made.false_signal.astype(np.int8))


def generator(data: Path) -> ModuleType:
    """Load the generator of traces that lies with the data. Raises FileNotFoundError where it does not."""
    path = data / "synthetic" / "make_synthetic.py"
    if not path.is_file():
        raise FileNotFoundError(f"there is no generator of traces at {path}")
    spec = importlib.util.spec_from_file_location("make_synthetic", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = writes
    return module


def _trace(
    name: str,
    fhr_bpm: NDArray[np.floating],
    mhr_bpm: NDArray[np.floating],
    toco: NDArray[np.floating],
    verdict: NDArray[np.int8],
) -> Trace:
    verdict = np.where(np.isfinite(fhr_bpm), verdict, UNJUDGED).astype(np.int8)
    toco = np.nan_to_num(toco).astype(np.float32)
    return Trace(name, fhr_bpm.astype(np.float32), mhr_bpm.astype(np.float32), toco, verdict)

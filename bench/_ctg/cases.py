"""Traces with what counts as true of them: generated ones, and real ones with the best published method's opinion."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml_models import ctg
from ml_models.ctg.recording import FloatArray

DATA = Path(os.environ.get("KAISHI_CTG_DATA", Path(__file__).parents[3] / "shared" / "data" / "ctg"))
FS_HZ = 4.0
Span = tuple[float, float]
BoolArray = NDArray[np.bool_]


@dataclass
class Case:
    """One trace with what counts as true of it. `cut` marks samples that count nowhere."""

    name: str
    recording: ctg.Recording
    fhr_bpm: FloatArray
    cut: BoolArray
    baseline_bpm: FloatArray
    accelerations: list[Span]
    decelerations: list[Span]
    contractions: list[Span] | None = None
    stv_ms: float | None = None


@dataclass
class Found:
    """What a method says about one case."""

    baseline_bpm: FloatArray
    accelerations: list[Span]
    decelerations: list[Span]
    contractions: list[Span] = field(default_factory=list)
    stv_ms: float = float("nan")


def synthetic(kind: str, count: int, seed: int) -> Iterator[Case]:
    """Traces of the data folder's generator."""
    for trace in _generator().make_set(kind, count, seed):
        yield case_of(trace)


def case_of(trace: Any) -> Case:
    """A trace of the data folder's generator as a case."""
    recording = ctg.Recording.from_channels(
        {"fhr1_bpm": trace.fhr1_bpm, "mhr_bpm": trace.mhr_bpm, "toco": trace.toco},
        source=ctg.Source("csv", FS_HZ, 0.25),
    )
    cut = np.isnan(trace.fhr1_bpm) | (trace.false_signal > 0)
    return Case(
        trace.scenario,
        recording,
        trace.fhr1_bpm,
        cut,
        trace.baseline_bpm,
        spans(trace.accelerations),
        spans(trace.decelerations),
        spans(trace.contractions),
        trace.stv_ms,
    )


def _generator() -> ModuleType:
    place = DATA / "synthetic" / "make_synthetic.py"
    spec = importlib.util.spec_from_file_location("make_synthetic", place)
    if spec is None or spec.loader is None:
        raise ImportError(place)
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_synthetic"] = module
    spec.loader.exec_module(module)
    return module


def real() -> Iterator[Case]:
    """The FHRMA recordings; "true" is the opinion of the best published method."""
    reference = json.loads((DATA / "fhrma_train" / "reference_wmfb.json").read_text())
    with tarfile.open(DATA / "fhrma_train" / "recordings.tar.xz") as archive:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and name in reference:
                yield _real_case(name, content.read(), reference[name])


def _real_case(name: str, data: bytes, reference: dict[str, Any]) -> Case:
    recording = ctg.read_bytes(data, name)
    fhr_bpm = np.fmax(recording.fhr1_bpm, recording.fhr2_bpm)
    at = np.arange(len(reference["baseline"])) * reference["step"]
    line = np.interp(np.arange(fhr_bpm.size), at, np.array(reference["baseline"], dtype=float) / 10)
    ups, downs = (
        [(float(a), float(b)) for a, b in reference[kind]] for kind in ("accelerations", "decelerations")
    )
    return Case("real", recording, fhr_bpm, np.isnan(fhr_bpm), line, ups, downs)


def spans(found: list[ctg.Event]) -> list[Span]:
    """The stretches of events, in seconds."""
    return [(event.start_s, event.end_s) for event in found]

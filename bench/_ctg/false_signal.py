"""False signal: how well either set of weights tells another heart or noise, on recordings that none was fitted on.

Held out is every sixth recording by a digest of its name (`training.traces`). Generated traces have
seeds that no fit saw.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.ctg.false_signal import probability
from ml_models.ctg.false_signal.training import traces
from ml_models.ctg.false_signal.training.measuring import of_samples
from ml_models.ctg.false_signal.training.traces import FALSE, UNJUDGED, Trace
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray

FIRST_SEED, EACH = 5001, 8
DRAWS = 100
Told = tuple[FloatArray, BoolArray]
ASKED = {
    ("Doppler", True): (".993 / .980", ".9992 / .9930"),
    ("Doppler", False): (".980 / .963", ".9928 / .9775"),
    ("scalp electrode", True): (".975 / -", ".995 / .999"),
    ("scalp electrode", False): ("-", "-"),
    ("generated, hard", True): (".99 / -", ".998 / .985"),
    ("generated, hard", False): (".93 / -", ".931 / .968"),
}


def rows(data: Path) -> list[dict[str, Any]]:
    """One row for each set of weights, kind of sensor, and with and without the mother's channel."""
    with tempfile.TemporaryDirectory() as folder:
        parts = _parts(data, Path(folder))
    return [
        _row(name, part, kept, with_mother=with_mother)
        for name in probability.SETS
        for part, kept in parts.items()
        for with_mother in (True, False)
    ]


def _parts(data: Path, folder: Path) -> dict[str, list[Trace]]:
    for name in ("doppler", "scalp"):
        with tarfile.open(data / "false_signal" / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
    kept = [trace for trace in traces.judged(data, folder) if trace.is_held_out]
    return {
        "Doppler": [trace for trace in kept if trace.name.startswith("doppler")],
        "scalp electrode": [trace for trace in kept if trace.name.startswith("scalp")],
        "generated, hard": list(traces.generated(data, EACH, FIRST_SEED)),
    }


def _row(weights: str, part: str, kept: list[Trace], *, with_mother: bool) -> dict[str, Any]:
    told = list(_told(weights, kept, with_mother=with_mother))
    found = of_samples(*_joined(told))
    random = np.random.default_rng(0)
    drawn = [
        of_samples(*_joined([told[k] for k in random.integers(0, len(told), len(told))]))
        for _ in range(DRAWS)
    ]
    low, high = np.percentile([one.auc for one in drawn], [2.5, 97.5])
    worst, best = np.percentile([one.accuracy for one in drawn], [2.5, 97.5])
    asked, anchor = ASKED[part, with_mother]
    return {
        "weights": weights,
        "sensor": part,
        "mother's channel": "yes" if with_mother else "blanked",
        "recordings": len(told),
        "AUC": found.auc,
        "95 % of AUC": f"{low:.4f}-{high:.4f}",
        "accuracy": found.accuracy,
        "95 % of accuracy": f"{worst:.4f}-{best:.4f}",
        "asked": asked,
        "anchor": anchor,
    }


def _told(weights: str, kept: list[Trace], *, with_mother: bool) -> Iterator[Told]:
    """For each recording with something judged: the probability and whether it is false, of judged samples."""
    network = probability.network(weights)
    for trace in kept:
        counts = trace.verdict != UNJUDGED
        if counts.any():
            mhr_bpm = trace.mhr_bpm if with_mother else np.full_like(trace.mhr_bpm, np.nan)
            likely = network.probability(trace.fhr_bpm, mhr_bpm, trace.toco)
            yield likely[counts], trace.verdict[counts] == FALSE


def _joined(told: list[Told]) -> Told:
    return np.concatenate([one for one, _ in told]), np.concatenate([one for _, one in told])

"""The probability that a sample of a fetal channel is not the fetus. Needs onnxruntime, never torch."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from ml_models.ctg.false_signal.features import Rates, rows
from ml_models.ctg.recording import FloatArray

WEIGHTS: Final = Path(__file__).parent / "weights"
SETS: Final = ("fhrma", "own")
"""`fhrma`: fitted on experts' labels, under the licence of that data; `own`: fitted on generated traces alone."""
SETTING: Final = "KAISHI_CTG_WEIGHTS"
EVERY: Final = 256
"""The network takes lengths that this divides."""


class DamagedWeights(RuntimeError):
    """A file of weights is missing, or is not the one that was measured."""


@dataclass(frozen=True)
class Network:
    """A loaded set of weights. Safe to share between threads."""

    name: str
    version: str
    session: Any

    def probability(self, fhr_bpm: Rates, mhr_bpm: Rates, toco: Rates) -> FloatArray:
        """Return shape (n,), 0 to 1, and 0 where nothing was measured. Rates in bpm at 4 Hz, NaN = missing."""
        samples = fhr_bpm.size
        has_rate = np.isfinite(fhr_bpm)
        if not has_rate.any():
            return np.zeros(samples)
        seen = np.pad(rows(fhr_bpm, mhr_bpm, toco), ((0, 0), (0, -samples % EVERY)))
        (scores,) = self.session.run(["scores"], {"rows": seen[None]})
        likely = 1.0 / (1.0 + np.exp(-scores[0, :samples].astype(np.float64)))
        return np.where(has_rate, likely, 0.0)


def chosen() -> str:
    """Return the name of the set that the setting KAISHI_CTG_WEIGHTS chooses. Raises ValueError for an unknown one."""
    name = os.environ.get(SETTING, "").strip() or SETS[0]
    if name not in SETS:
        raise ValueError(f"{SETTING} is {name!r}; it may be one of {', '.join(SETS)}")
    return name


def weights_sha256() -> str:
    """Return the digest, in hex, of the set that is chosen: two of the same find the same. Raises ValueError,
    DamagedWeights."""
    return _card(chosen())[0]


def forget() -> None:
    """Read cards and networks anew at the next call: their files have changed."""
    _card.cache_clear()
    network.cache_clear()


@cache
def _card(name: str) -> tuple[str, str]:
    """Return the digest and the version that a set's card tells."""
    try:
        card = json.loads((WEIGHTS / name / "card.json").read_text("utf-8"))
        return str(card["sha256"]), str(card["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedWeights(f"the weights «{name}» cannot be read: {error}") from error


@cache
def network(name: str) -> Network:
    """Load a set of weights once. Raises DamagedWeights where its file is not the one that was measured."""
    import onnxruntime

    wanted, version = _card(name)
    try:
        content = (WEIGHTS / name / "network.onnx").read_bytes()
    except OSError as error:
        raise DamagedWeights(f"the weights «{name}» cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != wanted:
        raise DamagedWeights(f"the weights «{name}» are not those of their card")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return Network(name, version, session)

"""From the fitted network to the files that serve: ONNX and a card that vouches for it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import nn

from ml_models.ctg.false_signal.features import ROWS
from ml_models.ctg.false_signal.training import measuring
from ml_models.ctg.false_signal.training.traces import UNJUDGED, Trace
from ml_models.ctg.generator import generate

OPSET: Final = 18
PARITY_MINUTES, PARITY_SEED, PARITY_SCENARIO = 20, 11, "variable_decelerations"
PARITY_EVERY: Final = 60


def export(network: nn.Module, folder: Path, card: dict[str, Any]) -> None:
    """Write `network.onnx` for any length that 256 divides, and `card.json` with its digest."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "network.onnx"
    network.eval()
    torch.onnx.export(
        network, (torch.zeros(1, ROWS, 1024),), path, input_names=["rows"], output_names=["scores"], opset_version=OPSET,
        dynamic_axes={"rows": {0: "batch", 2: "samples"}, "scores": {0: "batch", 1: "samples"}}, dynamo=False,
    )  # fmt: skip
    told = {**card, "parity": _parity(network), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    (folder / "card.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")


def _parity(network: nn.Module) -> dict[str, Any]:
    """What the fitted network says of a trace that anybody can make, so that whatever serves it can be held to that."""
    made = generate(PARITY_MINUTES, PARITY_SEED, scenario=PARITY_SCENARIO)
    verdict = np.full(made.samples, UNJUDGED, np.int8)
    fhr_bpm, mhr_bpm, toco = (one.astype(np.float32) for one in (made.fhr1_bpm, made.mhr_bpm, made.toco))
    told = measuring.of_network(network)(Trace("parity", fhr_bpm, mhr_bpm, toco, verdict))
    measured = np.where(np.isfinite(made.fhr1_bpm), told, 0.0)
    return {
        "generated": [PARITY_MINUTES, PARITY_SEED, PARITY_SCENARIO],
        "every": PARITY_EVERY,
        "probability": [round(float(one), 6) for one in measured[::PARITY_EVERY]],
    }

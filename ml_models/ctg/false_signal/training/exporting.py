"""From the fitted network to the files that serve: ONNX and a card that vouches for it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import torch

from ml_models.ctg.false_signal.features import ROWS
from ml_models.ctg.false_signal.training.network import FalseSignalNetwork

OPSET: Final = 18


def export(network: FalseSignalNetwork, folder: Path, card: dict[str, Any]) -> None:
    """Write `network.onnx` for any length that 4 divides, and `card.json` with its digest."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "network.onnx"
    network.eval()
    torch.onnx.export(
        network, (torch.zeros(1, ROWS, 64),), path, input_names=["rows"], output_names=["scores"], opset_version=OPSET,
        dynamic_axes={"rows": {0: "batch", 2: "samples"}, "scores": {0: "batch", 1: "samples"}}, dynamo=False,
    )  # fmt: skip
    told = {**card, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    (folder / "card.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")

"""A real network that is small: it tells colours apart, so that tests know what it must say."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LABELS = ["green_soup", "no_food", "red_stew", "white_rice"]
# Scores of each label from the mean red, green and blue (each from about -1 to 1), and what is added.
WEIGHTS = np.array([[-6, 6, -6], [0, 0, 0], [6, -6, -6], [4, 4, 4]], dtype=np.float32)
ADDED = np.array([0, 3, 0, -4], dtype=np.float32)
LIMITS = {"confident": 0.7, "not_sure": 0.4, "not_food": 0.3, "unknown": -1.0, "temperature": 1.0}


def write(folder: Path, *, limits: dict[str, float] | None = None, version: str = "colours-1") -> Path:
    """Write network and card into a folder, as training does."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = ["n", 3, "h", "w"]
    graph = helper.make_graph(
        [
            helper.make_node("GlobalAveragePool", ["photos"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["features"], axis=1),
            helper.make_node("Gemm", ["features", "weights", "added"], ["scores"], transB=1),
        ],
        "colours",
        [helper.make_tensor_value_info("photos", TensorProto.FLOAT, shape)],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", len(LABELS)]),
            helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 3]),
        ],
        [numpy_helper.from_array(WEIGHTS, "weights"), numpy_helper.from_array(ADDED, "added")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, folder / "network.onnx")
    digest = hashlib.sha256((folder / "network.onnx").read_bytes()).hexdigest()
    card = {
        "version": version, "network": "network.onnx", "pixels": 32, "labels": LABELS,
        "limits": {**LIMITS, **(limits or {})}, "sha256": {"network.onnx": digest},
    }  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder

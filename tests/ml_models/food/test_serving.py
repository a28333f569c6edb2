"""What serves says what was trained, within the memory that a worker has for it."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest
import torch

from ml_models import food
from ml_models.food import reference
from ml_models.food.recogniser import WEIGHTS
from ml_models.food.training import exporting
from ml_models.food.training.backbone import Lite, Size
from ml_models.food.training.exporting import Joined
from ml_models.food.training.folding import folded
from ml_models.food.training.recipes import Recogniser

LABELS = ["no_food", "rice", "soup", "stew", "tea", "toast"]
MOST_MB = 200.0

ALONE = """
import json, sys
from PIL import Image
from ml_models import food

def memory_mb(name):
    with open("/proc/self/status") as told:
        return next(int(line.split()[1]) / 1024 for line in told if line.startswith(name))

model = food.load()
photo = Image.effect_noise((1280, 960), 80).convert("RGB")
for _ in range(5):
    model.predict_plate(photo)
assert "torch" not in sys.modules
print(json.dumps({"peak_mb": memory_mb("VmHWM"), "now_mb": memory_mb("VmRSS")}))
"""


def small_network() -> Joined:
    """Networks of the same blocks that are made in no time, with norms that have seen something."""
    torch.manual_seed(11)
    return Joined([_small(), _small()]).eval()


def _small() -> Recogniser:
    backbone = Lite(Size("lite0", 0.25, 0.3, 64))
    for part in backbone.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.momentum = None  # the mean of all that it sees
    backbone.train()
    with torch.no_grad():
        for _ in range(5):
            backbone(torch.from_numpy(reference.pictures(64)) + 0.1 * torch.randn(4, 3, 64, 64))
    network = Recogniser(folded(backbone), len(LABELS))
    torch.nn.init.normal_(network.head.weight, std=0.3)
    return network


def scores_of(path, pixels: int) -> np.ndarray:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(["scores"], {"photos": reference.pictures(pixels)})[0]


def test_a_network_that_was_just_made_serves_what_it_says(tmp_path):
    network = small_network()
    kept = exporting.reference(network, LABELS)
    exporting.export(network, tmp_path / "network.onnx")
    served = scores_of(tmp_path / "network.onnx", 64)
    assert served.std(axis=0).max() > 0.3
    assert reference.difference(kept, served, LABELS) < reference.ALLOWED


def test_another_network_is_told_from_it(tmp_path):
    network = small_network()
    kept = exporting.reference(network, LABELS)
    with torch.no_grad():
        network.networks[0].head.bias[2] += 0.4
    exporting.export(network, tmp_path / "network.onnx")
    assert reference.difference(kept, scores_of(tmp_path / "network.onnx", 64), LABELS) > reference.ALLOWED


def test_the_committed_weights_serve_what_was_trained():
    card = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))
    model = food.load()
    scores = model.scores(reference.pictures(model.pixels))
    assert reference.difference(card["trained"]["reference"], scores, model.labels) < reference.ALLOWED


def test_a_card_of_other_pictures_is_not_compared():
    with pytest.raises(ValueError, match="1 pictures"):
        reference.difference([{"scores": {}, "energy": 0.0}], np.zeros((4, 2), np.float32), ["a", "b"])


def test_a_process_that_only_recognises_stays_within_its_memory():
    ended = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True)
    used = json.loads(ended.stdout)
    assert used["peak_mb"] <= MOST_MB, used

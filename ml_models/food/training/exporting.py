"""From the fitted network to the file that serves: ONNX with half-precision weights, and a card that vouches for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from ml_models.food import reference as reference_of
from ml_models.food.recogniser import Limits
from ml_models.food.training.recipes import Recogniser
from ml_models.food.training.witness import SIZE, WEIGHT, Witness

NETWORK: Final = "recogniser.onnx"
OPSET: Final = 18
LARGE: Final = 512  # numbers in a weight from which half precision saves more than it costs


class Joined(nn.Module):
    """Several networks that look at the same photo: their scores are averaged, their features stand side by side.

    `no_food`: the place of that score, from which the witness's word is taken; None: there is none.
    """

    def __init__(self, networks: Sequence[Recogniser], *, no_food: int | None = None) -> None:
        super().__init__()
        (self.pixels,) = {network.pixels for network in networks}
        self.networks = nn.ModuleList(networks)
        self._each = list(networks)
        shown = [at for at, network in enumerate(networks) if network.backbone.size.name == SIZE]
        self.shown = shown[0] if shown and no_food is not None else None
        self.witness = Witness() if self.shown is not None else None
        self.no_food = no_food

    def forward(self, photos: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return (n, labels) and (n, networks × 1280) of photos (n, 3, pixels, pixels)."""
        maps = [network.front(photos) for network in self._each]
        features = [network.features_of(seen) for network, seen in zip(self._each, maps, strict=True)]
        said = [network.head(seen) for network, seen in zip(self._each, features, strict=True)]
        scores = torch.stack(said).mean(dim=0)
        if self.witness is not None and self.shown is not None:
            place = torch.zeros(scores.shape[1])
            place[self.no_food] = WEIGHT
            scores = scores - self.witness(maps[self.shown])[:, None] * place
        return scores, torch.cat(features, dim=1)


def export(joined: Joined, path: Path) -> None:
    """Write the network as ONNX for any number of photos."""
    joined.eval()
    example = torch.zeros(2, 3, joined.pixels, joined.pixels)
    torch.onnx.export(
        joined, (example,), path, input_names=["photos"], output_names=["scores", "features"], opset_version=OPSET,
        dynamic_axes={"photos": {0: "n"}, "scores": {0: "n"}, "features": {0: "n"}}, dynamo=False,
    )  # fmt: skip
    model = onnx.load(path)
    _halve(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _halve(graph: Any) -> None:
    """Keep large weights in half precision; the runtime widens them once, when it loads."""
    kept, casts = [], []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= LARGE:
            kept.append(numpy_helper.from_array(values.astype(np.float16), f"{weight.name}_half"))
            casts.append(
                helper.make_node("Cast", [f"{weight.name}_half"], [weight.name], to=TensorProto.FLOAT)
            )
        else:
            kept.append(weight)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def reference(joined: Joined, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the network as it was trained says of the pictures of `food.reference`; the card keeps it."""
    joined.eval()
    with torch.inference_mode():
        scores, _ = joined(torch.from_numpy(reference_of.pictures(joined.pixels)))
    return reference_of.described(scores.numpy(), labels)


def write_card(
    folder: Path,
    *,
    version: str,
    labels: Sequence[str],
    pixels: int,
    limits: Limits,
    facts: Mapping[str, Any],
) -> None:
    """Write what the weights are, with the checksum by which a damaged file is refused."""
    card = {
        "version": version,
        "network": NETWORK,
        "pixels": pixels,
        "limits": asdict(limits),
        "sha256": {NETWORK: hashlib.sha256((folder / NETWORK).read_bytes()).hexdigest()},
        "trained": dict(facts),
        "labels": list(labels),
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

"""What the front of the backbone sees on photos, kept: it stays as ImageNet made it, so each view is looked at once.

Half of the work of training lies in the front, whose edges and textures serve food as they are; kept maps make an
epoch of the rest cost a tenth.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from PIL import Image

from ml_models.food.preparing import numbers, square
from ml_models.food.training.augmenting import varied
from ml_models.food.training.backbone import Lite, pretrained

FRONT: Final = {"lite0": 8, "lite1": 8, "lite2": 10}
"""Blocks that stay: everything before the features are 112 channels wide."""

PROCESSES: Final = 2
AT_ONCE: Final = 32


def front(network: Lite) -> torch.nn.Sequential:
    """Return the part that stays."""
    return torch.nn.Sequential(network.stem, *list(network.blocks)[: FRONT[network.size.name]]).eval()


def kept(pictures: Sequence[Image.Image], into: Path, *, size: str, views: int, seed: int) -> Any:
    """Return maps (photos, views, channels, height, width) in half precision, held in the file `into`.

    `views` = 0: as in serving, from the middle and in a mirror (two views). Otherwise so many variations. A file that is
    there already, of the same shape, is used as it is.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    shape = (len(pictures), views or 2, *_shape(size))
    if into.exists():
        made: Any = np.load(into, mmap_mode="r")
        if made.shape != shape:
            raise ValueError(f"{into} holds {made.shape}, {shape} is needed: another set of photos")
        return made
    part_file = into.with_suffix(".part.npy")
    np.lib.format.open_memmap(part_file, mode="w+", dtype=np.float16, shape=shape).flush()
    parts = [range(at, len(pictures), PROCESSES) for at in range(PROCESSES)]
    jobs = [
        multiprocessing.get_context("fork").Process(
            target=_fill, args=(pictures, part, part_file, size, views, seed)
        )
        for part in parts
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
        if job.exitcode:
            raise RuntimeError("a process that looked at photos has failed")
    part_file.rename(into)
    return np.load(into, mmap_mode="r")


def _shape(size: str) -> tuple[int, ...]:
    network = pretrained(size)
    with torch.inference_mode():
        seen = front(network)(torch.zeros(1, 3, network.size.pixels, network.size.pixels))
    return tuple(seen.shape[1:])


def _fill(pictures: Sequence[Image.Image], part: range, into: Path, size: str, views: int, seed: int) -> None:
    torch.set_num_threads(1)
    network = pretrained(size)
    looking, pixels = front(network), network.size.pixels
    written = np.load(into, mmap_mode="r+")
    for view in range(views or 1):
        for start in range(0, len(part), AT_ONCE):
            numbered = part[start : start + AT_ONCE]
            if views:
                shown = np.stack(
                    [varied(pictures[at], pixels, random.Random(f"{seed} {view} {at}")) for at in numbered]
                )
                written[numbered, view] = _seen(looking, shown)
            else:
                shown = np.stack([numbers(square(pictures[at], pixels)) for at in numbered])
                written[numbered, 0] = _seen(looking, shown)
                written[numbered, 1] = _seen(looking, np.ascontiguousarray(shown[:, :, :, ::-1]))
    written.flush()


@torch.inference_mode()
def _seen(looking: torch.nn.Module, shown: Any) -> Any:
    photos = torch.from_numpy(shown).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        return looking(photos).float().numpy().astype(np.float16)

"""Recordings as a device sends them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ml_models import ctg

PIECE = 240
"""A minute: a device sends more often, and says the same."""
NAMES = ("fhr1_bpm", "fhr2_bpm", "mhr_bpm", "toco")


def whole_of(recording: ctg.Recording, names: tuple[str, ...] = NAMES) -> dict[str, np.ndarray]:
    return {name: getattr(recording, name) for name in names if name in recording.present_channels}


def cut(channels: dict[str, np.ndarray], start: int, stop: int) -> dict[str, np.ndarray]:
    return {name: values[start:stop] for name, values in channels.items()}


def pieces(channels: dict[str, np.ndarray], size: int = PIECE) -> Iterator[dict[str, np.ndarray]]:
    for start in range(0, channels["fhr1_bpm"].size, size):
        yield cut(channels, start, start + size)


def fed(stream: ctg.Stream, channels: dict[str, np.ndarray], size: int = PIECE) -> list[ctg.Update]:
    return [stream.push(piece) for piece in pieces(channels, size)]

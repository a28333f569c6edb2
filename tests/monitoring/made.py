"""Frames as a phone makes them, for tests."""

from __future__ import annotations

import numpy as np

from apps.monitoring import frames
from apps.recordings import chunks
from apps.recordings.channels import Channel

PHONE_MS = 1_793_000_000_000


def samples(first: int, count: int = 4) -> dict[Channel, np.ndarray]:
    """A rate that says where it is, and a toco."""
    rate = (480 + (np.arange(first, first + count) % 200)).astype("<u2")
    return {Channel.FHR1: rate, Channel.TOCO: np.full(count, 20, dtype="<i2")}


def chunk(number: int, count: int = 4) -> bytes:
    """The chunk of one second."""
    return chunks.write(samples(number * count, count), first_sample=number * count)


def frame(number: int, *, phone_ms: int | None = None, **about: int) -> bytes:
    """One second, with the number that the second has."""
    phone_ms = PHONE_MS + 1_000 * (number + 1) if phone_ms is None else phone_ms
    return frames.write(number, phone_ms=phone_ms, chunk=chunk(number), **about)

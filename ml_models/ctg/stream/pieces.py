"""The samples that came in: pieces in order or late, checked whole before any of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.grid import checked_channel
from ml_models.ctg.limits import FS_HZ, MAX_HOURS, MAX_RATE_BPM, MAX_SAMPLES, MAX_TOCO, MIN_TOCO
from ml_models.ctg.recording import CHANNELS, MARK_CHANNELS, RATE_CHANNELS, FloatArray, Recording, Source

ALL = (*CHANNELS, *MARK_CHANNELS)
REACH_S = 3600.0
"""A piece may begin this long before the end of what is there, or leave a hole of this length."""
REACH = int(REACH_S * FS_HZ)
LEAST_RATE_BPM = 30.0
"""Below, no device means a rate; such a value stays and is not believed, as one of a file."""
FIRST_ROOM = int(600 * FS_HZ)


class Pieces:
    """All samples so far, 4 Hz; what nobody sent is NaN.

    What was measured once stays: a later piece fills holes only, so the order of pieces does not matter.
    """

    def __init__(self) -> None:
        self.samples = 0
        self.impossible_until = 0
        """Past-the-last sample that no device can mean: below 30 or above 300 bpm, or beyond what a belt tells."""
        self._room = {name: np.full(FIRST_ROOM, np.nan) for name in CHANNELS}
        """Marks only where somebody sent some."""

    def add(self, piece: Mapping[str, ArrayLike], start_sample: int | None) -> int | None:
        """Store `piece`; returns the first sample that it changed, None where it brought nothing new.

        Raises `FormatError` naming the field; then nothing was stored.
        """
        channels = _checked(piece)
        length = next(iter(channels.values())).size
        start = self._checked_start(start_sample, length)
        last = max(_without_impossible(name, values) for name, values in channels.items())
        self.impossible_until = max(self.impossible_until, start + last if last else 0)
        stop, before = start + length, self.samples
        self._make_room(stop)
        changed = [before] if stop > before else []
        for name, values in channels.items():
            self._room.setdefault(name, np.full(self._room["toco"].size, np.nan))
            held = self._room[name][start:stop]
            fills = np.isnan(held) & ~np.isnan(values)
            held[fills] = values[fills]
            changed += (start + np.flatnonzero(fills)[:1]).tolist()
        self.samples = max(before, stop)
        return min(changed, default=None)

    def restore(self, channels: Mapping[str, FloatArray], samples: int) -> None:
        """Take over what was saved: channels of shape (samples,)."""
        require(set(CHANNELS) <= set(channels) <= set(ALL), "state", "the saved channels are not ours")
        fitting = all(values.size == samples for values in channels.values()) and samples <= MAX_SAMPLES
        require(fitting, "state", "the saved channels differ in length")
        self._make_room(samples)
        for name, values in channels.items():
            self._room.setdefault(name, np.full(self._room["toco"].size, np.nan))[:samples] = values
        self.samples = samples

    @property
    def names(self) -> tuple[str, ...]:
        """Channels that may hold something."""
        return tuple(self._room)

    def channel(self, name: str, start: int = 0, stop: int | None = None) -> FloatArray:
        """One channel from sample `start` to before `stop`; not to be written to."""
        view = self._room[name][start : self.samples if stop is None else stop]
        view.flags.writeable = False
        return view

    def recording(self, start: int = 0, stop: int | None = None, *, twins: bool, source: Source) -> Recording:
        """What is there from sample `start` to before `stop`."""
        copies = {name: self.channel(name, start, stop).copy() for name in self._room}
        for name in MARK_CHANNELS:
            if name in copies:
                copies[name] = np.nan_to_num(copies[name])
        return Recording.from_channels(copies, twins=twins, source=source)

    def _checked_start(self, start_sample: int | None, length: int) -> int:
        start = self.samples if start_sample is None else start_sample
        whole = isinstance(start, int | np.integer) and not isinstance(start, bool)
        require(whole, "start_sample", "must be a whole number of samples", given=str(start))
        low, high = max(0, self.samples - REACH), self.samples + REACH
        require(
            low <= start <= high,
            "start_sample",
            "the piece lies too far from the end of what is there",
            limit=f"{low} to {high}",
            given=int(start),
        )
        require(
            start + length <= MAX_SAMPLES,
            "start_sample",
            f"the recording would be longer than {MAX_HOURS} h",
            limit=MAX_SAMPLES,
            given=int(start) + length,
        )
        return int(start)

    def _make_room(self, samples: int) -> None:
        room = self._room["toco"].size
        if samples <= room:
            return
        larger = min(MAX_SAMPLES, max(samples, 2 * room))
        for name in self._room:
            grown = np.full(larger, np.nan)
            grown[: self.samples] = self._room[name][: self.samples]
            self._room[name] = grown


def _checked(piece: Mapping[str, ArrayLike]) -> dict[str, FloatArray]:
    require(isinstance(piece, Mapping), "piece", "must map names of channels to samples")
    require(bool(piece), "piece", "holds no channel", limit=", ".join(ALL))
    channels = {}
    for name, values in piece.items():
        require(name in ALL, str(name), "no such channel", limit=", ".join(ALL))
        channels[name] = _numbers(name, values)
    first, length = next((name, values.size) for name, values in channels.items())
    require(length > 0, first, "the piece holds no samples", limit="at least one sample", given=0)
    for name, values in channels.items():
        reason = f"must be as long as {first}"
        require(values.size == length, name, reason, limit=length, given=int(values.size))
    return channels


def _without_impossible(name: str, values: FloatArray) -> int:
    """Take out of `values` (n,), in place, what no file may hold; 0 bpm is no value.

    Returns the place past the last value that is impossible, 0 without any.
    """
    if name not in CHANNELS:
        return 0
    is_rate = name in RATE_CHANNELS
    low, high = (0.0, MAX_RATE_BPM) if is_rate else (MIN_TOCO, MAX_TOCO)
    outside = (values < low) | (values > high)
    impossible = outside | ((values > 0) & (values < LEAST_RATE_BPM)) if is_rate else outside
    values[outside | (values == 0) if is_rate else outside] = np.nan
    return int(np.flatnonzero(impossible)[-1]) + 1 if impossible.any() else 0


def _numbers(name: str, values: Any) -> FloatArray:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise FormatError(name, "the samples are not numbers") from error
    require(array.ndim == 1, name, "must have shape (n,)", given=str(array.shape))
    require(not np.isinf(array).any(), name, "a sample is infinite", limit="numbers, or NaN where missing")
    if name in MARK_CHANNELS:
        checked_channel(name, array)
    return array

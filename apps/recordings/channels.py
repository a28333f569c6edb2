"""The channels of a cardiotocogram as whole numbers: what is stored, received and drawn. Pure.

| bit | channel | number | missing |
|---|---|---|---|
| 0, 1, 2 | fetal rate 1, fetal rate 2, maternal rate | u16, quarter bpm | 0 |
| 3 | uterine activity (toco) | i16, half units | -32768 |
| 4 | quality of the fetal signal, 0 none to 3 good | u8 | 0 |
| 5 | marks, see below | u8 | 0 |

Marks are bits: 0 felt by the mother, 1 found by the device, 2 toco zeroed, 3 clinician's, 4 contraction felt.

Everywhere `Samples` maps the channels that are present to arrays of one length on the grid of 4 Hz.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntFlag
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ml_models.ctg.limits import MAX_QUALITY, MAX_RATE_BPM, MAX_TOCO, MIN_TOCO
from ml_models.ctg.recording import Recording, Source

IntArray = NDArray[np.integer[Any]]


class Channel(IntFlag):
    """Bits of the channel mask, in the order in which channels are stored."""

    FHR1 = 1
    FHR2 = 2
    MHR = 4
    TOCO = 8
    QUALITY = 16
    MARKS = 32


Samples = Mapping[Channel, IntArray]

RATES: Final = (Channel.FHR1, Channel.FHR2, Channel.MHR)
SCALP_RATES: Final = (Channel.FHR1, Channel.FHR2)
"""What a scalp electrode can have measured."""
WIDE: Final = (*RATES, Channel.TOCO)
NARROW: Final = (Channel.QUALITY, Channel.MARKS)
ALL: Final = int(Channel.FHR1 | Channel.FHR2 | Channel.MHR | Channel.TOCO | Channel.QUALITY | Channel.MARKS)

NO_RATE: Final = 0
NO_TOCO: Final = -32768
RATE_STEPS_PER_BPM: Final = 4
TOCO_STEPS_PER_UNIT: Final = 2

FIELDS: Final[Mapping[Channel, str]] = {
    Channel.FHR1: "fhr1_bpm",
    Channel.FHR2: "fhr2_bpm",
    Channel.MHR: "mhr_bpm",
    Channel.TOCO: "toco",
    Channel.QUALITY: "quality",
    Channel.MARKS: "movement_marks",
}
LIMITS: Final[Mapping[Channel, tuple[int, int]]] = {
    **dict.fromkeys(RATES, (0, int(MAX_RATE_BPM) * RATE_STEPS_PER_BPM)),
    Channel.TOCO: (int(MIN_TOCO) * TOCO_STEPS_PER_UNIT, int(MAX_TOCO) * TOCO_STEPS_PER_UNIT),
    Channel.QUALITY: (0, MAX_QUALITY),
    Channel.MARKS: (0, 255),
}


def type_of(channel: Channel) -> np.dtype[Any]:
    """Return the little-endian number type of a channel."""
    if channel in NARROW:
        return np.dtype("u1")
    return np.dtype("<i2") if channel is Channel.TOCO else np.dtype("<u2")


def missing_of(channel: Channel) -> int:
    """Return the number that stands for «nothing measured»."""
    return NO_TOCO if channel is Channel.TOCO else 0


def in_mask(mask: int) -> list[Channel]:
    """Return the channels of a mask in storage order."""
    return [channel for channel in Channel if mask & channel]


def mask_of(channels: Iterable[Channel]) -> int:
    """Return the mask of some channels."""
    mask = 0
    for channel in channels:
        mask |= int(channel)
    return mask


def names_of(mask: int) -> list[str]:
    """Return the names of a mask's channels, as the API gives them."""
    return [FIELDS[channel] for channel in in_mask(mask)]


def mask_named(names: Iterable[str]) -> int:
    """Return the mask of channels by their names of the API."""
    wanted = set(names)
    return mask_of(channel for channel, name in FIELDS.items() if name in wanted)


def bytes_per_sample(mask: int) -> int:
    """Return how many bytes one sample of all channels of a mask takes before compression."""
    return sum(type_of(channel).itemsize for channel in in_mask(mask))


def length_of(samples: Samples) -> int:
    """Return the number of samples; 0 without channels."""
    return next((int(values.size) for values in samples.values()), 0)


def from_recording(recording: Recording) -> dict[Channel, IntArray]:
    """Quantise a recording; channels in which nothing was measured are left out, the first rate never."""
    found: dict[Channel, IntArray] = {}
    for channel in WIDE:
        values = getattr(recording, FIELDS[channel])
        if channel is Channel.FHR1 or np.isfinite(values).any():
            found[channel] = _quantised(channel, values)
    for channel in NARROW:
        values = getattr(recording, FIELDS[channel])
        if values is not None and values.any():
            found[channel] = np.asarray(values, dtype=np.uint8)
    return found


def _quantised(channel: Channel, values: NDArray[np.float64]) -> IntArray:
    steps = TOCO_STEPS_PER_UNIT if channel is Channel.TOCO else RATE_STEPS_PER_BPM
    return np.nan_to_num(np.rint(values * steps), nan=missing_of(channel)).astype(type_of(channel))


def to_recording(samples: Samples, *, source: Source, twins: bool = False) -> Recording:
    """Return the samples in bpm and units, NaN where nothing was measured."""
    channels: dict[str, Any] = {
        FIELDS[channel]: measured(channel, values) if channel in WIDE else values.astype(np.uint8)
        for channel, values in samples.items()
    }
    return Recording.from_channels(channels, source=source, twins=twins)


def measured(channel: Channel, values: IntArray) -> NDArray[np.float64]:
    """Return one wide channel in bpm or units, NaN where nothing was measured."""
    steps = TOCO_STEPS_PER_UNIT if channel is Channel.TOCO else RATE_STEPS_PER_BPM
    return np.where(values == missing_of(channel), np.nan, values / steps)


def joined(parts: Sequence[Samples]) -> dict[Channel, IntArray]:
    """Return samples one after another, with every channel that occurs; where a part has none of it, nothing was
    measured.
    """
    mask = mask_of(channel for part in parts for channel in part)
    whole = [{**nothing(mask, length_of(part)), **part} for part in parts]
    return {channel: np.concatenate([part[channel] for part in whole]) for channel in in_mask(mask)}


def nothing(mask: int, count: int) -> dict[Channel, IntArray]:
    """Return `count` samples in which nothing was measured."""
    return {channel: np.full(count, missing_of(channel), dtype=type_of(channel)) for channel in in_mask(mask)}


def first_out_of_range(channel: Channel, values: IntArray) -> int | None:
    """Return the index of the first number that the channel cannot hold, None where all are fine."""
    low, high = LIMITS[channel]
    outside = ((values < low) | (values > high)) & (values != missing_of(channel))
    return int(np.argmax(outside)) if outside.any() else None

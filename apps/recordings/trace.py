"""The bytes of `GET /recordings/{id}/trace`, layout KTR1: what the strip draws. Pure, no Django.

Little-endian. Header of 32 bytes: `KTR1`, u32 version 1, f64 start (seconds since 1970, UTC), f32 samples a
second, u32 samples n, u32 channels, u32 0. Then n values of each channel in bit order: rates u16 quarter
bpm, 0 = none; toco u16 half units, 0xFFFF = none, 0x8000 to 0xFFFE = below zero (number - 65,536); quality
u8; marks u8.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

from apps.recordings.channels import NO_TOCO, Channel, IntArray, Samples, in_mask, length_of, mask_of
from ml_models.ctg.limits import FS_HZ

MAGIC: Final = b"KTR1"
VERSION: Final = 1
HEADER: Final = struct.Struct("<4sIdfIII")
NO_TOCO_HERE: Final = -1
"""As u16 0xFFFF. A measured half unit below zero is sent as a whole one."""


def encode(samples: Samples, *, start_epoch_s: float) -> bytes:
    """Return the bytes; `start_epoch_s` is the time of the first of these samples."""
    mask = mask_of(samples)
    head = HEADER.pack(MAGIC, VERSION, start_epoch_s, FS_HZ, length_of(samples), mask, 0)
    return b"".join([head, *(_sent(channel, samples[channel]).tobytes() for channel in in_mask(mask))])


def _sent(channel: Channel, values: IntArray) -> IntArray:
    if channel is not Channel.TOCO:
        return values
    below = np.where(values == NO_TOCO_HERE, np.int16(NO_TOCO_HERE - 1), values)
    return np.where(values == NO_TOCO, np.int16(NO_TOCO_HERE), below).astype("<i2")

"""Header and data files of a WFDB record in, recording out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ml_models.ctg import limits
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.formats.channels import assign
from ml_models.ctg.formats.wfdb.header import Header, Signal, parse
from ml_models.ctg.grid import even_times, on_grid
from ml_models.ctg.recording import RATE_CHANNELS, FloatArray, Recording, Source, rate_resolution_bpm

MAX_BYTES = limits.MAX_SOURCE_ROWS * limits.MAX_SIGNALS * 2
_MISSING = -32768
StoredArray = NDArray[np.int16]


def read(data: bytes, companions: Mapping[str, bytes]) -> Recording:
    """Read a record of format 16; raises `FormatError`."""
    header = parse(data)
    stored = _stored(header, companions)
    places = assign(signal.label for signal in header.signals)
    channels = {name: _in_units(name, header.signals[place], stored[place]) for name, place in places.items()}
    gridded = on_grid(even_times(header.samples, header.fs_hz), channels, 1 / header.fs_hz)
    resolution = rate_resolution_bpm([values for name, values in channels.items() if name in RATE_CHANNELS])
    return Recording.from_channels(gridded, source=Source("wfdb", header.fs_hz, resolution, header.details))


def _stored(header: Header, companions: Mapping[str, bytes]) -> list[StoredArray]:
    """Return the stored values of every signal, in the order of the header."""
    columns: dict[str, list[StoredArray]] = {}
    for name in dict.fromkeys(signal.file for signal in header.signals):
        inside = sum(signal.file == name for signal in header.signals)
        columns[name] = list(_table(name, companions, header.samples, inside).T)
    stored = [columns[signal.file].pop(0) for signal in header.signals]
    for signal, values in zip(header.signals, stored, strict=True):
        _check(signal, values)
    return stored


def _table(name: str, companions: Mapping[str, bytes], samples: int, signals: int) -> StoredArray:
    if name not in companions:
        raise FormatError(
            "companions",
            "the data file that the header names is missing",
            name,
            ", ".join(companions) or "none",
        )
    data = companions[name]
    require(
        len(data) == samples * signals * 2,
        "samples",
        "the data file has another length than its header says",
        limit=f"{samples * signals * 2} bytes",
        given=f"{len(data)} bytes",
    )
    return np.frombuffer(data, dtype="<i2").reshape(samples, signals)


def _check(signal: Signal, values: StoredArray) -> None:
    """The header repeats the first value and the sum of all, as a signed 16-bit number."""
    require(
        signal.first in (None, int(values[0])),
        "first value",
        "the data differ from the header",
        limit=signal.first,
        given=int(values[0]),
    )
    total = int(values.sum(dtype=np.int64))
    require(
        signal.checksum is None or (total - signal.checksum) % 65536 == 0,
        "checksum",
        "the data differ from the header",
        limit=signal.checksum,
        given=(total + 32768) % 65536 - 32768,
    )


def _in_units(name: str, signal: Signal, values: StoredArray) -> FloatArray:
    scaled = np.where(values == _MISSING, np.nan, (values.astype(np.float64) - signal.baseline) / signal.gain)
    return np.where(scaled == 0, np.nan, scaled) if name in RATE_CHANNELS else scaled

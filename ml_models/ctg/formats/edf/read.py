"""Bytes of an EDF file in, recording out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ml_models.ctg import limits
from ml_models.ctg.errors import require
from ml_models.ctg.formats.channels import assign
from ml_models.ctg.formats.edf.header import Header, parse
from ml_models.ctg.grid import check_duration, check_rate_hz, checked_channel, even_times, hold_on_grid
from ml_models.ctg.recording import RATE_CHANNELS, FloatArray, Recording, Source, rate_resolution_bpm

MAX_BYTES = limits.MAX_SOURCE_ROWS * limits.MAX_SIGNALS * 2
ANNOTATIONS = "EDF Annotations"


def read(data: bytes, companions: Mapping[str, bytes]) -> Recording:
    """Read an uninterrupted EDF or EDF+ file; raises `FormatError`."""
    header = parse(data)
    check_duration(header.records * header.record_s)
    table = _table(header, data)
    labels = ["" if signal.label == ANNOTATIONS else signal.label for signal in header.signals]
    places = assign(labels)
    own = {name: _values(header, table, name, place) for name, place in places.items()}
    rates_hz = {
        name: check_rate_hz(values.size / (header.records * header.record_s), name)
        for name, values in own.items()
    }
    held = {
        name: hold_on_grid(even_times(values.size, rates_hz[name]), values, 1 / rates_hz[name])
        for name, values in own.items()
    }
    length = min(values.size for values in held.values())  # halves may round apart
    channels = {name: checked_channel(name, values[:length]) for name, values in held.items()}
    resolution = rate_resolution_bpm([values for name, values in own.items() if name in RATE_CHANNELS])
    source = Source("edf", rates_hz["fhr1_bpm"], resolution, {"local_start": header.local_start})
    return Recording.from_channels(channels, source=source)


def _table(header: Header, data: bytes) -> np.ndarray:
    """Return the stored values, shape (records, samples of all signals in one record)."""
    size = header.bytes + header.records * header.per_record * 2
    require(
        len(data) == size,
        "records",
        "the file has another length than its header says",
        limit=f"{size} bytes",
        given=f"{len(data)} bytes",
    )
    return np.frombuffer(data, dtype="<i2", offset=header.bytes).reshape(header.records, header.per_record)


def _values(header: Header, table: np.ndarray, name: str, place: int) -> FloatArray:
    """Return one signal in its units, half a step below 0.1 counting as the 0 that means missing."""
    signal = header.signals[place]
    start = sum(other.per_record for other in header.signals[:place])
    stored = table[:, start : start + signal.per_record].reshape(-1).astype(np.float64)
    values = (stored - signal.digital[0]) * signal.gain + signal.physical[0]
    if name not in RATE_CHANNELS:
        return values
    nearest = np.round(values * 4) / 4
    values = np.where(np.abs(values - nearest) <= abs(signal.gain), nearest, values)
    return np.where(np.abs(values) <= abs(signal.gain), np.nan, values)

"""Text of a JSON file in, recording out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

import numpy as np

from ml_models.ctg import limits
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.formats.base import decoded
from ml_models.ctg.grid import check_duration, check_rate_hz, even_times, on_grid
from ml_models.ctg.recording import (
    CHANNELS,
    MARK_CHANNELS,
    RATE_CHANNELS,
    FloatArray,
    Recording,
    Source,
    rate_resolution_bpm,
)

ARRAYS = (*CHANNELS, *MARK_CHANNELS)
FIELDS = ("fs_hz", "start", "twins", *ARRAYS)
MAX_VALUES = limits.MAX_SOURCE_ROWS * len(ARRAYS)


def read(data: bytes, companions: Mapping[str, bytes]) -> Recording:
    """Read the project's JSON; raises `FormatError`."""
    fields = _parsed(data)
    for name in fields:
        require(name in FIELDS, name[:60] or "file", "this name is not known", limit=", ".join(FIELDS))
    fs_hz = _rate(fields)
    channels = {name: _array(name, fields[name]) for name in ARRAYS if name in fields}
    lengths = {values.size for values in channels.values()}
    require("fhr1_bpm" in channels, "fhr1_bpm", "the array is missing", limit="an array of numbers and null")
    require(
        len(lengths) == 1,
        "fhr1_bpm",
        "the arrays differ in length",
        limit="one length",
        given=str(sorted(lengths)),
    )
    check_duration(lengths.pop() / fs_hz)
    times = even_times(channels["fhr1_bpm"].size, fs_hz)
    rates = [
        np.where(values == 0, np.nan, values) for name, values in channels.items() if name in RATE_CHANNELS
    ]
    return Recording.from_channels(
        on_grid(times, channels, 1 / fs_hz),
        start=_start(fields.get("start")),
        twins=_twins(fields.get("twins", False)),
        source=Source("json", fs_hz, rate_resolution_bpm(rates)),
    )


def _parsed(data: bytes) -> dict[str, Any]:
    """Parse after counting: neither depth nor number of values may surprise the parser."""
    require(
        data.count(b",") <= MAX_VALUES,
        "file",
        "there are too many values",
        limit=MAX_VALUES,
        given=data.count(b","),
    )
    require(
        data.count(b"[") + data.count(b"{") <= len(FIELDS) + 1,
        "file",
        "the arrays are nested or too many",
        limit=f"{len(FIELDS)} plain arrays in one object",
    )
    try:
        fields: Any = json.loads(decoded(data), parse_constant=_no_constant, object_pairs_hook=_no_doubles)
    except FormatError:
        raise
    except (ValueError, RecursionError) as error:
        raise FormatError(
            "file", "this is not valid JSON", "one JSON object", type(error).__name__
        ) from error
    if not isinstance(fields, dict):
        raise FormatError(
            "file", "the outermost value is not an object", "one JSON object", type(fields).__name__
        )
    return fields


def _no_constant(word: str) -> NoReturn:
    raise FormatError("file", "a missing value is written as null", "null", word)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    require(len(fields) == len(pairs), "file", "a name stands twice", limit="each name once")
    return fields


def _rate(fields: dict[str, Any]) -> float:
    fs_hz = fields.get("fs_hz")
    if isinstance(fs_hz, bool) or not isinstance(fs_hz, int | float):
        raise FormatError("fs_hz", "the sampling rate is missing", "a number of 1 to 10 Hz")
    require(abs(fs_hz) < 1e9, "fs_hz", "the sampling rate is out of range", limit="1 to 10 Hz")
    return check_rate_hz(float(fs_hz))


def _array(name: str, given: Any) -> FloatArray:
    require(
        isinstance(given, list),
        name,
        "this is not an array",
        limit="an array of numbers and null",
        given=type(given).__name__,
    )
    kinds = set(map(type, given)) - {int, float, type(None)}
    require(
        not kinds,
        name,
        "the array holds something other than numbers",
        limit="numbers and null",
        given=", ".join(sorted(kind.__name__ for kind in kinds)),
    )
    try:
        return np.array(given, dtype=np.float64)
    except OverflowError as error:
        raise FormatError(name, "a number is too large", limits.MAX_RATE_BPM) from error


def _start(given: Any) -> datetime | None:
    if given is None:
        return None
    try:
        start = datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise FormatError("start", "this is not a time", "ISO 8601 with zone", str(given)) from error
    require(
        start.utcoffset() is not None,
        "start",
        "the time has no zone",
        limit="ISO 8601 with zone",
        given=given,
    )
    return start


def _twins(given: Any) -> bool:
    if not isinstance(given, bool):
        raise FormatError("twins", "this is neither true nor false", "true or false")
    return given

"""The fixed-width header of an EDF file."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ml_models.ctg import limits
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.formats.base import decoded

FIXED_BYTES = 256
SIGNAL_BYTES = 256
_WIDTHS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
"""Label, transducer, unit, physical low, high, digital low, high, filter, samples per record, reserved."""


@dataclass(frozen=True)
class Signal:
    """One signal of the header."""

    label: str
    physical: tuple[float, float]
    digital: tuple[int, int]
    per_record: int

    @property
    def gain(self) -> float:
        """Physical units for one digital step."""
        return (self.physical[1] - self.physical[0]) / (self.digital[1] - self.digital[0])


@dataclass(frozen=True)
class Header:
    """An uninterrupted EDF file; `record_s` is the length of one data record in seconds."""

    records: int
    record_s: float
    local_start: str
    signals: tuple[Signal, ...]

    @property
    def bytes(self) -> int:
        return FIXED_BYTES + SIGNAL_BYTES * len(self.signals)

    @property
    def per_record(self) -> int:
        return sum(signal.per_record for signal in self.signals)


def parse(data: bytes) -> Header:
    """Parse a header; raises `FormatError`."""
    require(
        len(data) >= FIXED_BYTES,
        "header",
        "the file is cut off",
        limit=f"{FIXED_BYTES} bytes",
        given=f"{len(data)} bytes",
    )
    require(data[:8].rstrip() == b"0", "magic", "this is not an EDF file", limit="0")
    text = decoded(data[:FIXED_BYTES], "ascii")
    require(
        not text[192:].startswith("EDF+D"),
        "header",
        "interrupted files are not read",
        limit="EDF or EDF+C",
        given="EDF+D",
    )
    count = _whole("signals", text[252:256])
    require(
        1 <= count <= limits.MAX_SIGNALS,
        "signals",
        "the number of signals is out of range",
        limit=f"1 to {limits.MAX_SIGNALS}",
        given=count,
    )
    size = FIXED_BYTES + SIGNAL_BYTES * count
    require(
        len(data) >= size, "header", "the file is cut off", limit=f"{size} bytes", given=f"{len(data)} bytes"
    )
    require(
        _whole("header", text[184:192]) == size,
        "header",
        "the header tells another length of itself",
        limit=size,
        given=text[184:192].strip(),
    )
    records, record_s = _whole("records", text[236:244]), _number("record duration", text[244:252])
    require(records >= 1, "records", "the number of records is unknown", limit="at least 1", given=records)
    require(
        record_s > 0,
        "record duration",
        "the length of a record must be above 0 s",
        limit="above 0 s",
        given=record_s,
    )
    signals = _signals(decoded(data[FIXED_BYTES:size], "latin-1"), count)
    return Header(records, record_s, text[168:184].strip(), signals)


def _signals(text: str, count: int) -> tuple[Signal, ...]:
    """The fields stand by kind, not by signal: all labels first, then all transducers, and so on."""
    columns: list[list[str]] = []
    at = 0
    for width in _WIDTHS:
        columns.append([text[at + k * width : at + (k + 1) * width].strip() for k in range(count)])
        at += width * count
    return tuple(_signal(*row) for row in zip(*(columns[k] for k in (0, 3, 4, 5, 6, 8)), strict=True))


def _signal(label: str, low: str, high: str, digital_low: str, digital_high: str, per_record: str) -> Signal:
    physical = (_number(label, low), _number(label, high))
    digital = (_whole(label, digital_low), _whole(label, digital_high))
    require(
        digital[0] < digital[1] and physical[0] != physical[1],
        label or "signal",
        "the scale is empty",
        limit="low below high",
        given=f"{physical} {digital}",
    )
    samples = _whole(label, per_record)
    require(samples >= 1, label or "signal", "a record without samples", limit="at least 1", given=samples)
    return Signal(label, physical, digital, samples)


def _number(field: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError as error:
        raise FormatError(field or "signal", "this is not a number", "a number", word.strip()) from error
    require(
        math.isfinite(value), field or "signal", "this is not a number", limit="a number", given=word.strip()
    )
    return value


def _whole(field: str, word: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,8}", word.strip()):
        raise FormatError(field or "signal", "this is not a whole number", "a whole number", word.strip())
    return int(word)

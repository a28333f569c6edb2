"""The text header of a WFDB record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ml_models.ctg import limits
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.formats.base import decoded
from ml_models.ctg.grid import check_duration, check_rate_hz

MAX_DETAILS = 100
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_GAIN = re.compile(r"(?P<gain>[0-9.eE+-]{1,20})(?:\((?P<baseline>[+-]?\d{1,9})\))?(?:/\S{1,30})?")


@dataclass(frozen=True)
class Signal:
    """One signal line."""

    file: str
    gain: float
    baseline: int
    first: int | None
    checksum: int | None
    label: str


@dataclass(frozen=True)
class Header:
    """A record of one segment."""

    fs_hz: float
    samples: int
    signals: tuple[Signal, ...]
    details: Mapping[str, str]


def parse(data: bytes) -> Header:
    """Parse a header; raises `FormatError` for everything that we do not read."""
    require(
        len(data) <= limits.MAX_HEADER_BYTES,
        "header",
        "the header is too large",
        limit=f"{limits.MAX_HEADER_BYTES} bytes",
        given=f"{len(data)} bytes",
    )
    lines = [line.strip() for line in decoded(data).splitlines()]
    facts = [line for line in lines if line and not line.startswith("#")]
    require(bool(facts), "header", "the header has no record line", limit="name signals Hz samples")
    fs_hz, samples, count = _record_line(facts[0].split())
    require(
        len(facts) == 1 + count,
        "header",
        "signal lines are missing or too many",
        limit=count,
        given=len(facts) - 1,
    )
    details = _details(line for line in lines if line.startswith("#"))
    return Header(fs_hz, samples, tuple(_signal(line) for line in facts[1:]), details)


def data_files(data: bytes) -> tuple[str, ...]:
    """Names of the data files that a header needs, each once."""
    return tuple(dict.fromkeys(signal.file for signal in parse(data).signals))


def _record_line(words: list[str]) -> tuple[float, int, int]:
    require(
        len(words) >= 4,
        "header",
        "the record line is too short",
        limit="name signals Hz samples",
        given=len(words),
    )
    require(
        "/" not in words[0],
        "header",
        "records of several segments are not read",
        limit="one segment",
        given=words[0],
    )
    fs_hz = check_rate_hz(_number("fs_hz", words[2].split("/")[0].split("(")[0]))
    samples = _whole("samples", words[3])
    check_duration(samples / fs_hz)
    count = _whole("signals", words[1])
    require(
        1 <= count <= limits.MAX_SIGNALS,
        "signals",
        "the number of signals is out of range",
        limit=f"1 to {limits.MAX_SIGNALS}",
        given=count,
    )
    return fs_hz, samples, count


def _signal(line: str) -> Signal:
    words = line.split(maxsplit=8)
    require(len(words) >= 3, "header", "a signal line is too short", limit="file format gain", given=line)
    name, kind = words[:2]
    require(
        bool(_PLAIN_NAME.fullmatch(name)),
        "companions",
        "the data file must lie beside the header",
        limit="a plain file name",
        given=name,
    )
    require(kind == "16", "format", "this sample format is not read", limit="16", given=kind)
    gain, baseline = _scale(words[2], words[4] if len(words) > 4 else "0")
    first = _whole("header", words[5], signed=True) if len(words) > 5 else None
    checksum = _whole("header", words[6], signed=True) if len(words) > 6 else None
    return Signal(name, gain, baseline, first, checksum, words[8] if len(words) > 8 else "")


def _scale(word: str, adc_zero: str) -> tuple[float, int]:
    """Return gain and baseline; without a baseline of its own the ADC zero counts."""
    match = _GAIN.fullmatch(word)
    if match is None:
        raise FormatError("gain", "the gain cannot be read", "gain(baseline)/unit", word)
    gain = _number("gain", match["gain"])
    require(gain > 0, "gain", "the gain must be above 0", limit="above 0", given=gain)
    return gain, _whole("gain", match["baseline"] or adc_zero, signed=True)


def _number(field: str, word: str) -> float:
    if not re.fullmatch(r"[0-9.eE+-]{1,20}", word):
        raise FormatError(field, "this is not a number", "a number", word)
    try:
        return float(word)
    except ValueError as error:
        raise FormatError(field, "this is not a number", "a number", word) from error


def _whole(field: str, word: str, *, signed: bool = False) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,12}" if signed else r"[0-9]{1,12}", word):
        raise FormatError(field, "this is not a whole number", "a whole number", word)
    return int(word)


def _details(comments: Iterable[str]) -> dict[str, str]:
    """Comments of the form `#key  value`; headings (`#--`) and words without a value are left out."""
    details: dict[str, str] = {}
    for comment in comments:
        words = re.split(r"\s{2,}|\t", comment.lstrip("#").strip(), maxsplit=1)
        if len(words) == 2 and len(details) < MAX_DETAILS:
            details[words[0][:60]] = words[1][:60]
    return details

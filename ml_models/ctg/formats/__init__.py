"""File formats of cardiotocograms: one subpackage each, one registry, one door.

A new format is a subpackage with a `FORMAT` and one line in `_FORMATS`; the conformance tests pick it up.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.formats import csv_text, edf, fhrma, json_text, wfdb
from ml_models.ctg.formats.base import Format
from ml_models.ctg.recording import Recording

_FORMATS: tuple[Format, ...] = (
    fhrma.FHR,
    fhrma.FHRM,
    wfdb.FORMAT,
    edf.FORMAT,
    csv_text.FORMAT,
    json_text.FORMAT,
)
BY_SUFFIX: Mapping[str, Format] = {suffix: format for format in _FORMATS for suffix in format.suffixes}


def format_of(filename: str) -> Format:
    """Return the format that the extension of `filename` names."""
    suffix = Path(filename.replace("\0", "")).suffix.lower()
    if suffix not in BY_SUFFIX:
        raise FormatError(
            "file", "the extension is not one of a cardiotocogram", ", ".join(BY_SUFFIX), suffix or "none"
        )
    return BY_SUFFIX[suffix]


def read_bytes(data: bytes, filename: str, *, companions: Mapping[str, bytes] | None = None) -> Recording:
    """Read a recording out of memory.

    `filename` tells the format by its extension (for WFDB the `.hea`). `companions` are further files by
    name, for WFDB the `.dat` that the header names. Raises `FormatError`, and nothing else, on bad content.
    """
    format = format_of(filename)
    _check_size(format, len(data), filename)
    for name, content in (companions or {}).items():
        _check_size(format, len(content), name)
    return format.read(bytes(data), dict(companions or {}))


def read(path: str | Path) -> Recording:
    """Read a recording from a local file (WFDB: the `.hea`, its data file beside it).

    Raises `FormatError` on bad content and `OSError` where the file itself cannot be opened.
    """
    path = Path(path)
    format = format_of(path.name)
    _check_size(format, path.stat().st_size, path.name)
    data = path.read_bytes()
    return format.read(data, {name: _beside(path, name, format) for name in format.companions_of(data)})


def write_bytes(recording: Recording, filename: str) -> bytes:
    """Return `recording` in the format that the extension names (.fhr, .fhrm, .csv, .json)."""
    format = format_of(filename)
    if format.write is None:
        raise FormatError(
            "file", "this format is only read", ".fhr, .fhrm, .csv, .json", Path(filename).suffix
        )
    return format.write(recording)


def write(recording: Recording, path: str | Path) -> None:
    """Write `recording` to `path`; the extension names the format."""
    Path(path).write_bytes(write_bytes(recording, Path(path).name))


def _check_size(format: Format, size: int, name: str) -> None:
    require(size > 0, "file", "the file is empty", limit="at least one sample", given=name)
    require(
        size <= format.max_bytes,
        "file",
        "the file is too large for one recording",
        limit=f"{format.max_bytes} bytes",
        given=f"{size} bytes",
    )


def _beside(path: Path, name: str, format: Format) -> bytes:
    """Read a companion that lies in the same folder; never follow it elsewhere."""
    other = path.with_name(name)
    if not other.is_file():
        raise FormatError("companions", "the data file that the header names is missing", name)
    require(
        other.resolve().parent == path.resolve().parent,
        "companions",
        "the data file lies in another folder",
        limit="the folder of the header",
        given=name,
    )
    _check_size(format, other.stat().st_size, name)
    return other.read_bytes()

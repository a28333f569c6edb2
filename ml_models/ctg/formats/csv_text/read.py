"""Text of a CSV file in, recording out. A day of trace takes about a second."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ml_models.ctg import limits
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.formats.base import decoded
from ml_models.ctg.grid import on_grid, since_start, step_of
from ml_models.ctg.recording import RATE_CHANNELS, FloatArray, Recording, Source, rate_resolution_bpm

COLUMNS = ("t_s", "fhr1_bpm", "fhr2_bpm", "mhr_bpm", "toco", "movement_marks", "quality")
REQUIRED = ("t_s", "fhr1_bpm")
_NUMERIC = b"0123456789+-.eE, \t\n"
_COMMA, _NEWLINE = ord(","), ord("\n")


def read(data: bytes, companions: Mapping[str, bytes]) -> Recording:
    """Read the project's CSV; raises `FormatError`."""
    head, body = _split(data)
    names = _columns(head)
    table = _numbers(body, names)
    channels = {name: table[:, place] for place, name in enumerate(names) if name != "t_s"}
    rates = [
        np.where(values == 0, np.nan, values) for name, values in channels.items() if name in RATE_CHANNELS
    ]
    t_s, start = since_start(table[:, 0])
    step_s = step_of(t_s)
    gridded = on_grid(t_s, channels, step_s)
    source = Source("csv", round(1 / step_s, 3), rate_resolution_bpm(rates))
    return Recording.from_channels(gridded, start=start, source=source)


def _split(data: bytes) -> tuple[str, bytes]:
    """Return the header line and the rest with plain line ends."""
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    head, _, body = data.partition(b"\n")
    require(
        len(head) <= 200,
        "header",
        "the first line is not the header of a cardiotocogram",
        limit=",".join(COLUMNS),
        given=f"{len(head)} characters",
    )
    return decoded(head), body.rstrip(b"\n")


def _columns(head: str) -> list[str]:
    names = [name.strip() for name in head.split(",")]
    known = [name for name in COLUMNS if name in names]
    require(
        names == known,
        "header",
        "columns are unknown, doubled or out of order",
        limit=",".join(COLUMNS),
        given=head,
    )
    for name in REQUIRED:
        require(name in names, name, "the column is missing", limit=",".join(COLUMNS), given=head)
    return names


def _numbers(body: bytes, names: list[str]) -> FloatArray:
    """Return the cells as floats of shape (rows, columns), NaN where a cell is empty."""
    require(len(body) > 0, "file", "there are no rows below the header", limit="at least 2 rows", given=0)
    _check_characters(body)
    _check_shape(body, len(names))
    try:
        return _cells(body).reshape(-1, len(names))
    except ValueError as error:
        raise FormatError("file", "a cell is not a number", "digits with a point, or empty") from error


def _cells(body: bytes) -> FloatArray:
    """Return every cell as a float, NaN where it is empty; raises ValueError.

    A separator that directly follows another one (or nothing) ends an empty cell. These are taken out, so
    that what is left can be parsed in one go.
    """
    if b" " in body or b"\t" in body:  # a cell of blanks would be parsed as a number: slower, but right
        return np.array([float(cell) if cell else np.nan for cell in body.replace(b"\n", b",").split(b",")])
    letters = np.frombuffer(body, dtype=np.uint8)
    is_end = (letters == _COMMA) | (letters == _NEWLINE)
    follows_end = np.concatenate(([True], is_end[:-1]))
    is_empty = np.append(follows_end[is_end], is_end[-1])
    kept = letters[~(is_end & follows_end)].tobytes().replace(b"\n", b",").rstrip(b",")
    cells = np.full(is_empty.size, np.nan)
    cells[~is_empty] = np.fromstring(kept, dtype=np.float64, sep=",")
    return cells


def _check_characters(body: bytes) -> None:
    foreign = body.translate(None, _NUMERIC)
    if foreign:
        line = body.count(b"\n", 0, body.index(foreign[:1])) + 2
        given = decoded(body.split(b"\n")[line - 2])
        raise FormatError(
            "file", f"line {line} holds something other than numbers", "digits with a point, or empty", given
        )


def _check_shape(body: bytes, columns: int) -> None:
    """Count rows, and commas in each row, before anything is parsed."""
    letters = np.frombuffer(body, dtype=np.uint8)
    ends = np.append(np.flatnonzero(letters == _NEWLINE), letters.size)
    require(
        ends.size <= limits.MAX_SOURCE_ROWS,
        "file",
        "there are too many rows",
        limit=limits.MAX_SOURCE_ROWS,
        given=int(ends.size),
    )
    commas = np.diff(np.searchsorted(np.flatnonzero(letters == _COMMA), ends), prepend=0)
    wrong = commas != columns - 1
    require(
        not wrong.any(),
        "file",
        f"line {int(wrong.argmax()) + 2} has another number of cells than the header",
        limit=f"{columns} cells",
        given=f"{int(commas[wrong.argmax()]) + 1} cells",
    )

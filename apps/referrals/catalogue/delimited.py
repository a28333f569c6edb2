"""Tab and comma separated text. The first line names the columns; what separates them is read off it."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from apps.referrals.catalogue.findings import FeedRefused, Finding, Raw
from apps.referrals.catalogue.names import column_name

LONGEST_LINE: Final = 8 * 1024 * 1024
"""Letters of one row: a description of 2 MB fits, a file without an end of line does not."""
MOST_COLUMNS: Final = 500
MOST_LINES_OF_ROW: Final = 1_000
END: Final = "\x00end\x00"
csv.field_size_limit(LONGEST_LINE)


class Lines:
    """Lines with their ends, as `csv` wants them. Knows the number of the last one."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        left = ""
        for piece in self._pieces:
            left += piece
            if len(left) > LONGEST_LINE and "\n" not in left and "\r" not in left:
                raise FeedRefused("line_too_long", line=self.number + 1, limit=LONGEST_LINE)
            # a return at the very end may be the first half of an end of line
            lines = _split(left[:-1] if left.endswith("\r") else left)
            left = lines.pop() + ("\r" if left.endswith("\r") else "")
            for line in lines:
                self.number += 1
                yield line
        for line in _split(left):
            if line:
                self.number += 1
                yield line


def _split(text: str) -> list[str]:
    """Return lines with their ends; the last one has none, and may be empty."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), lines[-1]]


def items(pieces: Iterator[str], *, separators: str) -> Iterator[Raw]:
    """Yield the rows. Raises FeedRefused where there is no header, or none with an `id`."""
    lines = Lines(pieces)
    source = iter(lines)
    header = next((line for line in source if line.strip()), "").lstrip("\ufeff")
    separator = max(separators, key=header.count)
    names = [column_name(name) for name in next(csv.reader([header], delimiter=separator), [])]
    if "id" not in names or len(names) > MOST_COLUMNS:
        raise FeedRefused("header", line=lines.number, limit=header.strip()[:60])
    read = _tabbed if separator == "\t" else _quoted
    number = 0
    for line, cells in read(source, lines, separator, len(names)):
        if len(cells) <= 1 and not "".join(cells).strip():
            continue
        number += 1
        yield _raw(number, line, names, cells)
    if not number:
        raise FeedRefused("no_items")


class _Ahead:
    """Numbered lines of which some, looked at already, come again."""

    def __init__(self, source: Iterator[str], lines: Lines) -> None:
        self._source, self._lines = source, lines
        self._waiting: deque[tuple[int, str]] = deque()

    def take(self) -> tuple[int, str] | None:
        """Return the next line; None at the end."""
        if self._waiting:
            return self._waiting.popleft()
        line = next(self._source, None)
        return None if line is None else (self._lines.number, line)

    def give_back(self, taken: list[tuple[int, str]]) -> None:
        """Let lines come again."""
        self._waiting.extendleft(reversed(taken))


def _quoted(
    source: Iterator[str], lines: Lines, separator: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Quoted cells may hold separators, ends of lines, doubled quotes. One that is never closed, or closed by the quote
    that opens another, costs its own line and no other."""
    ahead = _Ahead(source, lines)
    while (one := ahead.take()) is not None:
        first, text = one
        cells = _closed([text], separator)
        if cells is None:
            taken: list[tuple[int, str]] = []
            cells = _over_lines(text, ahead, taken, separator, width)
            if cells is None:
                ahead.give_back(taken)
        yield first, [END] if cells is None else cells


def _closed(parts: list[str], separator: str) -> list[str] | None:
    """Return the cells of a row; None where a quote is open at its end, or one has closed nothing for too long."""
    if len(parts) == 1 and '"' not in parts[0]:
        return parts[0].rstrip("\n").split(separator)
    try:
        cells = next(csv.reader([*parts, END], delimiter=separator))
    except csv.Error:
        return None
    return None if cells and cells[-1].endswith(END) else cells


def _over_lines(
    text: str, ahead: _Ahead, taken: list[tuple[int, str]], separator: str, width: int
) -> list[str] | None:
    """Return the cells of a row over several lines; None where no line closes it well. What was read is in `taken`."""
    size, parts = len(text), [text]
    while len(taken) < MOST_LINES_OF_ROW and size < LONGEST_LINE and (more := ahead.take()) is not None:
        taken.append(more)
        parts.append(more[1])
        size += len(more[1])
        if '"' in more[1] and _closed(parts, separator) is not None:
            return _strictly(parts, separator, width)
    return None


def _strictly(parts: list[str], separator: str, width: int) -> list[str] | None:
    """Return the cells of a closed row; None where a quote closes a cell that goes on, or there are more than columns."""
    try:
        cells = next(csv.reader(parts, delimiter=separator, strict=True))
    except csv.Error:
        return None
    return cells if len(cells) <= width else None


def _tabbed(
    source: Iterator[str], lines: Lines, separator: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Most files quote nothing, and a quote is an inch sign. A row goes on where its last cell has opened a quote that a
    line further down closes; else the quote is one, and the lines are rows."""
    ahead = _Ahead(source, lines)
    while (one := ahead.take()) is not None:
        first, text = one
        cells = text.rstrip("\n").split(separator)
        if len(cells) <= width and _is_open(cells[-1]):
            taken: list[tuple[int, str]] = []
            joined = _joined(text, ahead.take, taken, separator, width)
            if joined is None:
                ahead.give_back(taken)
            cells = joined or cells
        yield first, [_unquoted(cell) for cell in cells]


def _joined(
    text: str,
    take: Callable[[], tuple[int, str] | None],
    taken: list[tuple[int, str]],
    separator: str,
    width: int,
) -> list[str] | None:
    """Return the cells of a row over several lines; None where no line closes it, or one is a row by itself.

    What was read is in `taken`.
    """
    while len(taken) < MOST_LINES_OF_ROW and len(text) < LONGEST_LINE and (more := take()) is not None:
        taken.append(more)
        if _is_row(more[1], separator, width):
            return None
        text += more[1]
        if more[1].count('"') % 2 == 0:
            continue
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        if len(cells) == width:
            return cells
    return None


def _is_open(cell: str) -> bool:
    return cell.startswith('"') and cell.count('"') % 2 == 1


def _is_row(line: str, separator: str, width: int) -> bool:
    """Say whether a line has all cells of a row: then it goes on no other, unless its first cell closes a quote."""
    return line.count(separator) >= width - 1 and not line.partition(separator)[0].endswith('"')


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"' and cell[1:-1].replace('""', "").count('"') == 0:
        return cell[1:-1].replace('""', '"')
    return cell


def _raw(number: int, line: int, names: list[str], cells: list[str]) -> Raw:
    faults = []
    if cells == [END]:
        return Raw(number, line, {}, [Finding("", "quoting")])
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        faults.append(Finding("", "columns", f"{len(cells)} of {len(names)}"))
    elif len(cells) < len(names):
        faults.append(Finding("", "columns", f"{len(cells)} of {len(names)}", is_refused=False))
    values: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        cell = cell.strip()
        if cell and name:
            before = values.get(name)
            values[name] = (
                cell if before is None else [*(before if isinstance(before, list) else [before]), cell]
            )
    return Raw(number, line, values, faults)

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


def _quoted(
    source: Iterator[str], lines: Lines, separator: str, _width: int
) -> Iterator[tuple[int, list[str]]]:
    """Quoted cells may hold separators, ends of lines, doubled quotes. One that is never closed shows at the end."""

    def with_end() -> Iterator[str]:
        yield from source
        yield END

    reader = csv.reader(with_end(), delimiter=separator)
    first = lines.number + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FeedRefused("quoting", line=first, limit=LONGEST_LINE) from error
        if cells and cells[-1].endswith(END):
            if cells != [END]:
                yield first, [END]
            return
        yield first, cells
        first = lines.number + 1


def _tabbed(
    source: Iterator[str], lines: Lines, separator: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Most files quote nothing, and a quote is an inch sign. A row goes on where its last cell has opened a quote that a
    line further down closes; else the quote is one, and the lines are rows."""
    waiting: deque[tuple[int, str]] = deque()

    def take() -> tuple[int, str] | None:
        if waiting:
            return waiting.popleft()
        line = next(source, None)
        return None if line is None else (lines.number, line)

    while (one := take()) is not None:
        first, text = one
        cells = text.rstrip("\n").split(separator)
        if len(cells) <= width and _is_open(cells[-1]):
            taken: list[tuple[int, str]] = []
            joined = _joined(text, take, taken, separator, width)
            if joined is None:
                waiting.extendleft(reversed(taken))
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

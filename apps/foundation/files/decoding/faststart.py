"""Moves the index of an M4A to its front, so that a player starts before everything has arrived.

The writer's own way to do so reopens its file by name, and there is none.
"""

from __future__ import annotations

from typing import Final

from apps.foundation.files.boxes import Box, boxes

CONTAINERS: Final = frozenset({b"trak", b"mdia", b"minf", b"stbl"})


def moov_first(content: bytes) -> bytes:
    """Return the same file with `moov` before `mdat`, every offset in it moved on by as much."""
    parts = list(boxes(content))
    moov = next(box for box in parts if box.name == b"moov")
    data = next(box for box in parts if box.name == b"mdat")
    if moov.start < data.start:
        return content
    index = bytearray(content[moov.start : moov.end])
    for table in _offset_tables(bytes(index)):
        _move(index, table, by=len(index))
    others = b"".join(content[box.start : box.end] for box in parts if box is not moov and box is not data)
    return others + bytes(index) + content[data.start : data.end]


def _offset_tables(index: bytes) -> list[Box]:
    waiting, found = [next(boxes(index))], []
    while waiting:
        around = waiting.pop()
        for box in boxes(index, around.body, around.end):
            if box.name in CONTAINERS:
                waiting.append(box)
            elif box.name in (b"stco", b"co64"):
                found.append(box)
    return found


def _move(index: bytearray, table: Box, *, by: int) -> None:
    width = 8 if table.name == b"co64" else 4
    first = table.body + 8
    count = int.from_bytes(index[table.body + 4 : first], "big")
    for at in range(first, first + count * width, width):
        moved = int.from_bytes(index[at : at + width], "big") + by
        index[at : at + width] = moved.to_bytes(width, "big")

"""Boxes of ISO base media files (HEIC, M4A): where each begins and ends. Reads headers only, never recursively."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_BOXES: Final = 10_000


class BrokenBox(ValueError):
    """A box that begins or ends outside the one around it."""


@dataclass(frozen=True)
class Box:
    """`start`: its first byte; `body`: the first after its header; `end`: the first after it."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(content: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Yield the boxes that lie side by side between two places. Raises BrokenBox."""
    end = len(content) if end is None else end
    for _ in range(MOST_BOXES):
        if start == end:
            return
        box = _box_at(content, start, end)
        yield box
        start = box.end
    raise BrokenBox("too many boxes")


def _box_at(content: bytes, start: int, end: int) -> Box:
    if start + 8 > end:
        raise BrokenBox("a header is cut off")
    size, name, body = int.from_bytes(content[start : start + 4], "big"), content[start + 4 : start + 8], 8
    if size == 1:
        size, body = int.from_bytes(content[start + 8 : start + 16], "big"), 16
    elif size == 0:
        size = end - start
    if size < body or start + size > end:
        raise BrokenBox("a box ends outside the one around it")
    return Box(name, start, start + body, start + size)


def inside(content: bytes, path: tuple[bytes, ...]) -> Iterator[Box]:
    """Yield every box at a path such as (meta, iprp, ipco, ispe). Raises BrokenBox."""
    places = [(0, len(content))]
    for depth, name in enumerate(path):
        found = [box for start, end in places for box in boxes(content, start, end) if box.name == name]
        if depth == len(path) - 1:
            yield from found
        # `meta` is a full box: four bytes of version and flags stand before its children.
        places = [(box.body + 4 * (name == b"meta"), box.end) for box in found]

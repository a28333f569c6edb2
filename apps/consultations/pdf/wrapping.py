"""Where a line ends: at spaces, between Chinese characters, and inside a word only where it is longer than a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

HAN: Final = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
OPENING: Final = "（「『【《〈［｛“‘"
CLOSING: Final = "，。、；：？！）」』】》〉］｝”’…％,.;:?!)"
PIECE: Final = re.compile(rf"[{OPENING}]*[{HAN}][{re.escape(CLOSING)}]*|[^\s{HAN}{OPENING}]+|[{OPENING}]|\s+")
"""What is not torn apart. No line begins with a closing sign or ends with an opening one."""

Width = Callable[[str], float]


def lines(text: str, width_of: Width, room: float) -> Iterator[str]:
    """Yield the lines of one paragraph; `width_of(sign)` in the unit of `room`."""
    line, used = "", 0.0
    for piece in _short_pieces(text, width_of, room):
        width = sum(map(width_of, piece))
        if line and used + width > room and not piece.isspace():
            yield line.rstrip()
            line, used = "", 0.0
        line, used = line + piece, used + width
    if line.strip():
        yield line.rstrip()


def _short_pieces(text: str, width_of: Width, room: float) -> Iterator[str]:
    for piece in PIECE.findall(text):
        if sum(map(width_of, piece)) <= room or piece.isspace():
            yield piece
        else:
            yield from piece  # an address, or a key held down: sign by sign

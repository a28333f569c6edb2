"""How many pixels a picture claims, read from its header: before anything is decoded, and in the web process."""

from __future__ import annotations

from typing import Final

from apps.foundation.files.boxes import BrokenBox, inside
from apps.foundation.files.kinds import HEIC, JPEG, PNG, WEBP, Format
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused

Size = tuple[int, int]
# Start of frame: every way to compress but the tables (DHT, JPG, DAC) that have numbers among them.
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
HEIC_SEQUENCES: Final = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
"""Brands of files that hold a sequence. A single photo may carry a short film beside it in a file of its own."""


def size_of(content: bytes, known: Format) -> Size:
    """Return (width, height) in pixels as the header claims them. Raises Refused where it claims none."""
    readers = {PNG: _png, JPEG: _jpeg, WEBP: _webp, HEIC: _heic}
    width, height = readers[known](content) or (0, 0)
    if not (width and height):
        raise Refused(Reason.UNREADABLE, detail="no size in the header")
    return width, height


def require_size(size: Size, limits: Limits) -> None:
    """Raise Refused for more pixels, or a longer side, than is taken."""
    width, height = size
    if width * height > limits.pixels:
        raise Refused(Reason.TOO_MANY_PIXELS, limit=limits.pixels)
    if max(width, height) > limits.side_px:
        raise Refused(Reason.TOO_LONG_SIDE, limit=limits.side_px)


def is_animated(content: bytes, known: Format) -> bool:
    """Say whether a picture holds several that follow each other. A HEIC of several photos counts as one that moves."""
    if known is PNG:
        return b"acTL" in content[: content.find(b"IDAT") if b"IDAT" in content else None]
    if known is WEBP:
        return content[12:16] == b"VP8X" and bool(content[20] & 0x02)
    if known is HEIC:
        return bool(HEIC_SEQUENCES & {content[at : at + 4] for at in (8, *range(16, 64, 4))})
    return False


def _png(content: bytes) -> Size | None:
    if content[8:16] != b"\x00\x00\x00\rIHDR" or len(content) < 24:
        return None
    return _big(content, 16, 4), _big(content, 20, 4)


def _jpeg(content: bytes) -> Size | None:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in WITHOUT_LENGTH:
            at += 2
        elif marker in FRAMES:
            return (_big(content, at + 7, 2), _big(content, at + 5, 2)) if at + 9 <= len(content) else None
        elif marker in (START_OF_SCAN, END_OF_IMAGE):
            return None
        else:
            at += 2 + max(2, _big(content, at + 2, 2))
    return None


def _webp(content: bytes) -> Size | None:
    name, data = content[12:16], content[20:30]
    if len(data) < 10:
        return None
    if name == b"VP8X":
        return 1 + _little(data, 4, 3), 1 + _little(data, 7, 3)
    if name == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        return _little(data, 6, 2) & 0x3FFF, _little(data, 8, 2) & 0x3FFF
    if name == b"VP8L" and data[0] == 0x2F:
        bits = _little(data, 1, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _heic(content: bytes) -> Size | None:
    """The largest of what the file holds: a photo is a grid of tiles, with previews beside it."""
    try:
        found = list(inside(content, (b"meta", b"iprp", b"ipco", b"ispe")))
    except BrokenBox as error:
        raise Refused(Reason.UNREADABLE, detail=str(error)) from error
    sizes = [(_big(content, box.body + 4, 4), _big(content, box.body + 8, 4)) for box in found]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _big(content: bytes, at: int, count: int) -> int:
    return int.from_bytes(content[at : at + count], "big")


def _little(content: bytes, at: int, count: int) -> int:
    return int.from_bytes(content[at : at + count], "little")

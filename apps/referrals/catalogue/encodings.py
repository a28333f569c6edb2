"""Which letters the bytes are: a byte order mark, then what is declared, then UTF-8.

Two mistakes are common and are understood: Latin-1 is declared and the bytes are UTF-8; UTF-16 without a mark. Bytes
that are no letters become U+FFFD here, and whoever holds one is refused with its line: the rest of the feed holds.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import Final

from apps.referrals.catalogue.findings import FeedRefused

NO_LETTER: Final = "\ufffd"
PIECE_BYTES: Final = 256 * 1024
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ONE_BYTE: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii", "latin_1"})
"""Every byte is a letter in these, so that a wrong declaration never fails by itself."""

Read = Callable[[int], bytes]


def mark_of(head: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark names and the mark's length; None without one."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, len(mark)
    return None


def without_mark(head: bytes) -> str | None:
    """Return UTF-16 where every second byte of the beginning is zero, as of plain letters."""
    if len(head) < 4 or head[:4].count(0) != 2:
        return None
    if head[1] == head[3] == 0:
        return "utf-16-le"
    return "utf-16-be" if head[0] == head[2] == 0 else None


def known(declared: str) -> str:
    """Return Python's name of a declared encoding. Raises FeedRefused."""
    try:
        info = codecs.lookup(declared.strip().strip("\"'"))
    except (LookupError, ValueError) as error:
        raise FeedRefused("encoding", limit=declared[:40]) from error
    if not info._is_text_encoding:
        raise FeedRefused("encoding", limit=declared[:40])
    return info.name


def is_utf8(read: Read) -> bool:
    """Say whether all bytes are UTF-8 and some are more than ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    more = False
    try:
        while piece := read(PIECE_BYTES):
            more = more or not piece.isascii()
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return more


def letters(read: Read, encoding: str, *, skip: int = 0) -> Iterator[str]:
    """Yield pieces of text, never empty. Raises whatever `read` raises."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while piece := read(PIECE_BYTES):
        text = decoder.decode(piece[skip:])
        skip = max(0, skip - len(piece))
        if text:
            yield text
    if text := decoder.decode(b"", final=True):
        yield text

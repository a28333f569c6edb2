"""From bytes to raw items, whatever the form: XML (RSS 2.0, Atom), tab or comma separated, JSON array, JSON lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from apps.referrals.catalogue import delimited, encodings, json_forms, xml_form
from apps.referrals.catalogue.findings import FeedRefused, Raw
from apps.referrals.catalogue.opening import Bounded, Limits, unpacked

FORMS: Final = ("xml", "tsv", "csv", "json", "jsonl")
HEAD_BYTES: Final = 4_096
DECLARED_IN_XML: Final = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


@dataclass
class Feed:
    """An opened feed: its form, how its bytes were read, and how far the file has been read."""

    form: str
    encoding: str
    items: Iterator[Raw]
    position: Callable[[], int]


@dataclass
class _Opened:
    """A stream whose beginning has been looked at."""

    stream: Bounded
    head: bytes

    def read(self, size: int) -> bytes:
        """Return the beginning, then the rest."""
        if self.head:
            piece, self.head = self.head, b""
            return piece
        return self.stream.read(size)


def opened(
    open_file: Callable[[], IO[bytes]], *, form: str = "", charset: str = "", limits: Limits | None = None
) -> Feed:
    """Open a feed. `form` and `charset` are what the partner or a header says; empty: found out. Raises FeedRefused.

    `open_file` returns the file at its beginning, each time anew.
    """
    source = _looked_at(open_file, limits)
    encoding, skip = _encoding(source.head, charset, open_file, limits)
    head = source.head[skip:].decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    form = _form(head, form)
    text = encodings.letters(source.read, encoding, skip=skip)
    readers = {
        "xml": xml_form.items,
        "json": json_forms.array,
        "jsonl": json_forms.lines,
        "tsv": lambda pieces: delimited.items(pieces, separators="\t"),
        "csv": lambda pieces: delimited.items(pieces, separators=",;|"),
        "text": lambda pieces: delimited.items(pieces, separators="\t,;|"),
    }
    return Feed(form, encoding, readers[form](text), source.stream.position)


def _looked_at(open_file: Callable[[], IO[bytes]], limits: Limits | None) -> _Opened:
    stream = unpacked(open_file(), limits)
    head = b""
    while len(head) < HEAD_BYTES and (piece := stream.read(HEAD_BYTES)):
        head += piece
    if not head.strip():
        raise FeedRefused("empty")
    return _Opened(stream, head)


def _encoding(
    head: bytes, charset: str, open_file: Callable[[], IO[bytes]], limits: Limits | None
) -> tuple[str, int]:
    """Return the encoding and how many bytes its mark has."""
    marked = encodings.mark_of(head)
    if marked:
        return marked
    if guessed := encodings.without_mark(head):
        return guessed, 0
    said = DECLARED_IN_XML.match(head.decode("latin-1"))
    declared = encodings.known(said.group(1) if said else charset or "utf-8")
    if declared.startswith(("utf-16", "utf-32")):  # the declaration itself could not have been read
        return "utf-8", 0
    if declared in encodings.ONE_BYTE and encodings.is_utf8(_looked_at(open_file, limits).read):
        return "utf-8", 0
    return declared, 0


def _form(head: str, declared: str) -> str:
    """Return the form: what the content shows beyond doubt, then what is declared."""
    if head.startswith("<"):
        return "xml"
    if head.startswith("["):
        return "json"
    if head.startswith("{"):
        return "jsonl" if json_forms.array_at(head) is None else "json"
    if declared in ("tsv", "csv"):
        return declared
    if declared in ("", "text", "txt"):
        return "text"
    raise FeedRefused("form", limit=declared[:20])

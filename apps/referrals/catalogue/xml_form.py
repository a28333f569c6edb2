"""RSS 2.0 and Atom with the merchant namespace, in constant memory.

No document type, no entity but the five of XML, no network: a document that brings its own is refused before the parser
sees it. A document that does not end as it should is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree

from apps.referrals.catalogue.findings import FeedRefused, Raw
from apps.referrals.catalogue.names import column_name

MERCHANT: Final = "{http://base.google.com/ns/1.0}"
ATOM: Final = "{http://www.w3.org/2005/Atom}"
OWN: Final = "{urn:kaishi:product:1}"
ITEMS: Final = ("item", f"{ATOM}entry", "entry")
LONGEST_PROLOG: Final = 65_536
MOST_LINES: Final = 65_534
"""The parser counts no further."""
NO_TEXT: Final = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
"""Control signs that XML forbids and that stand in feeds all the same; none is part of another letter in UTF-8."""
BEFORE_ROOT: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
ROOT: Final = re.compile(r"<[^\s<>!?]")
DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]*\?>")
OWN_NAMES: Final = {
    f"{ATOM}summary": "description",
    f"{ATOM}content": "description",
    f"{ATOM}updated": "",
    f"{ATOM}published": "",
    f"{ATOM}author": "",
    "guid": "",
    "pubDate": "",
}


def items(pieces: Iterator[str]) -> Iterator[Raw]:
    """Yield the items of a document. Raises FeedRefused."""
    parser = etree.XMLPullParser(
        events=("end",),
        tag=ITEMS,
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    number = 0
    try:
        for piece in _checked(pieces):
            parser.feed(piece)
            for _event, element in parser.read_events():
                if not number:
                    _require_no_type(element)
                number += 1
                yield _raw(element, number)
                _forget(element)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise FeedRefused("xml", line=error.lineno, limit=error.code) from error
    if not number:
        raise FeedRefused("no_items")


def _checked(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield the document in UTF-8. What stands before its root is read first, and refused where it defines anything."""
    prolog, is_checked = b"", False
    for piece in pieces:
        content = piece.encode("utf-8", "replace").translate(None, NO_TEXT)
        if is_checked:
            yield content
            continue
        prolog += content
        if is_checked := _is_harmless(prolog.decode()):
            yield _beginning(prolog.decode())
            prolog = b""
    if not is_checked:
        raise FeedRefused("xml", line=1)


def _is_harmless(prolog: str) -> bool:
    """Say whether the root has been reached and nothing was defined before it: of the very text that will be parsed.

    Raises FeedRefused.
    """
    at = 0
    prolog = prolog.lstrip("\ufeff")
    while found := BEFORE_ROOT.match(prolog, at):
        at = found.end()
    if prolog.startswith("<!", at) and prolog[at + 2 : at + 3] not in ("", "-"):
        raise FeedRefused("doctype", line=prolog.count("\n", 0, at) + 1)
    if ROOT.match(prolog, at):
        return True
    if len(prolog) > LONGEST_PROLOG:
        raise FeedRefused("prolog", limit=LONGEST_PROLOG)
    return False


def _beginning(text: str) -> bytes:
    """Without its declaration, which may name an encoding that the bytes no longer have; lines stay where they are."""
    content = text.lstrip("\ufeff \t\r\n").encode()
    return DECLARATION.sub(lambda found: b"\n" * found.group().count(b"\n"), content, count=1)


def _require_no_type(element: Any) -> None:
    """Ask the parser too whether the document has brought a type. Raises FeedRefused."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise FeedRefused("doctype")


def _forget(element: Any) -> None:
    """Let go of what has been read: a tree of a million items does not fit."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _raw(element: Any, number: int) -> Raw:
    """What the merchant names say wins over the elements of RSS and Atom; of those the first of a name counts."""
    values: dict[str, Any] = {}
    weak: dict[str, Any] = {}
    for child in element:
        name, is_merchant, is_foreign = NAMED[child.tag]
        content = _content(child) if len(child) else child.text or ""
        if not is_merchant:
            if is_foreign:
                _refuse_other_g(element)
            if name == "link" and child.get("href"):
                content = child.get("href") if child.get("rel", "alternate") == "alternate" else ""
            if name and content:
                weak.setdefault(name, content)
        elif name in values:
            before = values[name]
            values[name] = [*before, content] if isinstance(before, list) else [before, content]
        else:
            values[name] = content
    for name, content in weak.items():
        values.setdefault(name, content)
    line = element.sourceline
    return Raw(number, line if line and line <= MOST_LINES else None, values, [], is_storable=True)


class Named(NamedTuple):
    """An attribute's name, empty where it is of no interest; whether the merchant's vocabulary (or ours) has it; whether
    it is of a vocabulary that nobody knows."""

    name: str
    is_merchant: bool
    is_foreign: bool


class _Names(dict[str, Named]):
    """Names by tag, remembered. An entity has no tag, and there are none in what we read. Raises FeedRefused."""

    def __missing__(self, tag: Any) -> Named:
        if not isinstance(tag, str):
            raise FeedRefused("doctype")
        if len(self) >= MOST_NAMES:
            self.clear()
        self[tag] = found = _named(tag)
        return found


MOST_NAMES: Final = 4_096
NAMED: Final = _Names()


def _named(tag: str) -> Named:
    for vocabulary in (MERCHANT, OWN):
        if tag.startswith(vocabulary):
            return Named(column_name(tag[len(vocabulary) :]), is_merchant=True, is_foreign=False)
    name = OWN_NAMES.get(tag, tag.removeprefix(ATOM))
    is_foreign = tag.startswith("{") and not tag.startswith(ATOM)
    return Named(
        name if name.startswith("{") else column_name(name), is_merchant=False, is_foreign=is_foreign
    )


def _refuse_other_g(element: Any) -> None:
    bound = element.nsmap.get("g")
    if bound is not None and f"{{{bound}}}" != MERCHANT:
        raise FeedRefused("namespace", line=element.sourceline, limit=str(bound)[:60])


def _tag(element: Any) -> str:
    """Return an element's name. An entity has none, and there are none in what we read. Raises FeedRefused."""
    if not isinstance(element.tag, str):
        raise FeedRefused("doctype", line=element.sourceline)
    return element.tag


def _content(child: Any) -> Any:
    """Return the parts of what is nested as a dictionary, or its text where the parts are HTML."""
    if all(_tag(part).startswith((MERCHANT, OWN)) for part in child):
        return {part.tag.rpartition("}")[2].lower(): part.text or "" for part in child}
    return " ".join(child.itertext())

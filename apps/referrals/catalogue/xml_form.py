"""RSS 2.0 and Atom with the merchant namespace, in constant memory.

No document type, no entity but the five of XML, no network: a document that brings its own is refused before the parser
sees it. A document that does not end as it should is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

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
    prolog, is_checked = "", False
    for piece in pieces:
        if is_checked:
            yield piece.encode("utf-8", "replace").translate(None, NO_TEXT)
            continue
        prolog += piece
        if is_checked := _is_harmless(prolog):
            yield _beginning(prolog)
            prolog = ""
    if not is_checked:
        raise FeedRefused("xml", line=1)


def _is_harmless(prolog: str) -> bool:
    """Say whether the root has been reached and nothing was defined before it. Raises FeedRefused."""
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
    content = text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace").translate(None, NO_TEXT)
    return DECLARATION.sub(lambda found: b"\n" * found.group().count(b"\n"), content, count=1)


def _forget(element: Any) -> None:
    """Let go of what has been read: a tree of a million items does not fit."""
    element.clear()
    parent = element.getparent()
    if parent is None:
        return
    while element.getprevious() is not None:
        del parent[0]


def _raw(element: Any, number: int) -> Raw:
    values: dict[str, Any] = {}
    weak: dict[str, Any] = {}
    _refuse_other_g(element)
    for child in element.iterchildren(tag=etree.Element):
        tag = child.tag
        if tag.startswith(MERCHANT):
            _add(values, tag[len(MERCHANT) :], _content(child))
        elif tag.startswith(OWN):
            _add(values, tag[len(OWN) :], _content(child))
        else:
            name, content = _plain(child)
            if name and content not in (None, ""):
                weak.setdefault(name, content)
    for name, content in weak.items():
        values.setdefault(name, content)
    line = element.sourceline
    return Raw(number, line if line and line <= MOST_LINES else None, values)


def _refuse_other_g(element: Any) -> None:
    bound = element.nsmap.get("g")
    if bound is not None and f"{{{bound}}}" != MERCHANT:
        raise FeedRefused("namespace", line=element.sourceline, limit=str(bound)[:60])


def _plain(child: Any) -> tuple[str, Any]:
    """Return name and content of an element of RSS or Atom itself; names of other vocabularies keep their braces."""
    tag = child.tag
    if tag == f"{ATOM}link":
        is_page = child.get("rel", "alternate") == "alternate"
        return ("link" if is_page else "", child.get("href") or child.text)
    name = OWN_NAMES.get(tag)
    if name is None:
        name = tag[len(ATOM) :] if tag.startswith(ATOM) else tag
    return (name if name.startswith("{") else column_name(name)), _content(child)


def _content(child: Any) -> Any:
    """Return text, or a dictionary of the parts of what is nested."""
    if not len(child):
        return child.text or ""
    parts = [part for part in child if isinstance(part.tag, str)]
    if all(part.tag.startswith((MERCHANT, OWN)) for part in parts):
        return {part.tag.rpartition("}")[2].lower(): part.text or "" for part in parts}
    return " ".join(child.itertext())


def _add(values: dict[str, Any], name: str, content: Any) -> None:
    """What is named several times becomes a list."""
    name = column_name(name)
    before = values.get(name)
    if before is None:
        values[name] = content
    elif isinstance(before, list):
        before.append(content)
    else:
        values[name] = [before, content]

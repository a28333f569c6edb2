"""JSON: one array of objects (or an object whose `items` is one), or an object on every line. Constant memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from apps.referrals.catalogue.delimited import Lines
from apps.referrals.catalogue.findings import FeedRefused, Finding, Raw
from apps.referrals.catalogue.names import column_name

LONGEST_ITEM: Final = 8 * 1024 * 1024
DEEPEST: Final = 20
OPENING: Final = re.compile(r"\s*([\[{])")
MEMBER: Final = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
COMMA: Final = re.compile(r"\s*,")
LISTS: Final = ("items", "products")
BETWEEN: Final = re.compile(r"[\s,]*")


def _no_number(said: str) -> Any:
    raise ValueError(f"{said} is no JSON")


DECODER: Final = json.JSONDecoder(parse_float=str, parse_constant=_no_number)
"""Numbers with a point stay text: a price is never a float."""


def lines(pieces: Iterator[str]) -> Iterator[Raw]:
    """Yield an item for each line. A line that is no object is refused by itself."""
    source, number = Lines(pieces), 0
    for line in source:
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        number += 1
        try:
            value = DECODER.decode(text)
        except (ValueError, RecursionError):
            yield Raw(number, source.number, {}, [Finding("", "json")])
            continue
        yield raw(value, number, source.number)
    if not number:
        raise FeedRefused("no_items")


def array(pieces: Iterator[str]) -> Iterator[Raw]:
    """Yield the objects of an array. One that is broken, or an array without its end, refuses the whole file."""
    text, number = _beginning(pieces), 0
    at = array_at(text) or 0
    while True:
        at = _end_of(BETWEEN, text, at)
        value, end = (None, at) if text[at : at + 1] in ("", "]") else _value(text, at)
        if text[at : at + 1] == "]":
            break
        if end == at or end == len(text):  # not all of it is here
            more = next(pieces, None)
            if more is None or len(text) - at > LONGEST_ITEM:
                raise FeedRefused("json", line=None, limit=f"item {number + 1}")
            text, at = text[at:] + more, 0
            continue
        number, at = number + 1, end
        yield raw(value, number, None)
    if not number:
        raise FeedRefused("no_items")


def _beginning(pieces: Iterator[str]) -> str:
    """Return so much of the text that the array has begun. Raises FeedRefused."""
    text = ""
    for piece in pieces:
        text = (text + piece).lstrip("\ufeff")
        if array_at(text) is not None:
            return text
        if len(text) > LONGEST_ITEM:
            break
    raise FeedRefused("json", line=1)


def array_at(text: str) -> int | None:
    """Return where the first item is; None where no array of items begins here, or not yet.

    What an object says before its `items` is passed over. One with an `id` is an item itself.
    """
    opening = OPENING.match(text)
    if opening is None or opening.group(1) == "[":
        return opening and opening.end()
    at = opening.end()
    while member := MEMBER.match(text, at):
        if member.group(1) in LISTS and text[member.end() : member.end() + 1] == "[":
            return member.end() + 1
        _, end = _value(text, member.end())
        comma = COMMA.match(text, end)
        if member.group(1) == "id" or end == member.end() or comma is None:
            return None
        at = comma.end()
    return None


def _end_of(pattern: re.Pattern[str], text: str, at: int = 0) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int) -> tuple[Any, int]:
    """Return the value at a place and where it ends; the same place where it does not end here."""
    try:
        return DECODER.raw_decode(text, at)
    except RecursionError as error:
        raise FeedRefused("json", limit="nested too deep") from error
    except ValueError:
        return None, at


def raw(value: Any, number: int, line: int | None) -> Raw:
    """Make an item of a value: keys as the merchant feed names them."""
    if not isinstance(value, dict):
        return Raw(number, line, {}, [Finding("", "not_an_object")])
    return Raw(number, line, {column_name(str(key)): _plain(one) for key, one in value.items()})


def _plain(value: Any, depth: int = 0) -> Any:
    """Text, lists and nested parts, as of the other forms."""
    if isinstance(value, str) or value is None:
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if depth > DEEPEST:
        return ""
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {column_name(str(key)): _plain(one, depth + 1) for key, one in value.items()}
    return str(value)

"""Plain text of what partners write: no tags, no control signs, no longer than it may be."""

from __future__ import annotations

import html
import re
from typing import Any, Final

LOOKED_AT: Final = 65_536
"""Of a text that is too long only the beginning is looked at: what is kept is far shorter."""
NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SPACES: Final = re.compile(r"[ \t\r\f\u00a0]+")
LINES: Final = re.compile(r"\s*\n\s*")
NEVER_SHOWN: Final = re.compile(
    r"<(script|style|template|iframe|object)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S
)
COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
BREAK: Final = re.compile(r"<(?:br|/?p|/?div|/?li|/?[udo]l|/?d[td]|/?h[1-6]|/?tr)\b[^<>]*>", re.I)
TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


def plain(value: Any) -> str:
    """Return one line of text: spaces joined, control signs gone. Lists give their first text."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str) and one.strip()), "")
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    return SPACES.sub(" ", NO_TEXT.sub("", value[:LOOKED_AT])).replace("\n", " ").strip()


def without_tags(value: Any) -> str:
    """Return the text of what may be HTML. Where there are tags, entities are read once; where there are none, the text
    is text already, and `&amp;` stays as it is."""
    if isinstance(value, list):
        value = "\n".join(one for one in value if isinstance(one, str))
    if not isinstance(value, str):
        return ""
    text = value[:LOOKED_AT]
    if "<" in text:
        text = _of_html(text)
    if text.isascii() and "  " not in text:
        if text.isprintable():
            return text.strip()
        lines = text.split("\n")
        if all(map(str.isprintable, lines)):
            return "\n".join(filter(None, map(str.strip, lines)))
    text = SPACES.sub(" ", NO_TEXT.sub("", text))
    return LINES.sub("\n", text).strip()


def _of_html(text: str) -> str:
    shown = NEVER_SHOWN.sub("", text)
    if "<!--" in shown:
        shown = COMMENT.sub("", shown)
    broken = TAG.sub("", BREAK.sub("\n", shown))
    if broken == text:
        return text
    return TAG.sub("", html.unescape(broken))


def cut(text: str, most: int) -> str:
    """Return at most so many letters, at the end of a word where one is near."""
    if len(text) <= most:
        return text
    short = text[: most - 1]
    at = short.rfind(" ", most - 40)
    return (short[:at] if at > 0 else short).rstrip() + "…"

"""Quick replies: a closed list of places that are filled from the record. Pure.

A place whose value is not known stays visible as a gap, and a text with a gap is not sent: a mother never reads
«{{week}}», and never a week that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

PLACEHOLDERS: Final = {
    "mother_name": _("Name of the mother"),
    "week": _("Week of the pregnancy, such as 32w4d"),
    "due_date": _("Due date"),
    "clinician_name": _("Your name"),
    "clinician_role": _("Your profession"),
    "team_name": _("Name of the care team"),
    "team_phone": _("Telephone of the care team"),
    "emergency_number": _("Emergency number"),
    "reads_again_at": _("When the team reads again"),
}
"""Every place that a reply may have, in words for whoever writes one."""

PLACE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
BRACES: Final = re.compile(r"\{\{|\}\}")


class BadReply(ValueError):
    """A text with a place that does not exist, or with braces that do not close."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Piece:
    """A stretch of a filled reply. `placeholder` is empty for plain text; `is_gap`: its value is not known."""

    text: str
    placeholder: str = ""
    is_gap: bool = False


@dataclass(frozen=True)
class Filled:
    """A reply for one mother. `missing` names the gaps, each once, in their order."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Return the words as they stand in the field; a gap reads {{name}} still."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the places without a value."""
        return tuple(dict.fromkeys(piece.placeholder for piece in self.pieces if piece.is_gap))


def check(text: str) -> tuple[str, ...]:
    """Return the places of a text, each once. Raises BadReply for one that is not on the list."""
    names = PLACE.findall(text)
    for name in names:
        if name not in PLACEHOLDERS:
            raise BadReply(name)
    if BRACES.search(PLACE.sub("", text)):
        raise BadReply("")
    return tuple(dict.fromkeys(names))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values into a checked text; what `values` lacks, or holds empty, stays a gap."""
    pieces: list[Piece] = []
    end = 0
    for found in PLACE.finditer(text):
        pieces.append(Piece(text[end : found.start()]))
        pieces.append(_piece(found[1], values.get(found[1], "")))
        end = found.end()
    pieces.append(Piece(text[end:]))
    return Filled(tuple(piece for piece in pieces if piece.text))


def _piece(name: str, value: str) -> Piece:
    return Piece(value, name) if value else Piece(f"{{{{{name}}}}}", name, is_gap=True)


def gaps(text: str) -> tuple[str, ...]:
    """Return the places that stand unfilled in a text that is about to be sent."""
    return tuple(dict.fromkeys(name for name in PLACE.findall(text) if name in PLACEHOLDERS))

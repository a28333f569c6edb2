"""What stands on a paper: plain values, in the language that it is made in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Line:
    """One entry of the conversation. `marks`: what was done to it since, or what it does to an earlier one."""

    number: int
    said_at: datetime
    who: str
    words: str = ""
    marks: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    is_ours: bool = False
    """The system speaks: what happened, a call, a red flag."""


@dataclass(frozen=True)
class PrescriptionLine:
    """A medicine in words; `remarks` are flags and the reason why all the same, for the care team only."""

    words: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A signed note: its parts with their titles, what is prescribed, who signed it when."""

    title: str
    parts: tuple[tuple[str, str], ...]
    prescriptions_title: str
    prescriptions: tuple[PrescriptionLine, ...]
    follow_up: str
    signature: str


@dataclass(frozen=True)
class PaperHead:
    """What stands on top, and at the foot of every page."""

    title: str
    facts: tuple[tuple[str, str], ...]
    explained: str
    footer: str
    language: str
    made_at: datetime


@dataclass(frozen=True)
class Content:
    """A whole paper. `lines` may be long: it is read as it is drawn; `line_count` says how long."""

    head: PaperHead
    notes_title: str
    notes: tuple[Note, ...]
    messages_title: str = ""
    lines: Iterable[Line] = field(default_factory=tuple)
    line_count: int = 0
    nothing: str = ""
    """What stands there where nobody has written anything."""

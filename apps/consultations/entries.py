"""What somebody wants to say, and what was said: plain values that pass between doors, services and sockets.

Those that are made for every message are structs: a frozen dataclass takes five times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from apps.consultations.models import Kind, Relation


class Draft(msgspec.Struct, frozen=True):
    """A message that somebody wants to post. `language`: the one she writes in by preference.

    `relates_to`: the number of the earlier message that this one corrects or takes back.
    """

    person_id: int
    person: UUID
    thread: UUID
    client_id: UUID
    at: datetime
    kind: str = Kind.TEXT
    text: str = ""
    target: UUID | None = None
    attachments: tuple[UUID, ...] = ()
    relation: str = Relation.NONE
    relates_to: int | None = None
    sent_at: datetime | None = None
    language: str = "en"


class Entry(msgspec.Struct, frozen=True):
    """A message as it stands in its thread. `author` is None where the system speaks.

    Encoded as it is, it is what a client gets; `words` and `advice` are filled in in the reader's language, where the
    system speaks.
    """

    id: UUID
    thread: UUID
    sequence: int
    client_id: UUID
    author: UUID | None
    by_mother: bool
    kind: str
    text: str
    payload: dict[str, Any] | None
    relation: str
    relates_to: int | None
    sent_at: datetime | None
    posted_at: datetime
    corrected_by: int | None = None
    removed_by: int | None = None
    """Number of the entry that took it back; its text and files are not shown any more."""
    words: str = ""
    advice: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What the red-flag check has found in a message."""

    category: str
    severity: str


class Posted(msgspec.Struct, frozen=True):
    """What came of a draft. `is_new` is false where the same client id had been posted before.

    `followed_by`: what the system said because of it. `seen_by`: who may know of it, by id of the account.
    """

    entry: Entry
    is_new: bool
    subject_id: int
    seen_by: frozenset[int]
    followed_by: tuple[Entry, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()

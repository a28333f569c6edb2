"""Frames of `/ws/v1/consultations`. JSON objects, told apart by `type`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from apps.consultations.models.threads import LONGEST_TEXT
from apps.consultations.posting import MOST_ATTACHMENTS
from apps.foundation.sockets.frames import FrameIn, FrameOut, Sequence

Word = Annotated[str, msgspec.Meta(max_length=24)]
Text = Annotated[str, msgspec.Meta(max_length=20 * LONGEST_TEXT)]
"""Longer than a message may be, so that one that is a little too long is refused by name and not with the socket."""


class Open(FrameIn, frozen=True):
    """I look at this consultation: send what is said in it, from after that number on."""

    thread: UUID
    after: Sequence = 0


class Close(FrameIn, frozen=True):
    """I do not look at it any more."""

    thread: UUID


class Post(FrameIn, frozen=True):
    """A message. The same `client_id` again gives the first one, so it may be sent until it is accepted."""

    thread: UUID
    client_id: UUID
    kind: Word = "text"
    text: Text = ""
    target: UUID | None = None
    attachments: Annotated[list[UUID], msgspec.Meta(max_length=MOST_ATTACHMENTS)] = []
    relation: Word = ""
    relates_to: Sequence | None = None
    sent_at: datetime | None = None


class Delivered(FrameIn, frozen=True):
    """This device has everything up to this number."""

    thread: UUID
    sequence: Sequence


class Read(FrameIn, frozen=True):
    """She has seen everything up to this number."""

    thread: UUID
    sequence: Sequence


class Typing(FrameIn, frozen=True):
    """She is writing; again every few seconds while she is."""

    thread: UUID


class Heads(FrameOut, frozen=True):
    """Every consultation that goes on or is not read: what to fetch after a connection was away."""

    threads: list[dict[str, Any]]
    is_cut: bool


class Posted(FrameOut, frozen=True):
    """Messages of one thread, in their order. A number that does not follow the last one known: fetch what is between."""

    thread: UUID
    messages: list[Any]


class Opened(FrameOut, frozen=True):
    """What was said after the number in `open`. `has_more`: fetch the rest with `GET …/messages`."""

    thread: UUID
    messages: list[Any]
    has_more: bool


class Head(FrameOut, frozen=True):
    """There is something up to `sequence`; `unread` is the same number as everywhere else."""

    thread: UUID
    sequence: int
    unread: int
    state: str
    urgency: str


class Accepted(FrameOut, frozen=True):
    """Your message is stored. `followed_by`: what the system said because of it, such as what to do now."""

    thread: UUID
    client_id: UUID
    id: UUID
    sequence: int
    posted_at: datetime
    is_new: bool
    followed_by: list[Any] = []


class Refused(FrameOut, frozen=True):
    """Nothing was stored, and why. With `retry_after_s` the same frame may be sent again then."""

    thread: UUID
    client_id: UUID | None
    code: str
    detail: str
    errors: list[dict[str, Any]] = []
    retry_after_s: float | None = None


class Receipt(FrameOut, frozen=True):
    """How far somebody has come. To a mother the team is one: `person` is None."""

    thread: UUID
    person: UUID | None
    delivered_sequence: int
    read_sequence: int


class IsTyping(FrameOut, frozen=True, tag="typing"):
    """Somebody is writing until then, unless it is said again. To a mother the team is one: `person` is None."""

    thread: UUID
    person: UUID | None
    until: datetime


class Presence(FrameOut, frozen=True):
    """Somebody looks at this consultation until then, unless it is said again."""

    thread: UUID
    person: UUID | None
    until: datetime


class AttachmentReady(FrameOut, frozen=True):
    """A file of this consultation was looked at: it can be opened now, or was refused. Ask `GET …/attachments/{id}`."""

    thread: UUID
    attachment: UUID

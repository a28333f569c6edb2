"""Frames that every socket knows: JSON objects, told apart by `type`. See docs/reference/asyncapi.yaml."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from apps.foundation.sockets.tickets import LONGEST_TICKET

Sequence = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class FrameIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    """What a client may send. Unknown members are refused."""


class Hello(FrameIn, frozen=True):
    """The first frame. Without a ticket the handshake's `X-Session-Token` counts, or the cookie of a page of ours."""

    ticket: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TICKET)] | None = None


class Subscribe(FrameIn, frozen=True):
    """Tell me when something of this subject changes. `after`: the number that the client has."""

    subject: UUID
    after: Sequence = 0


class Unsubscribe(FrameIn, frozen=True):
    """Say nothing more of this subject."""

    subject: UUID


class FrameOut(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """What the server sends."""


class Welcome(FrameOut, frozen=True):
    """The hello was accepted. A client that hears nothing for three heartbeats comes again."""

    person: UUID
    heartbeat_s: float


class Head(FrameOut, frozen=True):
    """There is something of this subject up to `sequence`; ask `GET /api/v1/changes` or reload."""

    subject: UUID
    sequence: int


class Gone(FrameOut, frozen=True):
    """There is no such subject for this person, or not any more."""

    subject: UUID
    code: str = "not_found"


class Heartbeat(FrameOut, frozen=True):
    """The connection lives."""

    at: datetime

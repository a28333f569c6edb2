"""The text frames of live recordings' sockets; samples pass as bytes (docs/reference/live-stream.md, live-view.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from apps.foundation.sockets.frames import FrameIn, FrameOut

MOST_BEDS = 40
MINUTES, MOST_MINUTES = 10, 60


class Coach(FrameOut, frozen=True):
    """To the phone: what the mother should do now, as a code; empty: nothing."""

    code: str
    at: datetime


class Watch(FrameIn, frozen=True):
    """Show these recordings and no others. `minutes`: how much of each is sent at first."""

    recordings: Annotated[list[UUID], msgspec.Meta(max_length=MOST_BEDS)]
    minutes: Annotated[int, msgspec.Meta(ge=0, le=MOST_MINUTES)] = MINUTES


class Watched(msgspec.Struct, frozen=True):
    """One of those that were asked for. `handle`: what its records begin with; `refused`: why it is not shown."""

    recording: UUID
    handle: int | None = None
    refused: str | None = None
    started_at: datetime | None = None
    twins: bool = False


class Watching(FrameOut, frozen=True):
    """The answer to `watch`, in its order."""

    beds: list[Watched]


class Bed(FrameOut, frozen=True):
    """How one recording stands; unknown is null. Comes when it changes."""

    handle: int
    recording: UUID
    state: str
    is_connected: bool
    connected_at: datetime | None
    disconnected_at: datetime | None
    last_sample: int | None
    latest_at: datetime | None
    """When the newest sample was measured."""
    received_at: datetime | None
    """When the newest frame came."""
    late_s: float | None
    """How long after its last sample the newest frame came, by the phone's clock."""
    coach: str
    need_order: int | None
    alert: str | None
    """Severity of the worst open alert of this mother."""
    followed_at: datetime | None
    fetuses: list[dict[str, Any]]
    """What the analysis says so far, one entry for each fetus."""


class Unwatched(FrameOut, frozen=True):
    """This recording is not shown any more: it is gone, or may not be seen any more."""

    recording: UUID
    handle: int
    code: str = "not_found"

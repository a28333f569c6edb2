"""The frames of calls. Nothing in them is stored or logged; the longest are a browser's session descriptions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from apps.consultations.calls.seen import CallSeen
from apps.foundation.sockets.frames import FrameIn, FrameOut

LONGEST_SDP = 48 * 1024
LONGEST_CANDIDATE = 1_024
LONGEST_MID = 64

Sdp = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_SDP)]
Link = Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
Candidate = Annotated[str, msgspec.Meta(max_length=LONGEST_CANDIDATE)]
Mid = Annotated[str, msgspec.Meta(max_length=LONGEST_MID)]
Line = Annotated[int, msgspec.Meta(ge=0, le=1_023)]


class CallStart(FrameIn, frozen=True):
    """Ring the other one of a thread. `call` is chosen by the client; the answer is `callchanged` or `callrefused`."""

    thread: UUID
    call: UUID
    kind: Literal["audio", "video"]
    device: UUID
    microphone: bool
    camera: bool


class CallAnswer(FrameIn, frozen=True):
    """Take a ringing call on this device."""

    call: UUID
    device: UUID
    microphone: bool
    camera: bool


class CallDecline(FrameIn, frozen=True):
    """Refuse a ringing call, on all devices."""

    call: UUID


class CallHangup(FrameIn, frozen=True):
    """End a call. `connected` false: this device found no way to the other one."""

    call: UUID
    connected: bool = True


class CallConsent(FrameIn, frozen=True):
    """What she agrees to from now on: before the camera goes on."""

    call: UUID
    device: UUID
    microphone: bool
    camera: bool


class CallBeat(FrameIn, frozen=True):
    """This device is there, and takes the call to be in `state`; where it is not, the answer is `callchanged`.

    Every ten seconds; a minute of silence ends the call.
    """

    call: UUID
    device: UUID
    state: Literal["ringing", "active"]


class CallDescription(FrameIn, frozen=True):
    """A session description for the other device. `link`: which connection of this device it is of; a page that was
    loaded again makes another one.
    """

    call: UUID
    device: UUID
    link: Link
    kind: Literal["offer", "answer"]
    sdp: Sdp


class CallCandidate(FrameIn, frozen=True):
    """A way in which this device can be reached; an empty candidate: there are no more."""

    call: UUID
    device: UUID
    link: Link
    candidate: Candidate
    mid: Mid | None = None
    line: Line | None = None
    fragment: Mid | None = None


class CallMedia(FrameIn, frozen=True):
    """Whether microphone and camera of this device are on."""

    call: UUID
    device: UUID
    microphone: bool
    camera: bool


CALL_FRAMES: tuple[type[FrameIn], ...] = (
    CallStart,
    CallAnswer,
    CallDecline,
    CallHangup,
    CallConsent,
    CallBeat,
    CallDescription,
    CallCandidate,
    CallMedia,
)


class CallChanged(FrameOut, frozen=True):
    """A call as it is now, to every device of both: rings, was answered (on which device), is over (and why)."""

    call: CallSeen


class CallRefused(FrameOut, frozen=True):
    """What this socket asked about a call was not done. `detail` is a sentence in her language."""

    call: UUID
    code: str
    detail: str
    at: datetime


class CallSignal(FrameOut, frozen=True):
    """What the other device sent: a description (`kind`, `sdp`), a candidate, or whether its media are on.

    `device` is the receiving one; other devices of hers pass it over.
    """

    call: UUID
    device: UUID
    kind: Literal["offer", "answer", "candidate", "media"]
    link: str | None = None
    sdp: str | None = None
    candidate: str | None = None
    mid: str | None = None
    line: int | None = None
    fragment: str | None = None
    microphone: bool | None = None
    camera: bool | None = None

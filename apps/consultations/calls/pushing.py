"""Frames that pass without being kept, from any process to every device of some people."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from apps.consultations import moving
from apps.foundation.sockets.frames import FrameOut


def to_people(people: Iterable[int], frame: FrameOut) -> None:
    """Send a frame to all sockets of these people, in whichever process they are. It arrives, or is lost."""
    moving.publish(moving.Hint(frame=msgspec.json.encode(frame).decode(), to=sorted(people)))

"""Why a socket is closed: the codes that a client decides by."""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """4xxx belongs to applications (RFC 6455).

    The last three digits read like the HTTP status that means the same.
    """

    BAD_FRAME = 4400
    NOT_SIGNED_IN = 4401
    FORBIDDEN = 4403
    NOT_FOUND = 4404
    TOO_SLOW = 4408
    DIFFERS = 4409
    CLOSED = 4410
    TOO_LONG = 4413
    NOT_BINARY = 4415
    OUT_OF_REACH = 4416
    UNFIT = 4422
    TAKEN_OVER = 4423
    GATE = 4424
    CLOCK_OFF = 4425
    TOO_MUCH = 4429
    UNAVAILABLE = 4503


REASONS: dict[Code, str] = {
    Code.BAD_FRAME: "this frame is not in the description",
    Code.NOT_SIGNED_IN: "the ticket or session is not valid (any more)",
    Code.FORBIDDEN: "this role has no business here",
    Code.NOT_FOUND: "there is nothing here",
    Code.TOO_SLOW: "resume from your number",
    Code.DIFFERS: "other bytes are stored under this number",
    Code.CLOSED: "this is complete: send what is left over HTTP",
    Code.TOO_LONG: "longer than a frame or a message may be",
    Code.NOT_BINARY: "after the hello only binary messages are taken",
    Code.OUT_OF_REACH: "this number is too far ahead of what has come",
    Code.UNFIT: "this does not fit what has come of the recording",
    Code.TAKEN_OVER: "another connection sends this recording now",
    Code.GATE: "recording at home is not open to her: what was kept comes over HTTP",
    Code.CLOCK_OFF: "the phone's clock is more than a day off",
    Code.TOO_MUCH: "too many frames or subscriptions",
    Code.UNAVAILABLE: "come back in a moment",
}


class Closing(Exception):
    """Ends a connection with a code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


class Left(Exception):
    """The client has closed the connection."""

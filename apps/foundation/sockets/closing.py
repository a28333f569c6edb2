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
    TOO_MUCH = 4429
    UNAVAILABLE = 4503


REASONS: dict[Code, str] = {
    Code.BAD_FRAME: "this frame is not in the description",
    Code.NOT_SIGNED_IN: "the ticket or session is not valid (any more)",
    Code.FORBIDDEN: "this role has no business here",
    Code.NOT_FOUND: "there is nothing here",
    Code.TOO_SLOW: "resume from your number",
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

"""Why a file is not taken. Without Django: the child process that decodes files knows this module, too."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Stable codes; `words` has a sentence for each."""

    EMPTY = "empty_file"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported_content"
    TWO_KINDS = "two_kinds"
    NOT_A_PICTURE = "not_a_picture"
    ANIMATED = "animated"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG_SIDE = "too_long_side"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LONG = "too_long"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105 - a reason, no secret
    NO_SOUND = "no_sound"
    UNREADABLE = "unreadable"
    TOO_COSTLY = "too_costly"
    LOST = "lost"
    GAVE_UP = "gave_up"


class Refused(Exception):
    """A file is not taken. `limit` is what it broke, in the unit of the reason; `detail` is for the log only."""

    def __init__(self, reason: Reason, *, limit: int | None = None, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.limit, self.detail = reason, limit, detail

"""A token bucket: so many at once, so many a second."""

from __future__ import annotations


class Bucket:
    """Holds up to `most` tokens and gets `a_second` more each second. The clock comes in."""

    __slots__ = ("_a_second", "_at_s", "_most", "_tokens")

    def __init__(self, *, most: float, a_second: float, now_s: float) -> None:
        self._most, self._a_second = most, a_second
        self._tokens, self._at_s = most, now_s

    def take(self, now_s: float) -> float:
        """Take one token. Returns 0.0, or the seconds to wait where there is none."""
        self._tokens = min(self._most, self._tokens + (now_s - self._at_s) * self._a_second)
        self._at_s = now_s
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._a_second

"""Remembers what was worked out for a word or for two neighbours, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

MOST_KNOWN: Final = 30_000  # keys, so that a stranger's words cannot fill the memory
LONGEST: Final = 40  # letters of a key: what is longer is no word that comes again


Key = TypeVar("Key", str, tuple[str, str])
Value = TypeVar("Value")


class Remembered(dict[Key, Value], Generic[Key, Value]):
    """Values by word or pair of words: worked out when first asked for; all are forgotten when it is full."""

    def __init__(self, work_out: Callable[[Key], Value]) -> None:
        """Remember what `work_out` returns."""
        super().__init__()
        self._work_out: Callable[[Key], Value] = work_out

    def __missing__(self, key: Key) -> Value:
        """Work out and keep."""
        value = self._work_out(key)
        if sum(map(len, key)) <= LONGEST:
            if len(self) >= MOST_KNOWN:
                self.clear()
            self[key] = value
        return value

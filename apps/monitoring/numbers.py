"""Which numbers are there: stretches in their order, mostly a single one. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable


class Numbers:
    """A set of whole numbers from 0, kept as stretches that neither touch nor overlap."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, runs: Iterable[tuple[int, int]] = ()) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, count in sorted(runs):
            self.add(first, count)

    def __contains__(self, number: int) -> bool:
        place = bisect_left(self._lasts, number)
        return place < len(self._lasts) and self._firsts[place] <= number

    def touches(self, first: int, count: int) -> bool:
        """Say whether any of `count` numbers from `first` is there."""
        place = bisect_left(self._lasts, first)
        return count > 0 and place < len(self._lasts) and self._firsts[place] < first + count

    def add(self, first: int, count: int = 1) -> None:
        """Put in `count` numbers from `first`, whether they are there or not."""
        if count < 1:
            return
        last = first + count - 1
        if self._lasts and first == self._lasts[-1] + 1:  # as nearly always: the next one
            self._lasts[-1] = last
            return
        begin = bisect_left(self._lasts, first - 1)
        end = begin
        while end < len(self._firsts) and self._firsts[end] <= last + 1:
            end += 1
        if begin < end:
            first, last = min(first, self._firsts[begin]), max(last, self._lasts[end - 1])
        self._firsts[begin:end], self._lasts[begin:end] = [first], [last]

    @property
    def through(self) -> int | None:
        """The highest number with none missing below it; None where 0 is missing."""
        return self._lasts[0] if self._firsts and self._firsts[0] == 0 else None

    @property
    def highest(self) -> int | None:
        """The highest number; None without any."""
        return self._lasts[-1] if self._lasts else None

    def stretches(self) -> list[tuple[int, int]]:
        """Return all stretches, (first, last), both counted."""
        return list(zip(self._firsts, self._lasts, strict=True))

    def beyond(self) -> list[tuple[int, int]]:
        """Return the stretches after `through`."""
        start = 0 if self.through is None else 1
        return list(zip(self._firsts[start:], self._lasts[start:], strict=True))

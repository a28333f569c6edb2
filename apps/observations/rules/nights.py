"""A night is told by one source: two watches saw the same sleep, and parts of a night are in its total already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from apps.observations.rules.merging import Span

APART_S: Final = 3 * 3_600.0
"""Our own figure: what is less apart is one night with a time awake in it; a nap is further from the night."""


def one_source_a_night(spans: Sequence[Span]) -> list[Span]:
    """Return of each night what its most believed source says: the total where there is one, else the parts."""
    return [span for night in _nights(spans) for span in _told(night)]


def _nights(spans: Sequence[Span]) -> Iterator[list[Span]]:
    night: list[Span] = []
    until = 0.0
    for span in sorted(spans, key=lambda each: each.start_s):
        if night and span.start_s - until >= APART_S:
            yield night
            night = []
        until = max(until, span.end_s) if night else span.end_s
        night.append(span)
    if night:
        yield night


def _told(night: Sequence[Span]) -> list[Span]:
    """The longest of what one source says, and what lies beside it."""
    source = min(night, key=lambda span: (span.place, span.source)).source
    told: list[Span] = []
    of_source = [span for span in night if span.source == source]
    for span in sorted(of_source, key=lambda each: each.start_s - each.end_s):
        if all(span.end_s <= one.start_s or span.start_s >= one.end_s for one in told):
            told.append(span)
    return told

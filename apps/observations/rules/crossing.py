"""A reading during which the clocks change, or she flies: shared out where the offset changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from apps.observations.rules.merging import Span

MINUTE_S: Final = 60


def offset_at(zone: tzinfo, at_s: float) -> int:
    """Return the offset of a zone at a moment, in minutes east of UTC."""
    offset = datetime.fromtimestamp(at_s, UTC).astimezone(zone).utcoffset()
    return round((offset or timedelta()).total_seconds() / 60)


def shared_out(span: Span, end_offset: int, zone: tzinfo) -> Iterator[Span]:
    """Yield the parts of a span, each with one offset.

    It changes where the clocks of `zone` do, if they do so between these two offsets; else nobody knows where, and the
    offset of the start counts to the end.
    """
    if span.offset_min == end_offset or span.day is not None or span.end_s <= span.start_s:
        yield span
        return
    if (offset_at(zone, span.start_s), offset_at(zone, span.end_s)) != (span.offset_min, end_offset):
        yield span
        return
    at = _change(zone, span)
    share = (at - span.start_s) / (span.end_s - span.start_s)
    yield replace(span, end_s=at, value=span.value * share)
    yield replace(span, start_s=at, value=span.value * (1 - share), offset_min=end_offset)


def _change(zone: tzinfo, span: Span) -> float:
    """Return the moment of the last change of clocks inside, to the minute."""
    low, high = span.start_s, span.end_s
    last = offset_at(zone, high)
    while high - low > MINUTE_S:
        middle = (low + high) / 2
        low, high = (low, middle) if offset_at(zone, middle) == last else (middle, high)
    return high // MINUTE_S * MINUTE_S

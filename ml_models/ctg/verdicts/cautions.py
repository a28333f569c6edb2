"""Signs that keep every reassuring label back, whatever the rule set itself counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import LIKELY_FALSE
from ml_models.ctg.rules import Rule, own
from ml_models.ctg.runs import runs_of
from ml_models.ctg.variation import Span, longest_minutes
from ml_models.ctg.verdicts.evidence import Evidence, spans
from ml_models.ctg.verdicts.model import Item, item

if TYPE_CHECKING:
    from ml_models.ctg.events import Event

TOLD_S = 5.0
"""Shorter stretches are not listed."""


def cautions(evidence: Evidence) -> list[Item]:
    """All of them."""
    return [
        _sinusoidal(evidence),
        _wide(evidence),
        _ends_low(evidence),
        _falls(evidence),
        _long_fall(evidence),
        _false(evidence),
    ]


def _sinusoidal(evidence: Evidence) -> Item:
    """A sinusoidal pattern too short for its definition."""
    rule, found = own("own_sinusoidal"), evidence.numbers.sinusoidal
    return item(rule, rule.holds(longest_minutes(found)), longest_minutes(found), found)


def _wide(evidence: Evidence) -> Item:
    """Far too much variability, for long enough: saltatory, or a wave too high for the definition of a sinusoidal one."""
    rule = own("own_wide")
    wide = evidence.wider_than(rule.limit)
    longest = longest_minutes(wide)
    return item(rule, longest >= rule.minutes, longest, wide, in_minutes=True)


def _ends_low(evidence: Evidence) -> Item:
    """A deceleration that is open where the trace ends."""
    found = evidence.open_at_end
    return item(own("own_ends_low"), bool(found), float(len(found)), found)


def _false(evidence: Evidence) -> Item:
    """For information: it voids reassuring labels by itself (`trust.is_false`), and no other one."""
    rule, part = own("own_false_signal"), evidence.numbers.false_part
    likely = evidence.found.false_signal_probability >= LIKELY_FALSE
    found = [
        (start / FS_HZ, stop / FS_HZ)
        for start, stop in zip(*runs_of(likely), strict=True)
        if stop - start >= TOLD_S * FS_HZ
    ]
    return item(rule, None if math.isnan(part) else rule.holds(part), part, found, bad=None)


def _falls(evidence: Evidence) -> Item:
    rule = own("own_falls")
    most = most_in(evidence.found.decelerations, rule)
    return item(rule, rule.holds(len(most)), float(len(most)), most)


def _long_fall(evidence: Evidence) -> Item:
    rule = own("own_long_fall")
    minutes = [one.duration_s / 60 for one in evidence.found.decelerations]
    long_ones = [one for one in evidence.found.decelerations if rule.holds(one.duration_s / 60)]
    return item(rule, bool(long_ones), max(minutes, default=0.0), spans(long_ones))


def most_in(events: Sequence[Event], rule: Rule) -> list[Span]:
    """The events of the window of the rule's length that holds most of them."""
    best: list[Event] = []
    for first in events:
        until_s = first.start_s + 60 * rule.minutes
        inside = [one for one in events if first.start_s <= one.start_s < until_s]
        best = inside if len(inside) > len(best) else best
    return spans(best)

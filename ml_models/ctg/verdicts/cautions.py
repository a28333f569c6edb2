"""Signs that keep every reassuring label back, whatever the rule set counts."""

from __future__ import annotations

from ml_models.ctg.rules import own
from ml_models.ctg.variation import longest_minutes
from ml_models.ctg.verdicts.evidence import Evidence
from ml_models.ctg.verdicts.model import Item, item


def sinusoidal(evidence: Evidence) -> Item:
    """A sinusoidal pattern too short for its definition."""
    rule, found = own("own_sinusoidal"), evidence.numbers.sinusoidal
    return item(rule, rule.holds(longest_minutes(found)), longest_minutes(found), found)


def ends_low(evidence: Evidence) -> Item:
    """A deceleration that is open where the trace ends."""
    found = evidence.open_at_end
    return item(own("own_ends_low"), bool(found), float(len(found)), found)

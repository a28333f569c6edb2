"""Kinds of decelerations: early, late, variable, prolonged (NICHD 2008, FIGO 2015).

Prolonged: 2 minutes or longer. Variable: less than 30 s from onset to the lowest point. Gradual ones are early where
the lowest point comes with a contraction's peak, late where it comes after; without a contraction near, they
stay a plain "deceleration".
"""

from __future__ import annotations

from dataclasses import replace

from ml_models.ctg.events import Event

PROLONGED_S = 120.0
ABRUPT_S = 30.0
LATE_S = 18.0
"""Lowest point this long after the contraction's peak: late."""
NEAR_S = 60.0


def typed(decelerations: list[Event], contractions: list[Event]) -> list[Event]:
    """Return the decelerations with their kinds."""
    return [replace(one, kind=_kind(one, contractions)) for one in decelerations]


def _kind(one: Event, contractions: list[Event]) -> str:
    if one.duration_s >= PROLONGED_S:
        return "prolonged"
    if one.peak_s - one.start_s < ABRUPT_S:
        return "variable"
    near = [c for c in contractions if one.start_s < c.end_s + NEAR_S and one.end_s > c.start_s]
    if not near:
        return "deceleration"
    lag_s = min((one.peak_s - c.peak_s for c in near), key=abs)
    return "late" if lag_s > LATE_S else "early"

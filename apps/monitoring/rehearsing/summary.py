"""What a rehearsal comes to: sums of both sides, and what differs. Pure.

An alert is counted once for each recording and direction, with its worst severity: as it would stand in the worklist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.foundation.severity import Severity

Rows = Sequence[Sequence[Any]]
"""Rows of [second, fetus, direction, severity]."""


@dataclass(frozen=True)
class Went:
    """One recording of a rehearsal."""

    mother: int
    hours: float
    was_followed: bool
    live: Rows
    today: Rows
    proposed: Rows
    acted: Sequence[str]


def alerts(rows: Rows) -> dict[str, Severity]:
    """Return the worst severity by direction."""
    worst: dict[str, Severity] = {}
    for _, _, direction, severity in rows:
        given = Severity(severity)
        if direction not in worst or given.order > worst[direction].order:
            worst[direction] = given
    return worst


def differs(live: Rows, again: Rows) -> bool:
    """Say whether a replay says something else than what was said live, or at another second."""
    return sorted(map(tuple, live)) != sorted(map(tuple, again))


def summary(went: Sequence[Went], days: float) -> dict[str, Any]:
    """Return the sums. `days`: how long the period is."""
    mothers = len({one.mother for one in went})
    acted = [one for one in went if one.acted]
    return {
        "recordings": len(went),
        "mothers": mothers,
        "hours": round(sum(one.hours for one in went), 2),
        "today": _side([alerts(one.today) for one in went], days, mothers),
        "proposed": _side([alerts(one.proposed) for one in went], days, mothers),
        "gained": sum(1 for one in went if one.proposed and not one.today),
        "lost": sum(1 for one in went if one.today and not one.proposed),
        "acted": len(acted),
        "missed_today": sum(1 for one in acted if not one.today),
        "missed_proposed": sum(1 for one in acted if not one.proposed),
        "newly_missed": sum(1 for one in acted if one.today and not one.proposed),
        "other_than_live": sum(1 for one in went if one.was_followed and differs(one.live, one.today)),
    }


def _side(found: Sequence[dict[str, Severity]], days: float, mothers: int) -> dict[str, Any]:
    by_severity = Counter(severity.value for one in found for severity in one.values())
    count = sum(by_severity.values())
    return {
        "alerts": count,
        "by_severity": dict(by_severity),
        "per_day": round(count / days, 3) if days else 0.0,
        "per_mother": round(count / mothers, 3) if mothers else 0.0,
        "recordings": sum(1 for one in found if one),
    }

"""Something should have come by now and has not. The same judgement for every kind; grace and words are the kind's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.alerts.findings import Ended, Evidence, Finding, Judgement
from apps.alerts.limits import Limits
from apps.foundation.severity import Severity
from apps.ui.words import duration

VERSION: Final = 1
GRACE: Final = "grace_minutes"
"""The limit that every table of a kind has."""
SOURCE: Final = "expectations.expectation"


@dataclass(frozen=True)
class Awaited:
    """One expectation, as of `at`. `ended_at`: it came, or is not expected any more; None while it is awaited.

    `others_are_late`: another of the same kind of hers is. `grace_s`: given with it, in place of the limit.
    """

    expectation: UUID
    due_at: datetime
    at: datetime
    grace_s: float | None = None
    ended_at: datetime | None = None
    others_are_late: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


def grace_of(facts_grace_s: float | None, limits: Limits) -> timedelta:
    """Return how long after its due time something may come."""
    return timedelta(minutes=limits[GRACE]) if facts_grace_s is None else timedelta(seconds=facts_grace_s)


def rule_id(kind: str) -> str:
    """Return the id of the rule of a kind."""
    return f"silence_{kind}"


def judge_for(kind: str, severity: Severity) -> Callable[[Awaited, Limits], Judgement]:
    """Return the judgement of a kind: speaks once grace is over; over once none of the kind is late any more."""

    def judge(facts: Awaited, limits: Limits) -> Judgement:
        if facts.ended_at is not None:
            return None if facts.others_are_late else Ended()
        grace = grace_of(facts.grace_s, limits)
        if facts.at < facts.due_at + grace:
            return None
        values = {
            "late_minutes": _minutes(facts.at - facts.due_at),
            "grace_minutes": _minutes(grace),
            **facts.values,
        }
        source = f"{facts.expectation}:{int(facts.due_at.timestamp())}"
        evidence = Evidence("silence", facts.due_at, values, SOURCE, source)
        return Finding(rule_id(kind), VERSION, severity, [evidence])

    return judge


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def in_words(values: Mapping[str, Any]) -> str:
    """Say how late it was when it was found."""
    if values["late_minutes"] < 1:
        return _("It was due, and had not come.")
    return _("It was due, and had not come %(time)s later.") % {"time": duration(values["late_minutes"] * 60)}

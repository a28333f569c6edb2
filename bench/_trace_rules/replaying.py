"""A trace through the follower's own course: every rule asked at every step, as it would be asked live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from apps.alerts.limits import resolve
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules import RULES
from apps.monitoring.following.course import About, Course, Step
from apps.monitoring.following.waiting import HOLE_WAITS_S
from apps.recordings import channels
from ml_models import ctg

LIMITS: Final = {rule.id: resolve(rule.limits, ()) for rule in RULES if rule.limits}
BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
URGENT: Final = Severity.URGENT


@dataclass(frozen=True)
class Call:
    """Something that a rule says and did not say before: it would raise an alert, or lift one."""

    rule: str
    at_s: float
    is_urgent: bool


@dataclass(frozen=True)
class Heard:
    """What was said of one trace, and for how long it was listened to."""

    hours: float
    calls: tuple[Call, ...]

    def first(self, rule: str, *, not_before_s: float = 0.0) -> float | None:
        """When a rule spoke first, in seconds; None where it never did."""
        return min(
            (one.at_s for one in self.calls if one.rule == rule and one.at_s >= not_before_s), default=None
        )


def heard(recording: ctg.Recording, *, weeks: float, in_labour: bool = False) -> Heard:
    """Ask the nine rules, by the limits of their tables."""
    about = About(UUID(int=1), BEGAN, weeks, in_labour, recording.twins, recording.source)
    course = Course(about, LIMITS)
    course.put([(0, channels.from_recording(recording))])
    calls: list[Call] = []
    for now_s in (0.0, HOLE_WAITS_S):
        for step in course.steps(now_s):
            calls += _calls(step)
    return Heard(recording.duration_s / 3600, tuple(calls))


def _calls(step: Step) -> list[Call]:
    return [
        Call(new.rule.id, facts.seconds, finding.severity.is_at_least(URGENT))
        for facts, of_fetus in zip(step.facts, step.new, strict=True)
        for new in of_fetus
        for finding in new.findings
    ]

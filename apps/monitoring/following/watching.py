"""What is new of what the rules say of a trace: a condition that began, got worse, or is over. Pure.

The rules are asked at every look, the alerts only where their answer is another one than before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.alerts.findings import Ended, Finding, verdicts
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules import RULES
from apps.monitoring.alert_rules.facts import TraceFacts

Key = tuple[str, str]
"""Id of the rule, and the direction."""


@dataclass
class Told:
    """What was said last of each condition that holds. Kept with the state of the stream."""

    holds: dict[Key, Severity] = field(default_factory=dict)

    def to_json(self) -> list[list[str]]:
        """Return plain values."""
        return [[*key, severity.value] for key, severity in sorted(self.holds.items())]

    @classmethod
    def from_json(cls, kept: list[list[str]]) -> Told:
        """Take over what another process has said."""
        return cls({(rule, direction): Severity(severity) for rule, direction, severity in kept})


@dataclass(frozen=True)
class New:
    """What one rule says that it did not say before."""

    rule: Rule
    findings: tuple[Finding, ...]
    ended: tuple[str, ...]


def judge(facts: TraceFacts, limits: Mapping[str, Limits], told: Told) -> list[New]:
    """Ask every rule; return those whose answer is new, and remember it. A rule that fails is the caller's to log."""
    return [new for rule in RULES if (new := judge_one(rule, facts, limits[rule.id], told)) is not None]


def judge_one(rule: Rule, facts: TraceFacts, limits: Limits, told: Told) -> New | None:
    """Ask one rule; return what is new of its answer, if anything, and remember it."""
    findings, ended = [], []
    for verdict in verdicts(rule.judge(facts, limits)):
        key = (rule.id, verdict.direction) if isinstance(verdict, Finding | Ended) else None
        if isinstance(verdict, Finding) and key is not None:
            before = told.holds.get(key)
            if before is None or verdict.severity.order > before.order:
                told.holds[key] = verdict.severity
                findings.append(verdict)
        elif isinstance(verdict, Ended) and key is not None and told.holds.pop(key, None) is not None:
            ended.append(verdict.direction)
    return New(rule, tuple(findings), tuple(ended)) if findings or ended else None


def in_json(new: New, facts: TraceFacts) -> dict[str, Any]:
    """Return what is new as plain values: what a rehearsal compares."""
    return {
        "rule": new.rule.id,
        "at_s": facts.seconds,
        "fetus": facts.fetus,
        "found": [[one.direction, one.severity.value] for one in new.findings],
        "ended": list(new.ended),
    }

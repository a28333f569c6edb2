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
    """What was said last of each condition that holds, and of each that was over when it was last asked about.

    Kept with the state of the stream. `over`: severity and source of what a rule tells for a while after its end, so that
    no look says it anew.
    """

    holds: dict[Key, Severity] = field(default_factory=dict)
    over: dict[Key, tuple[Severity, str]] = field(default_factory=dict)

    def to_json(self) -> list[list[str]]:
        """Return plain values: three words for what holds, a fourth, the source, for what is over."""
        holds = [[*key, severity.value] for key, severity in sorted(self.holds.items())]
        over = [[*key, severity.value, source] for key, (severity, source) in sorted(self.over.items())]
        return holds + over

    @classmethod
    def from_json(cls, kept: list[list[str]]) -> Told:
        """Take over what another process has said."""
        told = cls()
        for rule, direction, severity, *source in kept:
            if source:
                told.over[rule, direction] = Severity(severity), source[0]
            else:
                told.holds[rule, direction] = Severity(severity)
        return told

    def knows(self, key: Key, finding: Finding) -> bool:
        """Say whether this was said already, with this severity or a higher one."""
        held = self.holds.get(key)
        if held is None and key in self.over and self.over[key][1] == source_of(finding):
            held = self.over[key][0]
        return held is not None and held.order >= finding.severity.order


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
    said = list(verdicts(rule.judge(facts, limits)))
    gone = {one.direction for one in said if isinstance(one, Ended)}
    findings, ended = [], []
    for verdict in said:
        if isinstance(verdict, Finding):
            key = (rule.id, verdict.direction)
            if not told.knows(key, verdict):
                findings.append(verdict)
                told.holds[key] = verdict.severity
            if verdict.direction in gone:
                told.over[key] = verdict.severity, source_of(verdict)
        elif isinstance(verdict, Ended) and told.holds.pop((rule.id, verdict.direction), None) is not None:
            ended.append(verdict.direction)
    return New(rule, tuple(findings), tuple(ended)) if findings or ended else None


def source_of(finding: Finding) -> str:
    """Return what a finding rests on, as one word."""
    return " ".join(str(one.source_id) for one in finding.evidence)


def in_json(new: New, facts: TraceFacts) -> dict[str, Any]:
    """Return what is new as plain values: what a rehearsal compares."""
    return {
        "rule": new.rule.id,
        "at_s": facts.seconds,
        "fetus": facts.fetus,
        "found": [[one.direction, one.severity.value] for one in new.findings],
        "ended": list(new.ended),
    }

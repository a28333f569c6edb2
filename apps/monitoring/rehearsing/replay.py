"""One rule over the steps of a recording, under several limits at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.alerts.limits import NO_LIMITS, Limits
from apps.alerts.registry import Rule
from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.following.watching import Told, judge_one


@dataclass(frozen=True, order=True)
class Said:
    """Something that a rule says and did not say before: at which second, of which fetus."""

    at_s: float
    fetus: int
    direction: str
    severity: str

    def to_json(self) -> list[object]:
        """Return plain values."""
        return [self.at_s, self.fetus, self.direction, self.severity]


@dataclass
class Heard:
    """What was said so far under some limits."""

    limits: Limits
    said: list[Said] = field(default_factory=list)
    told: dict[int, Told] = field(default_factory=dict)

    def hear(self, rule: Rule, facts: TraceFacts) -> None:
        """Ask the rule as it is asked live: only what is new counts."""
        new = judge_one(rule, facts, self.limits, self.told.setdefault(facts.fetus, Told()))
        for one in new.findings if new is not None else ():
            self.said.append(Said(facts.seconds, facts.fetus, one.direction, one.severity.value))

    def to_json(self) -> dict[str, Any]:
        """Return plain values: all but the limits."""
        told = {str(fetus): one.to_json() for fetus, one in self.told.items()}
        return {"said": [one.to_json() for one in self.said], "told": told}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Heard:
        """Take over what was heard elsewhere; the limits are still to be given."""
        told = {int(fetus): Told.from_json(one) for fetus, one in kept["told"].items()}
        return cls(NO_LIMITS, [Said(*one) for one in kept["said"]], told)


def replay(
    rule: Rule, limits: Mapping[str, Limits], steps: Iterable[list[TraceFacts]]
) -> dict[str, list[Said]]:
    """Return what the rule says under each of several limits, by their names."""
    heard = {name: Heard(one) for name, one in limits.items()}
    for step in steps:
        for facts in step:
            for one in heard.values():
                one.hear(rule, facts)
    return {name: one.said for name, one in heard.items()}

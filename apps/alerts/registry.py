"""The rules that exist. Apps register theirs from `apps.py`; one file for each rule.

registry.register(Rule(id="red_flag", version=1, facts=MessageFacts, judge=judge, title=_("…"), …))

A rule is a pure function `judge(facts, limits)` over a frozen dataclass: same facts and limits, same answer. Its
texts say what it needs, how it ends and what would make it wrong; `/alerts/rules/` shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.alerts.findings import Ended, Evidence, Finding, Judgement, Missing
from apps.alerts.limits import Limits, LimitTable

__all__ = ["Ended", "Evidence", "Finding", "Missing", "Rule", "all_rules", "register", "rule", "rules_for"]

Words = Any  # str or a lazy translation


class BadRule(ValueError):
    """A rule that does not say what every rule must say, or an id used twice. A programming error."""


@dataclass(frozen=True)
class Rule:
    """One rule and what a person must know to trust or doubt it.

    `closes_with_pregnancy`: True, or the directions for which a finding makes no sense once the pregnancy has ended;
    emergencies are never closed by a machine. `can_miss`: `judge` may return Missing. `in_words` turns the values
    of one piece of evidence into a sentence; `direction_words` names the directions.
    """

    id: str
    version: int
    facts: type
    judge: Callable[[Any, Limits], Judgement]
    title: Words
    needs: Words
    ends: Words
    wrong_if: Words
    source: str
    in_words: Callable[[Mapping[str, Any]], Words]
    direction_words: Mapping[str, Words] = field(default_factory=dict)
    limits: LimitTable | None = None
    closes_with_pregnancy: bool | frozenset[str] = False
    can_miss: bool = False

    def closes(self, direction: str) -> bool:
        """Say whether the end of the pregnancy takes the sense out of a finding in this direction."""
        closing = self.closes_with_pregnancy
        return closing if isinstance(closing, bool) else direction in closing


_rules: dict[str, Rule] = {}


def register(new: Rule) -> None:
    """Add a rule; the same one twice is harmless. Raises BadRule."""
    if not all((new.id, new.title, new.needs, new.ends, new.wrong_if, new.source)) or new.version < 1:
        raise BadRule(f"rule {new.id or '?'} lacks one of its texts, its source or its version")
    if new.id in _rules and _rules[new.id].judge is not new.judge:
        raise BadRule(f"rule {new.id} is registered already")
    _rules[new.id] = new


def rule(rule_id: str) -> Rule | None:
    """Return a rule by its id; None for one that no longer exists: its alerts stay in the record."""
    return _rules.get(rule_id)


def all_rules() -> list[Rule]:
    """Return every rule, by id."""
    return [_rules[name] for name in sorted(_rules)]


def rules_for(facts: object) -> list[Rule]:
    """Return the rules that judge facts of exactly this class, by id."""
    return [found for found in all_rules() if type(facts) is found.facts]

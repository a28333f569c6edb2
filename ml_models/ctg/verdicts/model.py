"""What a verdict is made of: a label, and the items that led to it. Each opens to samples, value, rule and source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ml_models.ctg.rules import Rule

Span = tuple[float, float]
"""From and to, in seconds from the first sample."""

NOT_INTERPRETABLE = "not interpretable"
NOT_APPLICABLE = "not applicable"
REASSURING = frozenset({"reactive", "normal", "I", "met"})
"""Labels that somebody may be calmed by."""


@dataclass(frozen=True)
class Item:
    """One rule and what the trace says to it. Values are in `unit`."""

    code: str
    """Id of the rule in `ml_models/ctg/rules`."""
    met: bool | None
    """Whether what the rule describes is there; None where that cannot be assessed."""
    value: float | None
    unit: str
    threshold: float | tuple[float, float] | None
    """The limit, or the lower and the upper one."""
    samples: list[Span]
    """The stretches that decided."""
    source: str
    words: str
    checked: str
    """seen, recalled or decided: how far the figure was checked against its source."""
    against: bool
    """True where this keeps the best label back."""
    informs: bool
    """True where this keeps no label back, whatever the answer: it is told for information."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "code": self.code,
            "met": self.met,
            "value": self.value,
            "unit": self.unit,
            "threshold": list(self.threshold) if isinstance(self.threshold, tuple) else self.threshold,
            "samples": [list(span) for span in self.samples],
            "source": self.source,
            "words": self.words,
            "checked": self.checked,
            "against": self.against,
            "informs": self.informs,
        }


@dataclass(frozen=True)
class Verdict:
    """What one rule set says to a trace as a whole. `interpretable` is False where it says nothing, `why_not` why."""

    label: str
    reasons: list[Item]
    rule_version: str
    interpretable: bool = True
    why_not: list[str] = field(default_factory=list)
    """Codes of `verdicts.words.WHY_NOT`."""
    minute: int | None = None
    """Of the antepartum criteria: the first minute by which they were met."""

    @property
    def failed(self) -> list[Item]:
        """Items that keep the best label back, or that could not be assessed."""
        return [item for item in self.reasons if item.against or item.met is None]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "label": self.label,
            "interpretable": self.interpretable,
            "why_not": list(self.why_not),
            "minute": self.minute,
            "rule_version": self.rule_version,
            "reasons": [item.to_dict() for item in self.reasons],
        }


def item(
    rule: Rule,
    met: bool | None,
    value: float | None = None,
    samples: Sequence[Span] = (),
    *,
    bad: bool | None = True,
    in_minutes: bool = False,
    because: str = "",
) -> Item:
    """Return what the trace says to `rule`.

    `bad` is the answer that keeps the best label back: True for a sign that must not be there, False for one that must;
    None for one that only informs. `in_minutes`: what is told is how long it held, beside how long it must.
    `because` says why it cannot be assessed.
    """
    met = None if met is None else bool(met)  # of numpy's truth values none is True itself
    known = value is not None and math.isfinite(value)
    return Item(
        code=rule.id,
        met=met,
        value=round(float(value), 2) if known and value is not None else None,
        unit="min" if in_minutes else rule.unit,
        threshold=rule.minutes if in_minutes else _threshold(rule),
        samples=[(round(float(start), 2), round(float(stop), 2)) for start, stop in samples],
        source=rule.source,
        words=f"{rule.words} ({because})" if because else rule.words,
        checked=rule.checked,
        against=bad is not None and met is bad,
        informs=bad is None,
    )


def _threshold(rule: Rule) -> float | tuple[float, float] | None:
    if len(rule.limits) == 2:
        return rule.limits[0], rule.limits[1]
    return rule.limits[0] if rule.limits else None

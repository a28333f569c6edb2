"""What a rule can say about facts. Frozen values: no database, no clock.

A rule returns one of these, several, or None (nothing to say, which ends nothing: a condition is over only where
the rule says `Ended`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from apps.foundation.severity import Severity


@dataclass(frozen=True)
class Evidence:
    """One thing that decided: what it was, when it happened, its values, and the row that it came from.

    `what` is a stable word of the rule («message», «reading»). `values` are plain JSON values with units in their
    names. `source_kind` and `source_id` name the row (`consultations.message`, its UUID): the same source never
    raises a second alert.
    """

    what: str
    at: datetime
    values: Mapping[str, Any]
    source_kind: str
    source_id: Any


@dataclass(frozen=True)
class Finding:
    """A person should know. `direction` keeps apart what one rule can find («high», «low», «bleeding»).

    `badness`: a number that grows as it gets worse, for findings of one rule and direction; a snooze gives way
    to a greater one. None: the rule does not measure how bad, only the severity tells.
    """

    rule_id: str
    version: int
    severity: Severity
    evidence: Sequence[Evidence] = field(default_factory=tuple)
    direction: str = ""
    badness: float | None = None


@dataclass(frozen=True)
class Missing:
    """The rule could not judge: `what` is not there, `since` when it was last (None: never). No alert, but shown."""

    what: str
    since: datetime | None = None


@dataclass(frozen=True)
class Ended:
    """The condition is over. The alert stays until a person ends it, and says so."""

    direction: str = ""


Verdict = Finding | Missing | Ended
Judgement = Verdict | Sequence[Verdict] | None


def verdicts(judgement: Judgement) -> Iterator[Verdict]:
    """Return one after the other what a rule said."""
    if isinstance(judgement, Finding | Missing | Ended):
        yield judgement
    elif judgement is not None:
        yield from judgement

"""May she begin a recording at home by herself? A pure function over what is known; the table is gate.toml.

Three answers: eligible, not yet (something is still to be done or to come), not without the care team. Unknown is never
eligible. What a clinician has opened covers exactly the reasons that she saw: a new one closes the gate again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from apps.monitoring.rules import tables

NAME: Final = "gate"


class Result(StrEnum):
    """What the gate says, the worst last."""

    ELIGIBLE = "eligible"
    NOT_YET = "not_yet"
    NOT_WITHOUT_TEAM = "not_without_team"

    @property
    def order(self) -> int:
        """0 for eligible, 2 for what a person has to decide."""
        return list(Result).index(self)


@dataclass(frozen=True)
class GateFacts:
    """What is known of her. None: not known. `age_days`: of the pregnancy, on her own calendar day.

    `risks`: codes of open risk factors; `risks_in_words`: ids of those that were written in words; `red_flags`: ids of
    open alerts about her that are urgent or worse; `practice_minutes`: with somebody beside her.
    """

    age_days: int | None
    living_fetuses: int | None
    has_consent: bool
    practice_minutes: int
    risks: tuple[str, ...] = ()
    risks_in_words: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain values, to be kept with what they led to."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Reason:
    """Why she may not. `key` names it for good («risk:bleeding»); `is_open`: a clinician has opened the gate for it."""

    key: str
    id: str
    result: Result
    can_open: bool
    is_open: bool
    values: dict[str, Any]

    def says(self, language: str, **values: Any) -> str:
        """Return the reason in plain words."""
        return tables.words(_rows()[self.id], "says", language, **{**self.values, **values})

    def do(self, language: str) -> str:
        """Return what she can do about it."""
        return tables.words(_rows()[self.id], "do", language)


@dataclass(frozen=True)
class Decision:
    """What the gate says now, by which version, and every reason, the opened ones too."""

    result: Result
    reasons: tuple[Reason, ...]
    version: int

    @property
    def may_record(self) -> bool:
        """Whether she may begin."""
        return self.result is Result.ELIGIBLE

    @property
    def is_opened(self) -> bool:
        """Whether she may begin only since a clinician opened the gate."""
        return self.may_record and bool(self.reasons)

    @property
    def closing(self) -> tuple[Reason, ...]:
        """The reasons that nobody has opened, the worst first."""
        return tuple(reason for reason in self.reasons if not reason.is_open)


def decide(facts: GateFacts, opened: Collection[str] = ()) -> Decision:
    """Return what the gate says. `opened`: keys of reasons that a clinician has opened it for, in force now."""
    found = [_reason(reason_id, suffix, values, opened) for reason_id, suffix, values in _reasons(facts)]
    found.sort(key=lambda reason: (reason.is_open, -reason.result.order))
    closing = [reason.result for reason in found if not reason.is_open]
    result = max(closing, key=lambda one: one.order, default=Result.ELIGIBLE)
    return Decision(result, tuple(found), tables.version(NAME))


def limit(limit_id: str) -> int:
    """Return a limit of the table, in the unit that its name ends with."""
    return int(tables.number(NAME, limit_id))


def aside() -> frozenset[str]:
    """Return the rules whose alerts say nothing about her."""
    return frozenset(tables.by_id(NAME, "aside"))


Said = tuple[str, str, dict[str, Any]]


def _reasons(facts: GateFacts) -> Iterator[Said]:
    for alert in facts.red_flags:
        yield "red_flag", alert, {}
    yield from _of_week(facts.age_days)
    if not facts.living_fetuses:
        yield "fetuses_unknown", "", {}
    elif facts.living_fetuses > 1:
        yield "several_fetuses", "", {}
    for code in facts.risks:
        if code in tables.by_id(NAME, "risk"):
            yield "risk", code, {"code": code}
    for risk in facts.risks_in_words:
        yield "risk_in_words", risk, {}
    if not facts.has_consent:
        yield "consent_missing", "", {}
    if facts.practice_minutes < limit("practice_minutes"):
        yield (
            "practice_missing",
            "",
            {"done": facts.practice_minutes, "needed": limit("practice_minutes")},
        )


def _of_week(age_days: int | None) -> Iterator[Said]:
    if age_days is None:
        yield "week_unknown", "", {}
    elif age_days < limit("earliest_days"):
        yield "too_early", "", {}
    elif age_days < limit("alone_from_days"):
        yield "early", "", {}
    elif age_days >= limit("until_days"):
        yield "late", "", {}


def _reason(reason_id: str, suffix: str, values: dict[str, Any], opened: Collection[str]) -> Reason:
    row = _rows()[reason_id]
    key = f"{reason_id}:{suffix}" if suffix else reason_id
    can_open = bool(row["can_open"])
    return Reason(key, reason_id, Result(row["result"]), can_open, can_open and key in opened, values)


def _rows() -> dict[str, tables.Row]:
    return tables.by_id(NAME, "reason")

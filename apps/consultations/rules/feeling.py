"""The form «how do you feel»: which question comes next, and what the answers mean. Pure.

Warning signs come first. The form stops at the question that names an emergency: three questions at most.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.foundation.severity import Severity

PATH: Final = Path(__file__).with_name("feeling.toml")
LANGUAGES: Final = ("en", "zh-hans", "ko")
MANY, ONE = "many", "one"

CALL_EMERGENCY, CALL_UNIT, TALK, NOTED = "call_emergency", "call_unit", "talk", "noted"
OUTCOMES: Final = (CALL_EMERGENCY, CALL_UNIT, TALK, NOTED)
"""What she is told: ring an ambulance, ring her maternity unit, somebody will write to her, or that it is noted."""

Answers = Mapping[str, Sequence[str]]
"""Chosen options by step; an empty list says «none of these»."""


class BadForm(ValueError):
    """A definition that may not be used. A programming error."""


class BadAnswer(ValueError):
    """An answer that the form does not have; `step` names where, `reason` is a stable word."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step, self.reason = step, reason


@dataclass(frozen=True)
class Option:
    """Something that can be chosen. `flags`: (category, severity) pairs of the red-flag check."""

    id: str
    says: Mapping[str, str]
    flags: tuple[tuple[str, Severity], ...]
    after: frozenset[str]
    talk: bool


@dataclass(frozen=True)
class Step:
    """One question."""

    id: str
    choose: str
    says: Mapping[str, str]
    options: tuple[Option, ...]
    if_calm: bool

    def offered(self, chosen: frozenset[str]) -> tuple[Option, ...]:
        """Return the options that are asked after what was chosen before."""
        return tuple(option for option in self.options if not option.after or option.after & chosen)


@dataclass(frozen=True)
class Form:
    """The questions in their order, in one version."""

    id: str
    version: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Result:
    """What the answers mean. `findings`: each category at its worst severity."""

    outcome: str
    findings: tuple[tuple[str, Severity], ...]


@cache
def form() -> Form:
    """Return the form of this release."""
    return parse(PATH.read_text(encoding="utf-8"))


def parse(text: str) -> Form:
    """Read a definition. Raises BadForm."""
    given = tomllib.loads(text)
    if not all(given.get(name) for name in ("id", "version", "source", "checked", "step")):
        raise BadForm("id, version, source, checked and steps are needed")
    steps = tuple(_step(row) for row in given["step"])
    ids = [option.id for step in steps for option in step.options] + [step.id for step in steps]
    if len(ids) != len(set(ids)):
        raise BadForm("an id is used twice")
    return Form(given["id"], given["version"], steps)


def _step(row: Mapping[str, Any]) -> Step:
    if row["choose"] not in (MANY, ONE) or not row.get("option"):
        raise BadForm(f"{row['id']}: choose is many or one, and there are options")
    options = tuple(_option(one) for one in row["option"])
    return Step(row["id"], row["choose"], _says(row), options, row.get("if_calm", False))


def _option(row: Mapping[str, Any]) -> Option:
    flags = tuple((category, Severity(severity)) for category, severity in row.get("flags", ()))
    return Option(row["id"], _says(row), flags, frozenset(row.get("after", ())), row.get("talk", False))


def _says(row: Mapping[str, Any]) -> Mapping[str, str]:
    if not all(row["says"].get(language) for language in LANGUAGES):
        raise BadForm(f"{row['id']}: words are missing in one of {', '.join(LANGUAGES)}")
    return dict(row["says"])


def next_step(form: Form, answers: Answers) -> tuple[Step, tuple[Option, ...]] | None:
    """Return the question that comes next and what it offers; None where the form is done. Raises BadAnswer."""
    asked = _asked(form, answers)
    return asked[-1] if asked and asked[-1][0].id not in answers else None


def _asked(form: Form, answers: Answers) -> list[tuple[Step, tuple[Option, ...]]]:
    """Walk the form along the answers: every question that they have met, and the one that is open."""
    chosen: frozenset[str] = frozenset()
    findings: dict[str, Severity] = {}
    walked: list[tuple[Step, tuple[Option, ...]]] = []
    for step in form.steps:
        offered = step.offered(chosen)
        if not offered or (step.if_calm and findings):
            continue
        walked.append((step, offered))
        if step.id not in answers:
            break
        picked = _picked(step, offered, answers[step.id])
        chosen |= {option.id for option in picked}
        _add(findings, picked)
        if Severity.EMERGENCY in findings.values():
            break
    unknown = sorted(set(answers) - {step.id for step, _offered in walked})
    if unknown:
        raise BadAnswer(unknown[0], "not_asked")
    return walked


def _picked(step: Step, offered: tuple[Option, ...], given: Sequence[str]) -> list[Option]:
    by_id = {option.id: option for option in offered}
    if len(set(given)) != len(given):
        raise BadAnswer(step.id, "twice")
    if any(one not in by_id for one in given):
        raise BadAnswer(step.id, "not_offered")
    if step.choose == ONE and len(given) != 1:
        raise BadAnswer(step.id, "choose_one")
    return [by_id[one] for one in given]


def _add(findings: dict[str, Severity], picked: Sequence[Option]) -> None:
    for option in picked:
        for category, severity in option.flags:
            before = findings.get(category, severity)
            findings[category] = max(before, severity, key=lambda one: one.order)


def result_of(form: Form, answers: Answers) -> Result:
    """Return what finished answers mean. Raises BadAnswer where a question is still open."""
    walked = _asked(form, answers)
    open_step = walked[-1][0]
    if open_step.id not in answers:
        raise BadAnswer(open_step.id, "not_answered")
    picked = [option for step, offered in walked for option in _picked(step, offered, answers[step.id])]
    findings: dict[str, Severity] = {}
    _add(findings, picked)
    return Result(_outcome(findings, picked), tuple(sorted(findings.items())))


def _outcome(findings: Mapping[str, Severity], picked: Sequence[Option]) -> str:
    if Severity.EMERGENCY in findings.values():
        return CALL_EMERGENCY
    if findings:
        return CALL_UNIT
    return TALK if any(option.talk for option in picked) else NOTED


def with_findings(result: Result, also: Sequence[tuple[str, Severity]]) -> Result:
    """Add what was found in her own words beside the form; it can only make the outcome worse."""
    findings = dict(result.findings)
    for category, severity in also:
        findings[category] = max(findings.get(category, severity), severity, key=lambda one: one.order)
    outcome = _outcome(findings, ()) if findings else result.outcome
    return Result(outcome, tuple(sorted(findings.items())))

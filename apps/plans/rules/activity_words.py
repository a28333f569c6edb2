"""Advice on activity as plain data, with words in a language of KAISHI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.plans.rules import guidance
from apps.plans.rules.activity_lines import ActivityAdvice, HeartRate
from apps.plans.rules.activity_minutes import Minutes
from apps.plans.rules.contraindications import Finding
from apps.plans.rules.guidance import Row
from apps.plans.rules.step_goals import StepGoal
from apps.pregnancies.rules.risks import risk_codes


def as_json(advice: ActivityAdvice, language: str = "en") -> dict[str, Any]:
    """Return the advice of a week."""
    return {
        "status": str(advice.status),
        "says": guidance.word("activity", str(advice.status), language),
        "because": [_finding(finding, language) for finding in advice.because],
        "waits_for": list(advice.waits_for),
        "to_come": [_finding(finding, language) for finding in advice.to_come],
        "still_fine": _lines(advice.still_fine, language),
        "minutes_per_week": advice.minutes and advice.minutes.per_week,
        "days_per_week": advice.minutes and advice.minutes.days,
        "minutes": advice.minutes and _minutes(advice.minutes, advice.doses, language),
        "kinds": _lines(advice.kinds, language),
        "sessions": [{"day": one.day, "rule": one.rule, "minutes": one.minutes} for one in advice.sessions],
        "step_goal": advice.step_goal and _steps(advice.step_goal, language),
        "heart_rate": advice.heart_rate and _heart_rate(advice.heart_rate, language),
        "intensity": _lines(advice.intensity, language),
        "tips": _lines(advice.tips, language),
        "avoid": _lines(advice.avoid, language),
        "warning_signs": [_sign(row, language) for row in advice.warning_signs],
    }


def _lines(rows: Iterable[Row], language: str) -> list[dict[str, Any]]:
    return [_line(row, language) for row in rows]


def _line(row: Row, language: str) -> dict[str, Any]:
    return {
        "name": guidance.said(row, language),
        "says": guidance.said(row, language, "advice_"),
        "minutes_per_week": guidance.number(row, "minutes"),
        "days_per_week": guidance.number(row, "days"),
        "intensity": row["intensity"] or None,
        "standard": row["standard"],
        **guidance.plain(row),
    }


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    from_week = finding.row.get("from_week")
    return {
        "id": finding.id,
        "name": guidance.said(finding.row, language),
        "code": finding.code,
        "known_as": _known_as(finding, language),
        "do": guidance.said(finding.row, language, "do_") if "do_en" in finding.row else None,
        "effect": finding.effect,
        "can_be_cleared": finding.can_be_cleared,
        "from_week": float(from_week) if from_week else None,
        "standard": finding.row["standard"],
        **guidance.plain(finding.row),
        "meaning": guidance.plain(finding.meaning),
    }


def _known_as(finding: Finding, language: str) -> str:
    if finding.code == finding.id:
        return guidance.said(finding.row, language)
    known = risk_codes().get(finding.code)
    return known.name(language) if known else guidance.word("condition", finding.code, language)


def _minutes(minutes: Minutes, doses: Iterable[Row], language: str) -> dict[str, Any]:
    values = {"minutes": minutes.per_week, "days": minutes.days, "session": minutes.session}
    return {
        "per_week": minutes.per_week,
        "days": minutes.days,
        "session": minutes.session,
        "base": minutes.base,
        "says": guidance.word("activity", "minutes", language, values),
        "why": {"code": minutes.why, "says": guidance.word("minutes", minutes.why, language)},
        "by": _lines(doses, language),
    }


def _steps(goal: StepGoal, language: str) -> dict[str, Any]:
    code = "few_days_yet" if goal.steps is None else "steps"
    return {
        "steps": goal.steps,
        "baseline": goal.baseline,
        "valid_days": goal.valid_days,
        "last": goal.last,
        "adherence": goal.adherence,
        "says": guidance.word("activity", code, language, {"steps": goal.steps or 0}),
        "why": {
            "code": goal.why,
            "says": guidance.word("steps", goal.why, language, {"baseline": goal.baseline or 0}),
        },
        **guidance.plain(guidance.row("activity", "step_goal")),
    }


def _heart_rate(rate: HeartRate, language: str) -> dict[str, Any]:
    return {"low_bpm": rate.low, "high_bpm": rate.high, **_line(rate.row, language)}


def _sign(row: Row, language: str) -> dict[str, Any]:
    return {
        "name": guidance.said(row, language),
        "severity": row["severity"],
        "do": guidance.said(row, language, "do_"),
        "standard": row["standard"],
        **guidance.plain(row),
    }

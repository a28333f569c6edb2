"""Activity of a week: whether, how long, which kinds, how many steps, what to avoid and when to stop."""

from __future__ import annotations

from typing import Final

from apps.plans.rules import activity_minutes, contraindications, guidance, step_goals
from apps.plans.rules.activity_lines import ActivityAdvice, ActivityInput, HeartRate, Session
from apps.plans.rules.activity_minutes import Minutes
from apps.plans.rules.activity_words import as_json
from apps.plans.rules.contraindications import Finding, Go
from apps.plans.rules.guidance import Row
from apps.plans.rules.profile import ACTIVITIES

__all__ = ["ActivityAdvice", "ActivityInput", "Go", "HeartRate", "Session", "advise", "as_json"]

WATER_FIRST_FROM_WEEK: Final = 28.0
INACTIVE: Final = frozenset({"sedentary"})
DIABETES: Final = frozenset({"gestational_diabetes", "diabetes_type_1", "diabetes_type_2"})
PLACES: Final = {"swim": 0, "walk": 1}
"""Late in pregnancy water and walking come first."""
STRENGTH_DAYS: Final = (1, 4)
WALK_AFTER_MEAL_MIN: Final = 10


def advise(whom: ActivityInput) -> ActivityAdvice:
    """Return the advice of a week. Raises ValueError for an unknown level of activity."""
    if whom.activity not in ACTIVITIES:
        raise ValueError(f"activity must be one of {', '.join(ACTIVITIES)}")
    codes = contraindications.codes_of(
        whom.conditions,
        fetuses=whom.fetuses,
        body_mass_index=whom.body_mass_index,
        haemoglobin_g_dl=whom.haemoglobin_g_dl,
    )
    found = contraindications.findings(codes, whom.gestation_weeks, whom.cleared)
    status = contraindications.status_of(found)
    minutes = _minutes(whom) if status == Go.GO else None
    kinds = _kinds(whom) if status == Go.GO else ()
    return ActivityAdvice(
        status=status,
        because=found,
        waits_for=_waits_for(found),
        to_come=contraindications.to_come(codes, whom.gestation_weeks),
        still_fine=() if status == Go.GO else _rows("still_fine", whom),
        minutes=minutes,
        doses=_rows("dose", whom) if minutes else (),
        kinds=kinds,
        sessions=_sessions(kinds, minutes) if minutes else (),
        step_goal=_step_goal(whom, status),
        heart_rate=_heart_rate(whom) if status == Go.GO else None,
        intensity=_rows("talk_test", whom) if status == Go.GO else (),
        tips=_tips(whom, minutes) if status == Go.GO else (),
        avoid=_rows("avoid", whom),
        warning_signs=guidance.rows("warning_signs"),
    )


def _rows(role: str, whom: ActivityInput) -> tuple[Row, ...]:
    return tuple(
        row
        for row in guidance.rows("activity")
        if row["role"] == role and guidance.is_in_week(row, whom.gestation_weeks)
    )


def _waits_for(found: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return what a clinician can clear; nothing while something else stops her anyway."""
    if any(not finding.can_be_cleared for finding in found):
        return ()
    return tuple(finding.id for finding in found)


def _has_diabetes(whom: ActivityInput) -> bool:
    return whom.gestational_diabetes or bool(whom.conditions & DIABETES)


def _minutes(whom: ActivityInput) -> Minutes:
    return activity_minutes.minutes(
        whom.moderate_minutes, level=whom.activity, weeks=whom.gestation_weeks, adherence=whom.adherence
    )


def _kinds(whom: ActivityInput) -> tuple[Row, ...]:
    """Return the kinds: aerobic ones first, late in pregnancy water and walking before the others."""
    kinds = list(_rows("kind", whom))
    if whom.gestation_weeks >= WATER_FIRST_FROM_WEEK:
        kinds.sort(key=lambda row: PLACES.get(row["id"], len(PLACES)))
    after_meals = _rows("gdm", whom) if _has_diabetes(whom) else ()
    return (*kinds, *_rows("strength", whom), *_rows("pelvic_floor", whom), *after_meals)


def _tips(whom: ActivityInput, minutes: Minutes | None) -> tuple[Row, ...]:
    is_new = minutes is not None and minutes.why == "first" and minutes.per_week < activity_minutes.TARGET
    start = _rows("start", whom) if is_new or whom.activity in INACTIVE else ()
    hard = _rows("vigorous", whom) if whom.activity == "very_active" else ()
    return (*start, *hard, *_rows("tip", whom))


def _sessions(kinds: tuple[Row, ...], minutes: Minutes) -> tuple[Session, ...]:
    """Return the week: the first aerobic kind on its days, strength twice, pelvic floor and walks after meals daily."""
    ids = {row["role"]: row["id"] for row in reversed(kinds)}
    found = [Session(day, ids["kind"], minutes.session) for day in activity_minutes.on_days(minutes.days)]
    found += [Session(day, ids["strength"]) for day in STRENGTH_DAYS]
    for day in range(7):
        found.append(Session(day, ids["pelvic_floor"]))
        if "gdm" in ids:
            found.append(Session(day, ids["gdm"], WALK_AFTER_MEAL_MIN))
    return tuple(sorted(found, key=lambda session: session.day))


def _step_goal(whom: ActivityInput, status: Go) -> step_goals.StepGoal | None:
    if status == Go.STOP:
        return None
    return step_goals.goal(
        whom.steps,
        weeks=whom.gestation_weeks,
        last=whom.last_step_goal,
        adherence=whom.adherence,
        may_grow=status == Go.GO,
    )


def _heart_rate(whom: ActivityInput) -> HeartRate | None:
    """Return the zone of her age; none where it is unknown or where a medicine slows the heart."""
    if whom.age_years is None or whom.takes_beta_blocker:
        return None
    for row in _rows("heart_rate", whom):
        low, high = guidance.number(row, "from_age") or 0, guidance.number(row, "to_age") or 200
        if low <= int(whom.age_years) <= high:
            return HeartRate(int(row["bpm_min"]), int(row["bpm_max"]), row)
    return None

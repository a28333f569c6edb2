"""What advice on activity is made of: for whom, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from apps.plans.rules.activity_minutes import Minutes
from apps.plans.rules.contraindications import Finding, Go
from apps.plans.rules.guidance import Row
from apps.plans.rules.step_goals import StepGoal


@dataclass(frozen=True)
class ActivityInput:
    """For whom. `conditions`: codes of the list of risk factors, or ids of `contraindications.csv` themselves.

    `steps`: by day, of up to 28 days; a day without data is absent, never 0. `moderate_minutes`: of the last weeks, the
    latest last, None: not known. `last_step_goal`, `adherence`: of the week that ends; the share of days from 0 to 1.
    `cleared`: ids of entries that a clinician has cleared. `body_mass_index`: before pregnancy.
    """

    gestation_weeks: float
    age_years: float | None = None
    fetuses: int = 1
    conditions: frozenset[str] = frozenset()
    gestational_diabetes: bool = False
    takes_beta_blocker: bool = False
    activity: str = "low_active"
    body_mass_index: float | None = None
    haemoglobin_g_dl: float | None = None
    steps: Mapping[date, int] = field(default_factory=dict)
    moderate_minutes: tuple[float | None, ...] = ()
    last_step_goal: int | None = None
    adherence: float | None = None
    cleared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Session:
    """One session of a week. `day`: 0 to 6 from its start. `rule`: of the kind of activity."""

    day: int
    rule: str
    minutes: int | None = None


@dataclass(frozen=True)
class HeartRate:
    """From and to, beats a minute: only a guide beside the talk test."""

    low: int
    high: int
    row: Row


@dataclass(frozen=True)
class ActivityAdvice:
    """What a week may bring. Rows carry words, rule, source and `checked`.

    `because`: what stops or delays it. `waits_for`: ids that a clinician can clear. `to_come`: what will stop or delay
    it at a later week. Without go there are no minutes, kinds or sessions, only `still_fine`.
    """

    status: Go
    because: tuple[Finding, ...]
    waits_for: tuple[str, ...]
    to_come: tuple[Finding, ...]
    still_fine: tuple[Row, ...]
    minutes: Minutes | None
    doses: tuple[Row, ...]
    kinds: tuple[Row, ...]
    sessions: tuple[Session, ...]
    step_goal: StepGoal | None
    heart_rate: HeartRate | None
    intensity: tuple[Row, ...]
    tips: tuple[Row, ...]
    avoid: tuple[Row, ...]
    warning_signs: tuple[Row, ...]

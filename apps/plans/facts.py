"""Everything that a plan of hers rests on, gathered in one place, and of each fact where it came from.

Nothing is invented: what has to be known first is in `missing`; what was counted as usual says so (`assumed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from apps.alerts.models import Alert
from apps.alerts.states import OPEN
from apps.foundation.severity import Severity
from apps.nutrition.models import Favourite, Food, NutritionProfile, SupplementTaken
from apps.nutrition.rules import supplements
from apps.nutrition.rules.reference_intakes import AGE_WHEN_UNKNOWN, Standard, standard_of_zone
from apps.nutrition.selectors.days import course_of
from apps.nutrition.table.nutrients import BY_CODE
from apps.observations.models import Observation
from apps.observations.selectors.days import days_of
from apps.plans import learning
from apps.plans.models import PlanLock, PlanSettings
from apps.plans.packed import OWN_TABLE
from apps.plans.rules import alert_stops, allergy_words
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Allergy, Pregnancy, RiskFactor
from apps.pregnancies.selectors import gestational_age
from apps.pregnancies.states import FetusState

WHY: Final = "a plan is made for her"
STANDARDS: Final = {Standard.NASEM.value: "us", Standard.CHINA.value: "china", Standard.KOREA.value: "korea"}
LAST_PLANNED_DAYS: Final = 43 * 7
"""The figures of the standards end here; whoever has gone so far is with her clinicians day by day."""
USUAL_ACTIVITY: Final = "low_active"
GESTATIONAL_DIABETES: Final = "gestational_diabetes"
LABORATORY: Final = {
    "haemoglobin": ("haemoglobin_g_dl", timedelta(days=60)),
    "ferritin": ("ferritin_ug_l", timedelta(days=90)),
}
"""Measures of the laboratory: what they are called in a profile, and for how long a value speaks. ng/mL is µg/L."""
ABOUT_WORK: Final = ("nobody_on_duty", "consultation_answer_overdue")
"""Alerts that say nothing about her health."""
WEIGHT_SPEAKS: Final = timedelta(days=28)
STEPS_OF: Final = timedelta(days=28)
ONE_DAY: Final = timedelta(days=1)


@dataclass
class Facts:
    """`profile`: as `make_plan` takes it. `sources`: by name of a fact, {"from", "on"?}. `missing`: codes.

    `conditions`: open risk factors by code. `alerts`: open and serious ones, as rule:direction. `laboratory`: value and
    day by measure.
    """

    profile: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    laboratory: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    last_week: dict[str, Any] = field(default_factory=dict)
    locks: list[dict[str, Any]] = field(default_factory=list)

    def say(self, name: str, value: Any, source: str, on: date | None = None) -> None:
        """Put a fact into the profile, with where it came from."""
        self.profile[name] = value
        self.sources[name] = {"from": source, **({"on": on.isoformat()} if on else {})}

    def as_json(self) -> dict[str, Any]:
        """Return what a plan keeps of its facts."""
        return {
            "profile": self.profile,
            "sources": self.sources,
            "conditions": self.conditions,
            "alerts": self.alerts,
            "laboratory": self.laboratory,
            "steps": self.steps,
            "remarks": self.remarks,
            "cleared": self.cleared,
            "stops": self.stops,
            "last_week": self.last_week,
            "locks": self.locks,
        }


def of(pregnancy: Pregnancy, week_start: date, *, at: datetime) -> Facts:
    """Gather the facts for a week of a pregnancy that is in hand, with its mother as `subject`."""
    facts = Facts()
    today = max(week_start, at.date())
    settings = PlanSettings.objects.for_system(WHY).filter(subject_id=pregnancy.subject_id).first()
    facts.say("start", week_start.isoformat(), "settings")
    _body(facts, pregnancy, at)
    _weeks(facts, pregnancy, today)
    _told(facts, pregnancy, today)
    _background(facts, pregnancy)
    _supplements(facts, pregnancy, today)
    _wishes(facts, pregnancy, settings, week_start)
    _readings(facts, pregnancy, at)
    _last_week(facts, pregnancy, week_start)
    locks = PlanLock.objects.for_system(WHY).filter(
        pregnancy_id=pregnancy.pk, week_start=week_start, removed_at=None
    )
    facts.locks = [dict(row) for row in locks.order_by("pk").values("day", "slot", "food_code", "grams")]
    return facts


def _body(facts: Facts, pregnancy: Pregnancy, at: datetime) -> None:
    if pregnancy.height_cm is None:
        facts.missing.append("height")
    else:
        facts.say("height_cm", float(pregnancy.height_cm), "pregnancy")
    if pregnancy.weight_before_kg is None:
        facts.missing.append("weight")
        return
    facts.say("weight_before_kg", float(pregnancy.weight_before_kg), "pregnancy")
    latest = _latest(pregnancy, "body_weight", at - WEIGHT_SPEAKS)
    if latest is not None and latest.value is not None:
        facts.say("weight_kg", round(latest.value, 1), "reading", latest.local_day)


def _weeks(facts: Facts, pregnancy: Pregnancy, on: date) -> None:
    age = gestational_age(pregnancy, on)
    if age is None or not age.is_counted or age.days > LAST_PLANNED_DAYS:
        facts.missing.append("dating")
    else:
        facts.say("gestation_weeks", round(age.days / 7, 2), "dating")
    living = sum(fetus.state == FetusState.LIVING for fetus in pregnancy.fetuses.all())
    facts.say("fetuses", max(1, living), "pregnancy")


def _told(facts: Facts, pregnancy: Pregnancy, on: date) -> None:
    rows = NutritionProfile.objects.for_system(WHY).filter(subject_id=pregnancy.subject_id)
    told = rows.first()
    if told and told.birth_year:
        facts.say("age_years", on.year - told.birth_year, "profile")
    else:
        facts.say("age_years", AGE_WHEN_UNKNOWN, "assumed")
    facts.say(
        "activity", *((told.activity, "profile") if told and told.activity else (USUAL_ACTIVITY, "assumed"))
    )
    if told and told.standard:
        facts.say("standard", STANDARDS[told.standard], "profile")
    else:
        facts.say("standard", STANDARDS[standard_of_zone(pregnancy.subject.time_zone).value], "zone")
    if told and told.carbohydrate_targets:
        facts.say("carbohydrate_windows_g", dict(told.carbohydrate_targets), "team")


def _background(facts: Facts, pregnancy: Pregnancy) -> None:
    risks = RiskFactor.objects.for_system(WHY).filter(pregnancy_id=pregnancy.pk, ended_at=None)
    facts.conditions = sorted({row.code for row in risks if row.code})
    facts.say("gestational_diabetes", GESTATIONAL_DIABETES in facts.conditions, "team")
    allergies = Allergy.objects.for_system(WHY).filter(subject_id=pregnancy.subject_id, ended_at=None)
    known = allergy_words.of(row.substance for row in allergies)
    facts.say("allergies", sorted({name for names in known.values() for name in names}), "record")
    if pregnancy.allergies_asked_at is None and not known:
        facts.remarks.append("allergies_not_asked")
    if any(not names for names in known.values()):
        facts.remarks.append("allergy_not_of_the_ten")
    alerts = Alert.objects.for_system(WHY).filter(subject_id=pregnancy.subject_id, state__in=OPEN)
    serious = alerts.filter(severity__in=[Severity.URGENT, Severity.EMERGENCY]).exclude(
        rule_id__in=ABOUT_WORK
    )
    facts.alerts = sorted(
        {f"{rule}:{direction}" for rule, direction in serious.values_list("rule_id", "direction")}
    )
    facts.stops = sorted({alert_stops.of(alert) for alert in facts.alerts})


def _supplements(facts: Facts, pregnancy: Pregnancy, on: date) -> None:
    rows = SupplementTaken.objects.for_system(WHY).filter(subject_id=pregnancy.subject_id, from_day__lte=on)
    taken = supplements.of_day([course_of(row) for row in rows], on)
    facts.say(
        "supplement", {name: amount for name, amount in taken.items() if name in BY_CODE}, "supplements"
    )


def _wishes(facts: Facts, pregnancy: Pregnancy, settings: PlanSettings | None, week_start: date) -> None:
    wishes = settings or PlanSettings()
    facts.say("cuisine", wishes.cuisine, "settings" if settings else "assumed")
    if wishes.diet:
        facts.say("diet", wishes.diet, "settings")
    learnt = learning.of(pregnancy, before=week_start)
    facts.say("dislikes", sorted({*wishes.dislikes, *learnt.disliked}), "settings")
    facts.say("usual", sorted({*wishes.usual, *_favourites(pregnancy), *learnt.usual}), "settings")
    facts.sources["learnt"] = {
        "from": "diary",
        "left_out": list(learnt.disliked),
        "usual": list(learnt.usual),
    }
    facts.say("is_thrifty", wishes.is_thrifty, "settings")
    facts.say("wants_leftovers", wishes.wants_leftovers, "settings")
    facts.cleared = list(wishes.cleared)


def _favourites(pregnancy: Pregnancy) -> Iterable[str]:
    kept = Favourite.objects.for_system(WHY).filter(subject_id=pregnancy.subject_id)
    foods = Food.objects.filter(public_id__in=kept.values("food_id"), table__code=OWN_TABLE)
    return foods.values_list("code", flat=True)


def _readings(facts: Facts, pregnancy: Pregnancy, at: datetime) -> None:
    for measure, (name, speaks) in LABORATORY.items():
        latest = _latest(pregnancy, measure, at - speaks)
        if latest is not None and latest.value is not None:
            facts.laboratory[name] = {"value": latest.value, "on": latest.local_day.isoformat()}
    yesterday = local_day(pregnancy.subject, at) - ONE_DAY
    steps = steps_of(pregnancy, yesterday - STEPS_OF + ONE_DAY, yesterday)
    facts.steps = {day.isoformat(): round(count) for day, count in steps.items()}


def steps_of(pregnancy: Pregnancy, first: date, last: date) -> Mapping[date, float]:
    """Return steps by local day, both ends included; days without a count are left out. Today is not over."""
    mother = pregnancy.subject
    days = days_of(mother, mother, "step_count", first, last)
    return {day.day: day.value for day in days if day.value is not None}


def _latest(pregnancy: Pregnancy, measure: str, since: datetime) -> Observation | None:
    rows = Observation.objects.for_system(WHY).filter(
        subject_id=pregnancy.subject_id,
        measure=measure,
        deleted_at=None,
        is_unlikely=False,
        value__isnull=False,
    )
    latest: Observation | None = rows.filter(start_at__gte=since).order_by("-start_at").first()
    return latest


def _last_week(facts: Facts, pregnancy: Pregnancy, week_start: date) -> None:
    """Say what became of the step goal of the week before: the next one grows from there."""
    content = learning.last_content(pregnancy, before=week_start)
    goal = ((content.result.get("activity") or {}).get("step_goal") or {}).get("steps") if content else None
    if content is None or not goal:
        return
    first = content.plan.week_start
    counts = steps_of(pregnancy, first, first + 6 * ONE_DAY)
    week = learning.week_of(content.plan, content.result, counts, goal)
    share = week.steps_reached / week.steps_known if week.steps_known else None
    facts.last_week = {"step_goal": goal, "steps_share": share}

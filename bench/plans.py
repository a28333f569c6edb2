"""Plans for 100,000 mothers a week: how many one core makes in an hour, and whether they are any good.

Random mothers (seeded) are planned by one thread without a database, and their weeks are added up again from the packed
food table. Then whole jobs run as a worker runs them: facts gathered, planned, advised, kept and sent, with PostgreSQL.
"""

from __future__ import annotations

import os
import platform
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from bench import Report
from bench._servers import django_with_servers
from bench._weeks import Counted, Judge, profile

SEED: Final = 13
PLANS: Final = 60
JOBS: Final = 40
WARM_UP: Final = 2
MOTHERS: Final = 100_000
SECONDS_AN_HOUR: Final = 3_600.0


def run() -> Report:
    """Measure and report. Some two minutes."""
    report = Report("plans")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with django_with_servers():
        counted = _engine()
        jobs = _jobs()
    report.tables["pace"] = [_pace("planner alone", counted.seconds), _pace("whole job", jobs)]
    report.tables["weeks, added up again from the food table"] = _quality(counted)
    report.tables["targets that are missed though her dishes could reach them"] = [
        {"nutrient": name, "weeks": weeks, "of": counted.plans}
        for name, weeks in counted.missed.most_common()
        if weeks
    ]
    report.remarks.append(f"seed {SEED}; {WARM_UP} plans to warm up; one thread; seconds by the wall clock")
    report.ok = all(row["holds"] for row in report.tables["weeks, added up again from the food table"])
    return report


def _engine() -> Counted:
    from apps.plans import packed
    from apps.plans.rules import whole

    judge, chance, larder = Judge(), random.Random(SEED), packed.larder()
    for number in range(WARM_UP + PLANS):
        asked = profile(chance)
        began = time.perf_counter()
        plan = whole.make(asked, larder)
        if number >= WARM_UP:
            judge.judge(asked, plan, time.perf_counter() - began)
    return judge.counted


def _pace(what: str, seconds: Sequence[float]) -> dict[str, Any]:
    ranked = sorted(seconds)
    mean = sum(ranked) / len(ranked)
    per_hour = SECONDS_AN_HOUR / mean  # of the wall clock: what else the machine does is in it
    return {
        "what": what,
        "plans": len(ranked),
        "median_s": ranked[len(ranked) // 2],
        "p95_s": ranked[int(len(ranked) * 0.95)],
        "worst_s": ranked[-1],
        "per_core_hour": round(per_hour),
        "hours_for_100000_one_core": round(MOTHERS / per_hour, 1),
    }


def _quality(counted: Counted) -> list[dict[str, Any]]:
    found, days, plans = counted.found, counted.days, counted.plans
    ranked = sorted(counted.seconds)
    return [
        _row("seconds, median", ranked[len(ranked) // 2], 0.6),
        _row("seconds, worst", ranked[-1], 1.5),
        _row("weekly means short of .98, within her reach", sum(counted.missed.values()), 0),
        _row("days above an upper limit", found["above a limit"], 0),
        _row(
            "days with energy off by more than 3 %, share", found["energy off by more than 3 %"] / days, 0.02
        ),
        _row(
            "meals outside their window, share",
            found["meal outside its window"] / max(counted.meals, 1),
            0.02,
        ),
        _row("allergen or excluded food", found["allergen or excluded food"], 0),
        _row("portion outside its range", found["portion outside its range"], 0),
        _row("same dish more than twice", found["same dish more than twice"], 0),
        _row("dish at the wrong meal", found["dish at the wrong meal"], 0),
        _row("days above 2,300 mg of sodium, share", 1 - found["sodium within 2,300 mg"] / days, 0.5),
        _row("days whose printed totals differ", found["totals differ"], 0),
        _row("single days short of .95, a plan", sum(counted.short_days.values()) / plans, None),
        _row(
            "targets beyond the reach of her dishes, a plan",
            found["beyond the reach of her dishes"] / plans,
            None,
        ),
        _row(
            "targets that her dishes cannot bring together, a plan",
            found["beyond their reach together with her other targets"] / plans,
            None,
        ),
    ]


def _row(what: str, reached: float, asked: float | None) -> dict[str, Any]:
    return {"what": what, "reached": reached, "at most": asked, "holds": asked is None or reached <= asked}


def _jobs() -> list[float]:
    """Make plans as a worker does, for mothers in the database; seconds of each."""
    from django.utils import timezone

    from apps.foundation import accesses
    from apps.nutrition.services.food_table import load_food_table
    from apps.plans.services import asking, making

    load_food_table()
    at, seconds = timezone.now(), []
    with accesses.collected():
        for number, pregnancy in enumerate(_pregnancies(WARM_UP + JOBS)):
            plan, _new = asking.ask(pregnancy.subject, pregnancy_id=pregnancy.public_id, at=at)
            began = time.perf_counter()
            making.run(plan.public_id, task_id="bench", now=timezone.now)
            if number >= WARM_UP:
                seconds.append(time.perf_counter() - began)
            plan.refresh_from_db()
            if plan.state != "sent":
                raise RuntimeError(f"a plan of the bench is {plan.state}")
    return seconds


def _pregnancies(count: int) -> list[Any]:
    from django.utils import timezone

    from apps.accounts.models import Person
    from apps.nutrition.services.profiles import change_profile
    from apps.pregnancies.rules.dating import LastPeriod
    from apps.pregnancies.services.allergies import note_allergy
    from apps.pregnancies.services.pregnancies import begin_pregnancy

    at, chance, found = timezone.now(), random.Random(SEED), []
    for number in range(count):
        asked = profile(chance)
        mother = Person.objects.create_user(f"mother{number}@example.org")
        lmp_on = at.date() - timedelta(days=7 * asked["gestation_weeks"])
        pregnancy, _new = begin_pregnancy(
            mother,
            at=at,
            dating=LastPeriod(lmp_on, 28, True),
            height_cm=Decimal(asked["height_cm"]),
            weight_before_kg=Decimal(asked["weight_before_kg"]),
        )
        year = at.year - asked["age_years"]
        change_profile(
            mother, mother=mother, changes={"birth_year": year, "activity": asked["activity"]}, at=at
        )
        for substance in asked["allergies"]:
            note_allergy(mother, pregnancy_id=pregnancy.public_id, substance=substance, at=at)
        found.append(pregnancy)
    return found

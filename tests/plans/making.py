"""The dishes of the list in the database, and a mother at 24 weeks with her team."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from apps.nutrition.models import Food, FoodTable
from apps.plans import packed
from apps.plans.models import Plan
from apps.plans.rules.dishes import listed
from apps.plans.services import asking, making
from apps.pregnancies.rules.dating import LastPeriod
from apps.pregnancies.services.pregnancies import begin_pregnancy
from tests.factories import ClinicianFactory, MotherFactory, in_care

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
"""A Wednesday."""
TODAY = date(2026, 3, 4)
MONDAY = date(2026, 3, 2)


def load_dishes() -> None:
    """Put the foods that the list names into the food table."""
    table, is_new = FoodTable.objects.get_or_create(
        code="fndds",
        defaults={
            "name": "FNDDS",
            "version": "2021-2023",
            "source": "USDA",
            "licence": "public domain",
            "terms": "",
            "digest": "of the tests of plans",
        },
    )
    if not is_new:
        return
    rows = [packed._rows()["fndds", dish.code] for dish in listed()]
    Food.objects.bulk_create(
        Food(
            table=table,
            code=row["code"],
            public_id=uuid4(),
            name_en=row["name_en"],
            group=row["group"],
            commonness=0,
            nutrients=json.loads(row["nutrients"]),
            search="",
        )
        for row in rows
    )


class Home:
    """A mother at 24 weeks of whom everything is known that a plan needs, her team, and another mother."""

    def __init__(self, at: datetime = AT) -> None:
        load_dishes()
        self.at = at
        self.mother, self.other_mother = MotherFactory(time_zone="Europe/Berlin"), MotherFactory()
        self.dietitian = ClinicianFactory(profession="dietitian")
        self.doctor = ClinicianFactory()
        team = in_care(self.mother, self.dietitian)
        in_care(self.mother, self.doctor, team=team)
        self.stranger = ClinicianFactory()
        in_care(self.other_mother, self.stranger)
        self.pregnancy = self.begin(self.mother)

    def begin(self, mother: Any, **about: Any) -> Any:
        lmp = self.at.date() - timedelta(days=24 * 7)
        given = {"height_cm": Decimal(165), "weight_before_kg": Decimal(60), **about}
        dating = LastPeriod(lmp_on=lmp, cycle_days=28, cycle_is_regular=True)
        return begin_pregnancy(mother, at=self.at, dating=dating, **given)[0]

    def asked(self, person: Any = None, *, at: datetime = AT, **about: Any) -> Plan:
        given = {"pregnancy_id": self.pregnancy.public_id, **about}
        return asking.ask(person or self.mother, at=at, **given)[0]

    def made(self, person: Any = None, *, at: datetime = AT, **about: Any) -> Plan:
        plan = self.asked(person, at=at, **about)
        making.run(plan.public_id, task_id="t", now=lambda: at)
        return fresh(plan)


def fresh(row: Any) -> Any:
    """The row as the database has it now."""
    return type(row).objects.for_system("test").filter(pk=row.pk).first()


def content(plan: Plan) -> Any:
    """What a plan says."""
    from apps.plans.models import PlanContent

    return PlanContent.objects.for_system("test").get(plan_id=plan.pk)


def plans_of(mother: Any) -> list[Plan]:
    """All plans of a mother in the order of making."""
    return list(Plan.objects.for_system("test").filter(subject=mother).order_by("pk"))

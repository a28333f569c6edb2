"""A mother with her team, strangers, and pregnancies made by the services themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.accounts.models import Person
from apps.foundation.models import OutboxMessage, Revision
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.rules.dating import LastPeriod
from apps.pregnancies.services.pregnancies import begin_pregnancy
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory, in_care

AT = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
LMP = date(2027, 1, 1)
DUE = date(2027, 10, 8)


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """Everybody who may knock: by role, two teams that know nothing of each other."""
    mother, other = MotherFactory(time_zone="Asia/Seoul"), MotherFactory()
    team = {name: ClinicianFactory(profession=name) for name in ("obstetrician", "midwife", "dietitian")}
    joined = in_care(mother, team["obstetrician"])
    for name in ("midwife", "dietitian"):
        in_care(mother, team[name], team=joined)
    stranger = ClinicianFactory()
    in_care(other, stranger)
    return {
        "mother": mother,
        "other_mother": other,
        "stranger": stranger,
        "partner": PartnerFactory(),
        "administrator": AdministratorFactory(),
        **team,
    }


Begin = Callable[..., Pregnancy]


@pytest.fixture
def begin(people: dict[str, Person]) -> Begin:
    """`begin(fetus_count=2)`: the mother's own going pregnancy, dated by her last period unless `dating=`
    says else."""

    def make(by: str = "obstetrician", **given: Any) -> Pregnancy:
        given = {"dating": LastPeriod(LMP), "mother_id": people["mother"].public_id, "at": AT, **given}
        return begin_pregnancy(people[by], **given)[0]

    return make


@pytest.fixture
def said() -> Callable[[], list[str]]:
    """`said()`: names of the events since the last call."""
    seen: list[int] = [0]

    def names() -> list[str]:
        rows = list(OutboxMessage.objects.filter(pk__gt=seen[0]).order_by("pk"))
        seen[0] = rows[-1].pk if rows else seen[0]
        return [row.name for row in rows]

    return names


def revisions() -> int:
    """How many changes the database has kept: unchanged where a refusal left nothing behind."""
    return Revision.objects.count()

"""What the database itself refuses, so that no path gets round it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import Person
from apps.pregnancies.models import Dating, Fetus, Outcome, Pregnancy
from apps.pregnancies.services.moves import move
from tests.factories import FetusFactory, MotherFactory, PregnancyFactory
from tests.pregnancies.conftest import AT, DUE, Begin

pytestmark = pytest.mark.django_db


def refuse(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()
        connection.check_constraints()


def test_one_going_pregnancy_a_mother() -> None:
    mother = MotherFactory()
    PregnancyFactory(mother=mother)
    refuse("pregnancy_one_going", lambda: PregnancyFactory(mother=mother))
    PregnancyFactory(mother=mother, state="ended")


@pytest.mark.parametrize(
    ("given", "constraint"),
    [
        ({"height_cm": 99}, "pregnancy_height_believable"),
        ({"weight_before_kg": 401}, "pregnancy_weight_believable"),
        ({"state": "paused"}, "pregnancy_state_known"),
        ({"chorionicity": "four"}, "pregnancy_chorionicity_known"),
    ],
)
def test_values_that_cannot_be(given: dict[str, Any], constraint: str) -> None:
    refuse(constraint, lambda: PregnancyFactory(**given))


def test_a_letter_once_and_from_a_to_h() -> None:
    fetus = FetusFactory(label="A")
    refuse("fetus_label_once", lambda: FetusFactory(pregnancy=fetus.pregnancy, label="A"))
    refuse("fetus_label_a_to_h", lambda: FetusFactory(pregnancy=fetus.pregnancy, label="I"))


def test_a_row_belongs_to_the_mother_of_its_pregnancy() -> None:
    pregnancy = PregnancyFactory()
    refuse(
        "fetus_pregnancy_id_same_subject", lambda: FetusFactory(pregnancy=pregnancy, subject=MotherFactory())
    )
    assert Fetus.objects.for_system("test").count() == 0


def test_one_accepted_dating(people: dict[str, Person], begin: Begin) -> None:
    pregnancy = begin()
    again = Dating(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        basis="lmp",
        inputs={},
        due_on=DUE,
        rule_id="edd_lmp28",
        rule_version=1,
        recommendation="replace",
        recommendation_code="x",
        state="accepted",
        decided_at=AT,
    )
    refuse("dating_one_accepted", again.save)


def test_one_standing_end() -> None:
    pregnancy = PregnancyFactory()

    def end() -> Outcome:
        return Outcome.objects.create(
            subject_id=pregnancy.subject_id,
            pregnancy=pregnancy,
            kind="birth",
            occurred_on=DUE,
            pregnancy_state_before="going",
        )

    end()
    refuse("outcome_one_end", end)


def test_a_step_that_the_table_does_not_have_is_a_programming_error() -> None:
    pregnancy = PregnancyFactory()
    with pytest.raises(ValueError, match="no step from going to going"):
        move(pregnancy, "going")


def test_a_step_from_a_state_that_is_not_any_more_is_refused() -> None:
    from apps.foundation.errors import Conflict

    stale = PregnancyFactory()
    move(Pregnancy.objects.for_system("test").get(pk=stale.pk), "ended")
    with pytest.raises(Conflict):
        move(stale, "transferred")
    assert Pregnancy.objects.for_system("test").get(pk=stale.pk).state == "ended"

"""A pregnancy begins to be followed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.pregnancies.models import Dating, Fetus, Pregnancy
from apps.pregnancies.rules.dating import CrownRump, LastPeriod
from apps.pregnancies.services.creating import IdTaken
from apps.pregnancies.services.pregnancies import AlreadyPregnant, begin_pregnancy, change_pregnancy
from tests.pregnancies.conftest import AT, DUE, LMP, Begin, revisions

People = dict[str, Person]
OWN_ID = UUID("01935d4c-0000-7000-8000-000000000001")


def test_a_mother_begins_with_her_last_period_which_waits_for_a_clinician(people: People, said: Any) -> None:
    pregnancy, created = begin_pregnancy(people["mother"], at=AT, dating=LastPeriod(LMP, 30))
    dating = Dating.objects.for_system("test").get()
    assert created is True
    assert (pregnancy.state, pregnancy.subject_id) == ("going", people["mother"].pk)
    assert (dating.state, dating.due_on, dating.author_id) == (
        "proposed",
        date(2027, 10, 10),
        people["mother"].pk,
    )
    assert dating.inputs == {"lmp_on": "2027-01-01", "cycle_days": 30, "cycle_is_regular": None}
    assert [fetus.label for fetus in Fetus.objects.for_system("test")] == ["A"]
    assert said() == ["pregnancy.dated", "pregnancy.begun"]
    assert feed.head(people["mother"].pk) == 3


@pytest.mark.parametrize("who", ["obstetrician", "midwife"])
def test_a_dating_by_obstetrician_or_midwife_counts_at_once(people: People, begin: Begin, who: str) -> None:
    begin(by=who, fetus_count=3)
    dating = Dating.objects.for_system("test").get()
    assert (dating.state, dating.decided_by_id, dating.due_on) == ("accepted", people[who].pk, DUE)
    assert sorted(fetus.label for fetus in Fetus.objects.for_system("test")) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("stranger", NotVisible),
        ("other_mother", NotVisible),
        ("partner", Forbidden),
        ("administrator", Forbidden),
        ("dietitian", Forbidden),
    ],
)
def test_others_begin_nothing(people: People, begin: Begin, who: str, error: type[Exception]) -> None:
    before = revisions()
    with pytest.raises(error):
        begin(by=who)
    assert revisions() == before


def test_a_dietitian_may_begin_without_a_dating(begin: Begin) -> None:
    begin(by="dietitian", dating=None)
    assert Dating.objects.for_system("test").count() == 0


def test_a_clinician_says_for_whom(people: People) -> None:
    with pytest.raises(Invalid) as refused:
        begin_pregnancy(people["midwife"], at=AT)
    assert refused.value.errors[0].field == "mother"


def test_a_mother_enters_no_ultrasound(people: People) -> None:
    before = revisions()
    with pytest.raises(Forbidden):
        begin_pregnancy(people["mother"], at=AT, dating=CrownRump(date(2027, 3, 29), (60.0,)))
    assert revisions() == before


@pytest.mark.parametrize(
    ("given", "field", "limit"),
    [
        ({"fetus_count": 12}, "fetus_count", [1, 8]),
        ({"fetus_count": 0}, "fetus_count", [1, 8]),
        ({"height_cm": Decimal("99.9")}, "height_cm", [100, 230]),
        ({"height_cm": Decimal("230.1")}, "height_cm", [100, 230]),
        ({"weight_before_kg": Decimal("19.99")}, "weight_before_kg", [20, 400]),
        ({"weight_before_kg": Decimal("400.01")}, "weight_before_kg", [20, 400]),
        ({"dating": LastPeriod(date(2027, 6, 2))}, "dating.lmp_on", ["2026-07-22", "2027-06-01"]),
        ({"dating": CrownRump(date(2027, 3, 29), (500.0,))}, "dating.crl_mm", [15, 95]),
    ],
)
def test_what_cannot_be_is_refused_with_field_and_limit(
    begin: Begin, given: dict[str, Any], field: str, limit: list[Any]
) -> None:
    before = revisions()
    with pytest.raises(Invalid) as refused:
        begin(**given)
    assert (refused.value.errors[0].field, refused.value.errors[0].limit) == (field, limit)
    assert revisions() == before


def test_the_day_is_that_of_the_mother(people: People) -> None:
    late = AT.replace(hour=16)  # 1 June in Greenwich, 2 June in Seoul
    begin_pregnancy(people["mother"], at=late, dating=LastPeriod(date(2027, 6, 2)))
    assert Dating.objects.for_system("test").count() == 1


@pytest.mark.parametrize("values", [("100", "20"), ("230", "400")])
def test_measures_at_the_border_are_taken(begin: Begin, values: tuple[str, str]) -> None:
    pregnancy = begin(height_cm=Decimal(values[0]), weight_before_kg=Decimal(values[1]))
    assert (pregnancy.height_cm, pregnancy.weight_before_kg) == (Decimal(values[0]), Decimal(values[1]))


def test_one_going_pregnancy_a_mother(begin: Begin) -> None:
    begin()
    before = revisions()
    with pytest.raises(AlreadyPregnant):
        begin()
    assert revisions() == before


def test_the_same_client_id_gets_the_first_object(people: People) -> None:
    first, created = begin_pregnancy(people["mother"], at=AT, public_id=OWN_ID)
    again, created_again = begin_pregnancy(people["mother"], at=AT, public_id=OWN_ID, fetus_count=2)
    assert (created, created_again, again.pk) == (True, False, first.pk)
    assert Fetus.objects.for_system("test").count() == 1


def test_somebody_elses_client_id_is_taken(people: People) -> None:
    begin_pregnancy(people["mother"], at=AT, public_id=OWN_ID)
    with pytest.raises(IdTaken):
        begin_pregnancy(people["other_mother"], at=AT, public_id=OWN_ID)
    assert Pregnancy.objects.for_system("test").count() == 1


def test_measures_and_placenta_are_added_later(people: People, begin: Begin) -> None:
    pregnancy = begin(fetus_count=2)
    change_pregnancy(
        people["mother"],
        pregnancy_id=pregnancy.public_id,
        at=AT,
        height_cm=Decimal("163"),
        allergies_asked=True,
    )
    change_pregnancy(
        people["midwife"],
        pregnancy_id=pregnancy.public_id,
        at=AT,
        chorionicity="monochorionic_diamniotic",
        risks_asked=True,
    )
    stored = Pregnancy.objects.for_system("test").get()
    assert (stored.height_cm, stored.chorionicity) == (Decimal("163.0"), "monochorionic_diamniotic")
    assert (stored.allergies_asked_at, stored.risks_asked_at) == (AT, AT)
    change_pregnancy(people["midwife"], pregnancy_id=pregnancy.public_id, at=AT, risks_asked=False)
    assert Pregnancy.objects.for_system("test").get().risks_asked_at is None


@pytest.mark.parametrize("name", ["chorionicity", "risks_asked"])
def test_a_mother_does_not_say_what_an_ultrasound_saw(people: People, begin: Begin, name: str) -> None:
    pregnancy, value = begin(), {"chorionicity": "mixed", "risks_asked": True}[name]
    with pytest.raises(Forbidden):
        change_pregnancy(people["mother"], pregnancy_id=pregnancy.public_id, at=AT, **{name: value})


def test_an_unknown_choice_is_refused(people: People, begin: Begin) -> None:
    with pytest.raises(Invalid) as refused:
        change_pregnancy(people["midwife"], pregnancy_id=begin().public_id, at=AT, chorionicity="four")
    assert refused.value.errors[0].field == "chorionicity"


def test_another_mothers_pregnancy_is_not_there(people: People, begin: Begin) -> None:
    pregnancy = begin()
    for who in (people["other_mother"], people["stranger"]):
        with pytest.raises(NotVisible):
            change_pregnancy(who, pregnancy_id=pregnancy.public_id, at=AT, height_cm=Decimal("150"))
    with pytest.raises(Forbidden):
        change_pregnancy(people["partner"], pregnancy_id=pregnancy.public_id, at=AT, height_cm=Decimal("150"))
    assert Pregnancy.objects.for_system("test").get().height_cm is None

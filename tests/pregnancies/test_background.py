"""Risk factors, allergies, earlier pregnancies: who tells, who ends, what is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import Person
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.pregnancies.models import Allergy, EarlierPregnancy, RiskFactor
from apps.pregnancies.services.allergies import change_allergy, end_allergy, note_allergy
from apps.pregnancies.services.earlier_pregnancies import (
    change_earlier_pregnancy,
    remove_earlier_pregnancy,
    tell_earlier_pregnancy,
)
from apps.pregnancies.services.risk_factors import AlreadyNoted, end_risk_factor, note_risk_factor
from tests.pregnancies.conftest import AT, Begin, revisions

People = dict[str, Person]
OWN_ID = UUID("01935d4c-0000-7000-8000-000000000003")


@pytest.fixture
def at_hers(begin: Begin) -> dict[str, Any]:
    return {"pregnancy_id": begin().public_id, "at": AT}


@pytest.mark.parametrize("who", ["obstetrician", "midwife", "dietitian"])
def test_clinicians_note_and_end_risks(people: People, at_hers: dict[str, Any], who: str) -> None:
    risk, created = note_risk_factor(people[who], code="previous_caesarean", text="2024", **at_hers)
    assert (created, risk.code, risk.text, risk.noted_by_id, risk.noted_at) == (
        True,
        "previous_caesarean",
        "2024",
        people[who].pk,
        AT,
    )
    ended = end_risk_factor(
        people[who], risk_factor_id=risk.public_id, reason="It was another mother's", **at_hers
    )
    assert (ended.ended_at, ended.ended_by_id, ended.end_reason) == (
        AT,
        people[who].pk,
        "It was another mother's",
    )
    before = revisions()
    end_risk_factor(people[who], risk_factor_id=risk.public_id, **at_hers)
    assert revisions() == before


def test_a_risk_stands_open_once_and_may_come_back(people: People, at_hers: dict[str, Any]) -> None:
    risk, _created = note_risk_factor(people["midwife"], code="anaemia", **at_hers)
    with pytest.raises(AlreadyNoted):
        note_risk_factor(people["midwife"], code="anaemia", **at_hers)
    end_risk_factor(people["midwife"], risk_factor_id=risk.public_id, **at_hers)
    note_risk_factor(people["midwife"], code="anaemia", **at_hers)
    assert RiskFactor.objects.for_system("test").count() == 2


@pytest.mark.parametrize(("code", "text"), [("", "  "), ("moonlight", "")])
def test_a_risk_says_something_known(people: People, at_hers: dict[str, Any], code: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        note_risk_factor(people["midwife"], code=code, text=text, **at_hers)
    assert refused.value.errors[0].field == "code"
    assert RiskFactor.objects.for_system("test").count() == 0


@pytest.mark.parametrize(
    ("who", "error"),
    [("mother", Forbidden), ("partner", Forbidden), ("administrator", Forbidden), ("stranger", NotVisible)],
)
def test_nobody_else_notes_or_ends_risks(
    people: People, at_hers: dict[str, Any], who: str, error: type[Exception]
) -> None:
    risk, _created = note_risk_factor(people["midwife"], text="Lives alone", **at_hers)
    before = revisions()
    with pytest.raises(error):
        note_risk_factor(people[who], code="anaemia", **at_hers)
    with pytest.raises(error):
        end_risk_factor(people[who], risk_factor_id=risk.public_id, **at_hers)
    assert revisions() == before


@pytest.mark.parametrize("who", ["mother", "obstetrician", "midwife", "dietitian"])
def test_mother_and_team_note_allergies(people: People, at_hers: dict[str, Any], who: str) -> None:
    allergy, created = note_allergy(people[who], substance=" Penicillin ", severity="anaphylaxis", **at_hers)
    assert (created, allergy.substance, allergy.severity, allergy.reaction) == (
        True,
        "Penicillin",
        "anaphylaxis",
        "",
    )


def test_an_allergy_stands_open_once_whatever_the_case_of_its_letters(
    people: People, at_hers: dict[str, Any]
) -> None:
    note_allergy(people["mother"], substance="Penicillin", **at_hers)
    with pytest.raises(AlreadyNoted):
        note_allergy(people["midwife"], substance="PENICILLIN", **at_hers)


def test_a_mother_changes_what_she_told_but_not_what_her_team_noted(
    people: People, at_hers: dict[str, Any]
) -> None:
    own, _created = note_allergy(people["mother"], substance="Nuts", **at_hers)
    theirs, _created = note_allergy(people["midwife"], substance="Latex", **at_hers)
    where = {"pregnancy_id": at_hers["pregnancy_id"]}
    assert (
        change_allergy(people["mother"], allergy_id=own.public_id, severity="mild", **where).severity
        == "mild"
    )
    assert (
        end_allergy(people["mother"], allergy_id=own.public_id, **at_hers).ended_by_id == people["mother"].pk
    )
    before = revisions()
    with pytest.raises(Forbidden):
        end_allergy(people["mother"], allergy_id=theirs.public_id, **at_hers)
    with pytest.raises(Forbidden):
        change_allergy(people["mother"], allergy_id=theirs.public_id, severity="mild", **where)
    with pytest.raises(Invalid):
        change_allergy(people["midwife"], allergy_id=theirs.public_id, severity="terrible", **where)
    assert revisions() == before
    assert end_allergy(people["dietitian"], allergy_id=theirs.public_id, **at_hers).ended_at == AT


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("partner", Forbidden),
        ("administrator", Forbidden),
        ("stranger", NotVisible),
        ("other_mother", NotVisible),
    ],
)
def test_nobody_else_touches_allergies_or_earlier_pregnancies(
    people: People, at_hers: dict[str, Any], who: str, error: type[Exception]
) -> None:
    allergy, _created = note_allergy(people["mother"], substance="Nuts", **at_hers)
    told, _created = tell_earlier_pregnancy(people["mother"], year=2020, outcome="live_birth", **at_hers)
    where = {"pregnancy_id": at_hers["pregnancy_id"]}
    before = revisions()
    with pytest.raises(error):
        note_allergy(people[who], substance="Latex", **at_hers)
    with pytest.raises(error):
        end_allergy(people[who], allergy_id=allergy.public_id, **at_hers)
    with pytest.raises(error):
        tell_earlier_pregnancy(people[who], year=2020, outcome="live_birth", **at_hers)
    with pytest.raises(error):
        change_earlier_pregnancy(people[who], earlier_pregnancy_id=told.public_id, year=2021, **at_hers)
    with pytest.raises(error):
        remove_earlier_pregnancy(people[who], earlier_pregnancy_id=told.public_id, **where)
    assert revisions() == before


def test_an_allergy_needs_a_substance_and_a_known_severity(people: People, at_hers: dict[str, Any]) -> None:
    for given, field in (
        ({"substance": "  "}, "substance"),
        ({"substance": "X", "severity": "huge"}, "severity"),
    ):
        with pytest.raises(Invalid) as refused:
            note_allergy(people["mother"], **given, **at_hers)
        assert refused.value.errors[0].field == field
    assert Allergy.objects.for_system("test").count() == 0


def test_an_earlier_pregnancy_is_told_changed_and_removed(people: People, at_hers: dict[str, Any]) -> None:
    told: dict[str, Any] = {
        "year": 2020,
        "outcome": "live_birth",
        "gestation_weeks": 34,
        "mode": "caesarean",
        "birth_weight_g": 2300,
        "complications": "Pre-eclampsia",
    }
    row, created = tell_earlier_pregnancy(people["mother"], public_id=OWN_ID, **told, **at_hers)
    again, created_again = tell_earlier_pregnancy(people["mother"], public_id=OWN_ID, **told, **at_hers)
    assert (created, created_again, again.pk) == (True, False, row.pk)
    change_earlier_pregnancy(
        people["midwife"], earlier_pregnancy_id=row.public_id, gestation_weeks=35, **at_hers
    )
    stored = EarlierPregnancy.objects.for_system("test").get()
    assert (stored.year, stored.gestation_weeks, stored.birth_weight_g) == (2020, 35, 2300)
    remove_earlier_pregnancy(
        people["mother"], earlier_pregnancy_id=row.public_id, pregnancy_id=at_hers["pregnancy_id"]
    )
    assert EarlierPregnancy.objects.for_system("test").count() == 0


@pytest.mark.parametrize(
    ("given", "field", "limit"),
    [
        ({"year": 1949}, "year", [1950, 2027]),
        ({"year": 2028}, "year", [1950, 2027]),
        ({"gestation_weeks": 46}, "gestation_weeks", [1, 45]),
        ({"gestation_weeks": 0}, "gestation_weeks", [1, 45]),
        ({"birth_weight_g": 99}, "birth_weight_g", [100, 8000]),
    ],
)
def test_figures_of_an_earlier_pregnancy_have_limits(
    people: People, at_hers: dict[str, Any], given: dict[str, int], field: str, limit: list[int]
) -> None:
    before = revisions()
    with pytest.raises(Invalid) as refused:
        tell_earlier_pregnancy(people["mother"], **{"year": 2020, "outcome": "unknown", **given}, **at_hers)
    assert (refused.value.errors[0].field, refused.value.errors[0].limit) == (field, limit)
    assert revisions() == before

"""Proposed by one, decided by another; what was decided stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from apps.accounts.models import Person
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.pregnancies.models import Dating, Pregnancy
from apps.pregnancies.rules.dating import (
    CrownRump,
    EmbryoTransfer,
    Given,
    LastPeriod,
    ScanReport,
    StatedDueDate,
)
from apps.pregnancies.selectors import due_date, gestational_age, pregnancy_visible_to
from apps.pregnancies.services.datings import DatingDecided, DatingStale, decide_dating, redate
from apps.pregnancies.services.locks import PregnancyNotGoing
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.pregnancies.conftest import AT, DUE, LMP, Begin, revisions

People = dict[str, Person]
DAY80 = LMP + timedelta(days=80)
LATER = AT + timedelta(hours=1)


def propose(person: Person, pregnancy: Pregnancy, given: Given, at: Any = AT) -> Dating:
    return redate(person, pregnancy_id=pregnancy.public_id, given=given, at=at)[0]


def decide(
    person: Person, dating: Dating, decision: str = "recommended", reason: str = "", at: Any = LATER
) -> Dating:
    pregnancy = dating.pregnancy
    return decide_dating(
        person,
        pregnancy_id=pregnancy.public_id,
        dating_id=dating.public_id,
        decision=decision,
        reason=reason,
        at=at,
    )


def states() -> list[tuple[str, str]]:
    return [(row.basis, row.state) for row in Dating.objects.for_system("test").order_by("pk")]


def due_of(people: People, pregnancy: Pregnancy) -> tuple[date, bool] | None:
    found = due_date(pregnancy_visible_to(people["mother"], pregnancy.public_id))
    return (found.due_on, found.is_provisional) if found else None


def test_a_scan_beyond_the_threshold_replaces_the_last_period(
    people: People, begin: Begin, said: Any
) -> None:
    pregnancy = begin()
    said()
    dating = propose(people["midwife"], pregnancy, ScanReport(DAY80, 88))
    assert (
        dating.recommendation,
        dating.difference_days,
        dating.threshold_days,
        dating.recommendation_rule_id,
    ) == (
        "replace",
        -8,
        7,
        "redate_acog_2",
    )
    assert due_of(people, pregnancy) == (DUE, False)
    decide(people["obstetrician"], dating)
    assert states() == [("lmp", "superseded"), ("ultrasound_report", "accepted")]
    assert due_of(people, pregnancy) == (date(2027, 9, 30), False)
    assert said() == ["pregnancy.dated"]


def test_a_scan_within_the_threshold_confirms_the_last_period(
    people: People, begin: Begin, said: Any
) -> None:
    pregnancy = begin()
    said()
    decide(people["midwife"], propose(people["midwife"], pregnancy, ScanReport(DAY80, 87)))
    assert states() == [("lmp", "accepted"), ("ultrasound_report", "noted")]
    assert due_of(people, pregnancy) == (DUE, False)
    assert said() == []


def test_after_a_scan_has_confirmed_the_date_later_ones_do_not_move_it(people: People, begin: Begin) -> None:
    pregnancy = begin()
    decide(people["midwife"], propose(people["midwife"], pregnancy, ScanReport(DAY80, 81)))
    later = propose(people["midwife"], pregnancy, ScanReport(LMP + timedelta(days=140), 154))
    assert (later.recommendation, later.recommendation_code) == ("keep", "first_scan_set_the_date")


def test_keeping_what_a_mother_told_confirms_it(people: People, begin: Begin, said: Any) -> None:
    pregnancy = begin(by="mother")
    assert due_of(people, pregnancy) == (DUE, True)
    said()
    decide(people["midwife"], propose(people["midwife"], pregnancy, ScanReport(DAY80, 82)))
    assert states() == [("lmp", "accepted"), ("ultrasound_report", "noted")]
    assert due_of(people, pregnancy) == (DUE, False)
    assert said() == ["pregnancy.dated"]


def test_replacing_what_a_mother_told_leaves_it_in_the_record(people: People, begin: Begin) -> None:
    pregnancy = begin(by="mother")
    decide(people["midwife"], propose(people["midwife"], pregnancy, ScanReport(DAY80, 90)))
    assert states() == [("lmp", "superseded"), ("ultrasound_report", "accepted")]


def test_a_mother_corrects_her_last_period_before_anybody_decided(people: People, begin: Begin) -> None:
    pregnancy = begin(by="mother")
    dating = propose(people["mother"], pregnancy, LastPeriod(date(2027, 1, 11)))
    assert states() == [("lmp", "withdrawn"), ("lmp", "proposed")]
    assert dating.recommendation_code == "first_dating"
    assert due_of(people, pregnancy) == (date(2027, 10, 18), True)


def test_a_mother_who_remembers_otherwise_later_changes_nothing_by_herself(
    people: People, begin: Begin
) -> None:
    pregnancy = begin()
    dating = propose(people["mother"], pregnancy, LastPeriod(date(2027, 1, 11)))
    assert (dating.state, dating.recommendation) == ("proposed", "clinician")
    assert due_of(people, pregnancy) == (DUE, False)


def test_deciding_otherwise_needs_a_reason(people: People, begin: Begin) -> None:
    pregnancy = begin()
    dating = propose(people["midwife"], pregnancy, ScanReport(DAY80, 90))
    before = revisions()
    with pytest.raises(Invalid) as refused:
        decide(people["midwife"], dating, "keep", "  ")
    assert refused.value.errors[0].field == "reason"
    assert revisions() == before
    kept = decide(people["midwife"], dating, "keep", "Poor view of the fetus")
    assert (kept.state, kept.is_override, kept.reason) == ("noted", True, "Poor view of the fetus")
    assert due_of(people, pregnancy) == (DUE, False)


def test_where_the_rules_leave_it_open_a_clinician_must_say_what_and_why(
    people: People, begin: Begin
) -> None:
    pregnancy = begin()
    dating = propose(people["midwife"], pregnancy, ScanReport(LMP + timedelta(days=150), 170))
    late = propose(people["midwife"], pregnancy, StatedDueDate(date(2027, 10, 20)))
    assert (dating.recommendation, late.recommendation) == ("replace", "clinician")
    with pytest.raises(Invalid) as refused:
        decide(people["midwife"], late)
    assert refused.value.errors[0].field == "decision"
    assert decide(people["midwife"], late, "keep", "Her own calendar is exact").is_override is False


def test_assisted_conception_is_never_redated(people: People, begin: Begin) -> None:
    pregnancy = begin(dating=EmbryoTransfer(date(2027, 1, 20), 5))
    dating = propose(people["midwife"], pregnancy, ScanReport(DAY80, 95))
    assert (dating.recommendation, dating.recommendation_code) == ("keep", "ivf_never_redated")


def test_a_wrong_entry_is_withdrawn_with_a_reason(people: People, begin: Begin) -> None:
    pregnancy = begin()
    dating = propose(people["midwife"], pregnancy, ScanReport(DAY80, 90))
    with pytest.raises(Invalid):
        decide(people["midwife"], dating, "withdraw")
    decide(people["midwife"], dating, "withdraw", "Another mother's report")
    assert states() == [("lmp", "accepted"), ("ultrasound_report", "withdrawn")]


def test_deciding_the_same_twice_changes_nothing_and_otherwise_is_refused(
    people: People, begin: Begin
) -> None:
    pregnancy = begin()
    dating = propose(people["midwife"], pregnancy, ScanReport(DAY80, 90))
    decide(people["midwife"], dating, "replace")
    before = revisions()
    assert decide(people["obstetrician"], dating, "replace").state == "accepted"
    with pytest.raises(DatingDecided):
        decide(people["obstetrician"], dating, "keep", "No")
    assert revisions() == before


def test_advice_that_was_given_beside_another_date_is_stale(people: People, begin: Begin) -> None:
    pregnancy = begin()
    one = propose(people["midwife"], pregnancy, ScanReport(DAY80, 90))
    two = propose(people["midwife"], pregnancy, ScanReport(DAY80, 91))
    decide(people["midwife"], one)
    before = revisions()
    with pytest.raises(DatingStale):
        decide(people["midwife"], two)
    assert revisions() == before


def test_there_is_nothing_to_keep_beside_a_first_dating(people: People, begin: Begin) -> None:
    pregnancy = begin(dating=None)
    dating = propose(people["midwife"], pregnancy, CrownRump(date(2027, 3, 29), (60.0,)))
    with pytest.raises(Invalid) as refused:
        decide(people["midwife"], dating, "keep", "Because")
    assert refused.value.errors[0].code == "nothing_to_keep"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("mother", Forbidden),
        ("dietitian", Forbidden),
        ("partner", Forbidden),
        ("administrator", Forbidden),
        ("stranger", NotVisible),
        ("other_mother", Forbidden),
    ],
)
def test_only_obstetricians_and_midwives_of_the_team_decide(
    people: People, begin: Begin, who: str, error: type[Exception]
) -> None:
    dating = propose(people["midwife"], begin(), ScanReport(DAY80, 90))
    before = revisions()
    with pytest.raises(error):
        decide(people[who], dating)
    assert revisions() == before


@pytest.mark.parametrize(
    ("who", "given", "error"),
    [
        ("dietitian", LastPeriod(LMP), Forbidden),
        ("mother", ScanReport(DAY80, 90), Forbidden),
        ("partner", LastPeriod(LMP), Forbidden),
        ("stranger", LastPeriod(LMP), NotVisible),
        ("other_mother", LastPeriod(LMP), NotVisible),
    ],
)
def test_who_may_not_propose_stores_nothing(
    people: People, begin: Begin, who: str, given: Given, error: type[Exception]
) -> None:
    pregnancy = begin()
    before = revisions()
    with pytest.raises(error):
        propose(people[who], pregnancy, given)
    assert revisions() == before


def test_another_pregnancys_dating_is_not_there(people: People, begin: Begin) -> None:
    from apps.pregnancies.services.pregnancies import begin_pregnancy

    elsewhere, _created = begin_pregnancy(people["other_mother"], at=AT, dating=LastPeriod(LMP))
    dating = elsewhere.datings.get()
    with pytest.raises(NotVisible):
        decide_dating(people["midwife"], pregnancy_id=begin().public_id, dating_id=dating.public_id, at=AT)


def test_an_ended_pregnancy_is_not_dated_any_more(people: People, begin: Begin) -> None:
    pregnancy = begin()
    waiting = propose(people["midwife"], pregnancy, ScanReport(DAY80, 90))
    record_outcome(
        people["midwife"],
        pregnancy_id=pregnancy.public_id,
        at=AT,
        new=NewOutcome("miscarriage", date(2027, 6, 1)),
    )
    before = revisions()
    with pytest.raises(PregnancyNotGoing):
        propose(people["midwife"], pregnancy, ScanReport(DAY80, 90))
    with pytest.raises(PregnancyNotGoing):
        decide(people["midwife"], waiting)
    assert revisions() == before


def test_the_age_as_it_was_known_before_and_after_redating(people: People, begin: Begin) -> None:
    pregnancy = begin(by="mother")
    dating = propose(people["midwife"], pregnancy, ScanReport(DAY80, 90), at=AT + timedelta(minutes=10))
    decide(people["midwife"], dating, at=LATER)
    seen = pregnancy_visible_to(people["midwife"], pregnancy.public_id)
    ages = [
        gestational_age(seen, DAY80, known_at=AT + timedelta(minutes=minutes)) for minutes in (-1, 0, 30, 61)
    ]
    assert [str(age) for age in ages] == ["None", "11w3d", "11w3d", "12w6d"]
    known = [due_date(seen, known_at=AT + timedelta(minutes=minutes)) for minutes in (30, 61)]
    assert [due.is_provisional for due in known if due] == [True, False]


def test_dating_is_suboptimal_until_an_early_scan_supports_it(people: People, begin: Begin) -> None:
    pregnancy = begin()
    later = LMP + timedelta(days=160)
    assert _suboptimal(people, pregnancy, later) is True
    assert _suboptimal(people, pregnancy, LMP + timedelta(days=100)) is None
    decide(people["midwife"], propose(people["midwife"], pregnancy, ScanReport(DAY80, 83)))
    assert _suboptimal(people, pregnancy, later) is False


def _suboptimal(people: People, pregnancy: Pregnancy, on: date) -> bool | None:
    found = due_date(pregnancy_visible_to(people["midwife"], pregnancy.public_id), on=on)
    assert found is not None
    return found.is_suboptimal


def test_what_was_given_and_the_rule_are_copied_into_the_row(people: People, begin: Begin) -> None:
    dating = propose(people["midwife"], begin(), CrownRump(date(2027, 3, 29), (58.0, 62.0), "hadlock"))
    assert dating.inputs == {"scan_on": "2027-03-29", "crl_mm": [58.0, 62.0], "formula": "hadlock"}
    assert (dating.rule_id, dating.rule_version) == ("crl_hadlock_1992", 1)

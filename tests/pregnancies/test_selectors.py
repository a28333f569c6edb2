"""What is read, by whom, and in how many queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from apps.accounts.models import Person
from apps.foundation import accesses
from apps.foundation.errors import NotVisible
from apps.pregnancies.rules.dating import LastPeriod, ScanReport
from apps.pregnancies.selectors import (
    banner_for,
    banners_for,
    gestational_age,
    mother_visible_to,
    pregnancies_visible_to,
    pregnancy_visible_to,
    timeline,
)
from apps.pregnancies.services.allergies import note_allergy
from apps.pregnancies.services.datings import decide_dating, redate
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from apps.pregnancies.services.pregnancies import begin_pregnancy, change_pregnancy
from apps.pregnancies.services.risk_factors import end_risk_factor, note_risk_factor
from apps.pregnancies.timeline import Entry, register_source
from tests.factories import MotherFactory, in_care
from tests.pregnancies.conftest import AT, DUE, LMP, Begin

People = dict[str, Person]


def test_the_banner_says_what_one_must_not_forget(people: People, begin: Begin) -> None:
    people["mother"].language = "ko"
    people["mother"].save()
    pregnancy = begin(fetus_count=2, chorionicity="dichorionic")
    where: dict[str, Any] = {"pregnancy_id": pregnancy.public_id, "at": AT}
    note_risk_factor(people["midwife"], code="multiple_pregnancy", **where)
    note_risk_factor(people["midwife"], code="previous_caesarean", text="2024", **where)
    gone, _created = note_risk_factor(people["midwife"], code="anaemia", **where)
    end_risk_factor(people["midwife"], risk_factor_id=gone.public_id, **where)
    note_allergy(people["mother"], substance="Nuts", severity="mild", **where)
    note_allergy(people["midwife"], substance="Latex", severity="anaphylaxis", **where)
    banner = banner_for(
        people["midwife"], pregnancy_visible_to(people["midwife"], pregnancy.public_id), at=AT
    )
    assert (banner.name, str(banner.gestational_age), banner.due_on) == (
        people["mother"].full_name,
        "21w4d",
        DUE,
    )
    assert [(fetus.label, fetus.state) for fetus in banner.fetuses] == [("A", "living"), ("B", "living")]
    assert banner.risks == ("More than one fetus", "Earlier caesarean section: 2024")
    assert [allergy.substance for allergy in banner.allergies or ()] == ["Latex", "Nuts"]
    assert (banner.language, banner.language_text, banner.state, banner.chorionicity) == (
        "ko",
        "한국어",
        "going",
        "dichorionic",
    )
    assert (banner.is_provisional, banner.is_suboptimal, banner.outcome) == (False, None, None)


def test_nobody_asked_is_not_none(people: People, begin: Begin) -> None:
    pregnancy = begin()
    banner = banner_for(
        people["midwife"], pregnancy_visible_to(people["midwife"], pregnancy.public_id), at=AT
    )
    assert (banner.risks, banner.allergies) == (None, None)
    change_pregnancy(
        people["midwife"], pregnancy_id=pregnancy.public_id, at=AT, risks_asked=True, allergies_asked=True
    )
    banner = banner_for(
        people["midwife"], pregnancy_visible_to(people["midwife"], pregnancy.public_id), at=AT
    )
    assert (banner.risks, banner.allergies) == ((), ())


def test_after_the_end_the_banner_shows_no_weeks(people: People, begin: Begin) -> None:
    pregnancy = begin()
    record_outcome(
        people["midwife"],
        pregnancy_id=pregnancy.public_id,
        at=AT,
        new=NewOutcome("stillbirth", date(2027, 5, 30)),
    )
    banner = banner_for(
        people["midwife"], pregnancy_visible_to(people["midwife"], pregnancy.public_id), at=AT
    )
    assert (banner.gestational_age, banner.due_on, banner.outcome, banner.ended_on) == (
        None,
        None,
        "stillbirth",
        date(2027, 5, 30),
    )


def test_without_a_dating_weeks_are_unknown(people: People, begin: Begin) -> None:
    pregnancy = pregnancy_visible_to(people["mother"], begin(dating=None).public_id)
    assert gestational_age(pregnancy, date(2027, 6, 1)) is None


def test_days_before_the_pregnancy_and_beyond_any_have_no_weeks(people: People, begin: Begin) -> None:
    pregnancy = pregnancy_visible_to(people["mother"], begin().public_id)
    before, beyond = (
        gestational_age(pregnancy, date(2026, 12, 31)),
        gestational_age(pregnancy, date(2027, 12, 1)),
    )
    assert before is not None
    assert beyond is not None
    assert [(age.days, age.weeks, str(age)) for age in (before, beyond)] == [
        (-1, None, "?"),
        (334, None, "?"),
    ]


@pytest.mark.parametrize("who", ["other_mother", "stranger", "partner", "administrator"])
def test_others_see_nothing(people: People, begin: Begin, who: str) -> None:
    pregnancy = begin()
    with pytest.raises(NotVisible):
        pregnancy_visible_to(people[who], pregnancy.public_id)
    assert list(pregnancies_visible_to(people[who])) == []
    with pytest.raises(NotVisible):
        mother_visible_to(people[who], people["mother"].public_id)


def test_reading_as_a_clinician_is_noted_reading_as_the_mother_is_not(people: People, begin: Begin) -> None:
    pregnancy = begin()
    with accesses.collected() as collector:
        pregnancy_visible_to(people["mother"], pregnancy.public_id)
        assert collector.reads == {}
        pregnancy_visible_to(people["midwife"], pregnancy.public_id)
        kinds = {kind for reader, subject, kind in collector.reads}
    assert kinds == {"pregnancies.pregnancy", "pregnancies.fetus", "pregnancies.dating"}


@pytest.mark.parametrize("count", [5, 50])
def test_banners_take_the_same_number_of_queries_for_any_number(
    people: People, django_assert_num_queries: Any, count: int
) -> None:
    midwife = people["midwife"]
    team = in_care(MotherFactory(), midwife)
    for number in range(count):
        mother = MotherFactory()
        in_care(mother, midwife, team=team)
        pregnancy, _created = begin_pregnancy(
            mother, at=AT, dating=LastPeriod(LMP), fetus_count=1 + number % 2
        )
        note_risk_factor(midwife, pregnancy_id=pregnancy.public_id, at=AT, code="anaemia")
        if number % 2:
            record_outcome(
                midwife,
                pregnancy_id=pregnancy.public_id,
                at=AT,
                new=NewOutcome("miscarriage", date(2027, 5, 30)),
            )
    with django_assert_num_queries(6):
        banners = banners_for(midwife, list(pregnancies_visible_to(midwife)), at=AT)
    assert len(banners) == count


def test_the_timeline_tells_what_happened_newest_first(people: People, begin: Begin) -> None:
    pregnancy = begin(by="mother")
    where: dict[str, Any] = {"pregnancy_id": pregnancy.public_id}
    dating, _created = redate(
        people["midwife"],
        given=ScanReport(LMP + timedelta(days=80), 90),
        at=AT + timedelta(minutes=1),
        **where,
    )
    decide_dating(people["midwife"], dating_id=dating.public_id, at=AT + timedelta(minutes=2), **where)
    note_risk_factor(people["midwife"], code="anaemia", at=AT + timedelta(minutes=3), **where)
    record_outcome(
        people["midwife"], new=NewOutcome("birth", date(2027, 6, 2)), at=AT + timedelta(days=1), **where
    )
    entries = timeline(people["mother"], pregnancy_visible_to(people["mother"], pregnancy.public_id))
    assert [(entry.kind, entry.title) for entry in entries] == [
        ("pregnancy.outcome", "Birth"),
        ("pregnancy.risk_factor", "Risk noted: Anaemia."),
        ("pregnancy.dating", "The due date was set: Ultrasound, weeks as in the report."),
        ("pregnancy.dating", "A due date was entered: Ultrasound, weeks as in the report."),
        ("pregnancy.dating", "A due date was entered: Last period."),
        ("pregnancy.begun", "This pregnancy is followed from here on."),
    ]


def test_a_risk_is_named_in_the_readers_language(people: People, begin: Begin) -> None:
    pregnancy = begin()
    note_risk_factor(people["midwife"], code="placenta_praevia", pregnancy_id=pregnancy.public_id, at=AT)
    people["mother"].language = "zh-hans"
    with translation.override("zh-hans"):
        entries = timeline(people["mother"], pregnancy_visible_to(people["mother"], pregnancy.public_id))
    assert any("前置胎盘" in entry.title for entry in entries)


def test_other_apps_add_their_entries(people: People, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.pregnancies import timeline as module

    monkeypatch.setattr(module, "_sources", dict(module._sources))
    register_source("visits", lambda person, pregnancy, limit: [Entry(date(2027, 6, 1), "visit", "A visit.")])
    with pytest.raises(ValueError, match="visits is registered already"):
        register_source("visits", lambda person, pregnancy, limit: [])
    entries = timeline(people["mother"], pregnancy_visible_to(people["mother"], begin().public_id), limit=1)
    assert [entry.title for entry in entries] == ["A visit."]

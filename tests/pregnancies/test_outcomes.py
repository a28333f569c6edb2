"""How a pregnancy ends: one act, after which nothing assumes a going pregnancy; and how a wrong record is
put right."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.models import OutboxMessage
from apps.pregnancies.models import Fetus, FetusOutcome, Outcome, Pregnancy
from apps.pregnancies.selectors import (
    assumes_going,
    gestational_age,
    going_pregnancy_of,
    is_still_going,
    pregnancy_visible_to,
    what_may_be_shown,
)
from apps.pregnancies.services.fetuses import add_fetus
from apps.pregnancies.services.locks import PregnancyNotGoing
from apps.pregnancies.services.outcomes import (
    FetusResult,
    NewOutcome,
    NotTheLatestOutcome,
    OutcomeCorrectedBefore,
    correct_outcome,
    record_outcome,
)
from tests.pregnancies.conftest import AT, Begin, revisions

People = dict[str, Person]
DAY = date(2027, 5, 30)
BORN = ["2026-07-22T09:00:00+00:00", "2027-06-01T09:00:00+00:00"]
OWN_ID = UUID("01935d4c-0000-7000-8000-000000000002")


def record(
    people: People,
    pregnancy: Pregnancy,
    kind: str,
    *fetuses: FetusResult,
    by: str = "midwife",
    day: date = DAY,
    **also: Any,
) -> Outcome:
    new = NewOutcome(kind, day, fetuses, **also)
    return record_outcome(people[by], pregnancy_id=pregnancy.public_id, new=new, at=AT)[0]


def correct(
    people: People,
    outcome: Outcome,
    reason: str = "Recorded for the wrong mother",
    by: str = "midwife",
    instead: NewOutcome | None = None,
) -> Outcome:
    return correct_outcome(
        people[by],
        pregnancy_id=outcome.pregnancy.public_id,
        outcome_id=outcome.public_id,
        reason=reason,
        at=AT + timedelta(hours=1),
        instead=instead,
    )


def fetuses() -> dict[str, Fetus]:
    return {fetus.label: fetus for fetus in Fetus.objects.for_system("test")}


def result(label: str, what: str, **also: Any) -> FetusResult:
    return FetusResult(fetuses()[label].public_id, what, **also)


def fetus_states() -> dict[str, str]:
    return {label: fetus.state for label, fetus in sorted(fetuses().items())}


def state() -> str:
    return Pregnancy.objects.for_system("test").get().state


@pytest.mark.parametrize(
    ("kind", "fetus_state"),
    [
        ("birth", "liveborn"),
        ("stillbirth", "stillborn"),
        ("miscarriage", "miscarried"),
        ("termination", "terminated"),
    ],
)
def test_the_end_of_a_single_pregnancy_is_one_act(
    people: People, begin: Begin, said: Any, kind: str, fetus_state: str
) -> None:
    pregnancy = begin()
    said()
    outcome = record(people, pregnancy, kind, note="At home")
    assert (state(), fetus_states(), fetuses()["A"].ended_on) == ("ended", {"A": fetus_state}, DAY)
    assert (outcome.kind, outcome.occurred_on, outcome.recorded_by_id) == (kind, DAY, people["midwife"].pk)
    assert said() == (["pregnancy.ended"] if kind == "birth" else ["pregnancy.ended", "fetus.died"])


def test_events_carry_ids_and_times_only(people: People, begin: Begin) -> None:
    outcome = record(people, begin(), "stillbirth")
    payload = OutboxMessage.objects.get(name="pregnancy.ended").payload
    assert payload == {
        "pregnancy": str(outcome.pregnancy.public_id),
        "mother": str(people["mother"].public_id),
        "outcome": str(outcome.public_id),
        "at": "2027-06-01T09:00:00Z",
    }


def test_a_birth_of_twins_says_of_each_what_became_of_it(people: People, begin: Begin, said: Any) -> None:
    pregnancy = begin(fetus_count=2)
    said()
    with pytest.raises(Invalid) as refused:
        record(people, pregnancy, "birth", result("A", "liveborn"))
    assert (refused.value.errors[0].field, refused.value.errors[0].limit) == ("fetuses", 2)
    assert state() == "going"
    record(
        people,
        pregnancy,
        "birth",
        result("A", "liveborn", birth_weight_g=2410, born_at=AT),
        result("B", "stillborn"),
    )
    assert fetus_states() == {"A": "liveborn", "B": "stillborn"}
    weights = {row.fetus.label: row.birth_weight_g for row in FetusOutcome.objects.for_system("test")}
    assert weights == {"A": 2410, "B": None}
    assert said() == ["pregnancy.ended", "fetus.died"]


@pytest.mark.parametrize("what", ["died", "vanished", "terminated"])
def test_the_death_of_one_twin_leaves_the_pregnancy_going(
    people: People, begin: Begin, said: Any, what: str
) -> None:
    pregnancy = begin(fetus_count=2)
    said()
    record(people, pregnancy, "fetal_death", result("B", what))
    assert (state(), fetus_states()) == ("going", {"A": "living", "B": what})
    assert said() == ["fetus.died"]
    record(people, pregnancy, "birth")
    assert (state(), fetus_states()) == ("ended", {"A": "liveborn", "B": what})


def test_the_death_of_the_last_fetus_is_the_loss_of_the_pregnancy(people: People, begin: Begin) -> None:
    pregnancy = begin(fetus_count=2)
    record(people, pregnancy, "fetal_death", result("A", "died"))
    before = revisions()
    with pytest.raises(Invalid) as refused:
        record(people, pregnancy, "fetal_death", result("B", "died"))
    assert refused.value.errors[0].code == "last_fetus"
    with pytest.raises(Conflict):
        record(people, pregnancy, "fetal_death", result("A", "died"))
    assert revisions() == before


def test_a_transfer_ends_nothing_but_our_care(people: People, begin: Begin, said: Any) -> None:
    pregnancy = begin()
    said()
    outcome = record(people, pregnancy, "transfer", destination="City hospital")
    assert (state(), fetus_states(), outcome.destination) == ("transferred", {"A": "living"}, "City hospital")
    assert said() == ["pregnancy.ended"]
    record(people, pregnancy, "birth")
    assert state() == "ended"
    assert said() == []  # nothing that assumed it going was left to stop


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("birth", [("A", "miscarried")], "fetuses[0].result"),
        ("stillbirth", [("A", "liveborn")], "fetuses[0].result"),
        ("birth", [("A", "stillborn")], "kind"),
        ("birth", [("A", "liveborn"), ("A", "liveborn")], "fetuses"),
        ("fetal_death", [], "fetuses"),
        ("transfer", [("A", "liveborn")], "fetuses"),
    ],
)
def test_what_contradicts_itself_is_refused(
    people: People, begin: Begin, kind: str, given: list[tuple[str, str]], field: str
) -> None:
    pregnancy = begin()
    before = revisions()
    with pytest.raises(Invalid) as refused:
        record(people, pregnancy, kind, *[result(label, what) for label, what in given])
    assert refused.value.errors[0].field == field
    assert (revisions(), state()) == (before, "going")


@pytest.mark.parametrize(
    ("day", "also", "field", "limit"),
    [
        (date(2027, 6, 2), {}, "occurred_on", ["2026-07-22", "2027-06-01"]),
        (date(2026, 7, 21), {}, "occurred_on", ["2026-07-22", "2027-06-01"]),
        (DAY, {"birth_weight_g": 99}, "fetuses[0].birth_weight_g", [100, 8000]),
        (DAY, {"birth_weight_g": 8001}, "fetuses[0].birth_weight_g", [100, 8000]),
        (DAY, {"born_at": AT + timedelta(minutes=1)}, "fetuses[0].born_at", BORN),
        (DAY, {"born_at": datetime(1, 1, 2, tzinfo=UTC)}, "fetuses[0].born_at", BORN),
    ],
)
def test_bad_figures_are_refused_with_field_and_limit(
    people: People, begin: Begin, day: date, also: dict[str, Any], field: str, limit: Any
) -> None:
    pregnancy = begin()
    before = revisions()
    with pytest.raises(Invalid) as refused:
        record(people, pregnancy, "birth", result("A", "liveborn", **also), day=day)
    assert (refused.value.errors[0].field, refused.value.errors[0].limit) == (field, limit)
    assert revisions() == before


def test_another_pregnancys_fetus_is_not_there(people: People, begin: Begin) -> None:
    with pytest.raises(Invalid) as refused:
        record(people, begin(), "birth", FetusResult(OWN_ID, "liveborn"))
    assert refused.value.errors[0].code == "not_found"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("mother", Forbidden),
        ("dietitian", Forbidden),
        ("partner", Forbidden),
        ("administrator", Forbidden),
        ("stranger", NotVisible),
    ],
)
def test_only_obstetricians_and_midwives_of_the_team_record_and_correct(
    people: People, begin: Begin, who: str, error: type[Exception]
) -> None:
    pregnancy = begin()
    before = revisions()
    with pytest.raises(error):
        record(people, pregnancy, "birth", by=who)
    assert revisions() == before
    outcome = record(people, pregnancy, "birth")
    before = revisions()
    with pytest.raises(error):
        correct(people, outcome, by=who)
    assert revisions() == before


def test_a_second_outcome_is_refused(people: People, begin: Begin) -> None:
    pregnancy = begin()
    record(people, pregnancy, "birth")
    before = revisions()
    for kind in ("birth", "stillbirth", "transfer", "fetal_death"):
        with pytest.raises(PregnancyNotGoing):
            record(people, pregnancy, kind)
    with pytest.raises(PregnancyNotGoing):
        add_fetus(people["midwife"], pregnancy_id=pregnancy.public_id, at=AT)
    assert revisions() == before


def test_the_same_client_id_gets_the_first_outcome(people: People, begin: Begin, said: Any) -> None:
    pregnancy, new = begin(), NewOutcome("birth", DAY)
    given: dict[str, Any] = {"pregnancy_id": pregnancy.public_id, "new": new, "at": AT, "public_id": OWN_ID}
    first, created = record_outcome(people["midwife"], **given)
    said()
    again, created_again = record_outcome(people["obstetrician"], **given)
    assert (created, created_again, again.pk, said()) == (True, False, first.pk, [])


def test_after_the_end_nothing_assumes_a_going_pregnancy(people: People, begin: Begin) -> None:
    pregnancy = begin()
    assert going_pregnancy_of(people["mother"]) is not None
    assert (assumes_going(pregnancy), is_still_going(pregnancy.pk)) == (True, True)
    record(people, pregnancy, "miscarriage")
    seen = pregnancy_visible_to(people["mother"], pregnancy.public_id)
    showing = what_may_be_shown(seen)
    assert (assumes_going(seen), is_still_going(pregnancy.pk)) == (False, False)
    assert going_pregnancy_of(people["mother"]) is None
    assert [
        showing.gestational_age,
        showing.countdown,
        showing.reminders,
        showing.plans,
        showing.offers,
        showing.new_recordings,
    ] == [False] * 6


def test_weeks_are_counted_to_the_day_of_the_outcome_and_not_beyond(people: People, begin: Begin) -> None:
    pregnancy = begin()
    record(people, pregnancy, "birth")
    seen = pregnancy_visible_to(people["midwife"], pregnancy.public_id)
    assert str(gestational_age(seen, DAY)) == "21w2d"
    assert gestational_age(seen, DAY + timedelta(days=1)) is None


def test_while_one_twin_has_died_the_other_is_still_recorded(people: People, begin: Begin) -> None:
    pregnancy = begin(fetus_count=2)
    record(people, pregnancy, "fetal_death", result("B", "died"))
    showing = what_may_be_shown(pregnancy_visible_to(people["mother"], pregnancy.public_id))
    assert (showing.countdown, showing.new_recordings) == (True, True)


def test_a_new_pregnancy_may_follow(people: People, begin: Begin) -> None:
    record(people, begin(), "miscarriage")
    assert begin().state == "going"


def test_a_wrong_outcome_is_taken_back_and_stays_in_the_record(
    people: People, begin: Begin, said: Any
) -> None:
    pregnancy = begin(fetus_count=2)
    outcome = record(people, pregnancy, "stillbirth")
    said()
    correct(people, outcome)
    assert (state(), fetus_states()) == ("going", {"A": "living", "B": "living"})
    assert [fetus.ended_on for fetus in fetuses().values()] == [None, None]
    stored = Outcome.objects.for_system("test").get()
    assert (stored.correction_reason, stored.corrected_by_id) == (
        "Recorded for the wrong mother",
        people["midwife"].pk,
    )
    assert said() == ["pregnancy.outcome_corrected", "pregnancy.resumed", "fetus.restored", "fetus.restored"]
    seen = pregnancy_visible_to(people["midwife"], pregnancy.public_id)
    assert str(gestational_age(seen, date(2027, 6, 1))) == "21w4d"


def test_a_wrong_outcome_is_replaced_in_one_act(people: People, begin: Begin, said: Any) -> None:
    outcome = record(people, begin(), "stillbirth")
    said()
    right = correct(people, outcome, instead=NewOutcome("birth", date(2027, 5, 31)))
    assert (right.kind, state(), fetus_states()) == ("birth", "ended", {"A": "liveborn"})
    assert said() == ["pregnancy.outcome_corrected", "fetus.restored"]  # it never went on in between
    kinds = [
        (row.kind, row.corrected_at is None) for row in Outcome.objects.for_system("test").order_by("pk")
    ]
    assert kinds == [("stillbirth", False), ("birth", True)]


def test_a_bad_replacement_leaves_the_wrong_outcome_standing(people: People, begin: Begin) -> None:
    outcome = record(people, begin(), "stillbirth")
    before = revisions()
    with pytest.raises(Invalid):
        correct(people, outcome, instead=NewOutcome("birth", date(2027, 7, 1)))
    assert (revisions(), state(), fetus_states()) == (before, "ended", {"A": "stillborn"})


def test_correcting_the_end_after_a_transfer_goes_back_to_the_transfer(people: People, begin: Begin) -> None:
    pregnancy = begin()
    record(people, pregnancy, "transfer")
    correct(people, record(people, pregnancy, "birth"))
    assert state() == "transferred"


def test_correcting_needs_a_reason_the_latest_outcome_and_happens_once(people: People, begin: Begin) -> None:
    pregnancy = begin(fetus_count=2)
    death = record(people, pregnancy, "fetal_death", result("B", "died"))
    birth = record(people, pregnancy, "birth")
    with pytest.raises(Invalid):
        correct(people, birth, reason=" ")
    with pytest.raises(NotTheLatestOutcome):
        correct(people, death)
    correct(people, birth)
    with pytest.raises(OutcomeCorrectedBefore):
        correct(people, birth)
    correct(people, death)
    assert (state(), fetus_states()) == ("going", {"A": "living", "B": "living"})


def test_a_pregnancy_does_not_go_on_beside_a_newer_one(people: People, begin: Begin) -> None:
    outcome = record(people, begin(), "miscarriage")
    begin()
    before = revisions()
    with pytest.raises(Conflict):
        correct(people, outcome)
    assert revisions() == before


def test_fetuses_found_later_take_the_next_letter_up_to_eight(people: People, begin: Begin) -> None:
    pregnancy = begin(fetus_count=7)
    given: dict[str, Any] = {"pregnancy_id": pregnancy.public_id, "at": AT}
    fetus, created = add_fetus(people["midwife"], found_on=date(2027, 6, 1), public_id=OWN_ID, **given)
    assert (fetus.label, fetus.found_on, created) == ("H", date(2027, 6, 1), True)
    assert add_fetus(people["midwife"], public_id=OWN_ID, **given) == (fetus, False)
    before = revisions()
    with pytest.raises(Invalid) as refused:
        add_fetus(people["midwife"], **given)
    assert (refused.value.errors[0].field, refused.value.errors[0].limit) == ("fetuses", 8)
    with pytest.raises(Forbidden):
        add_fetus(people["mother"], **given)
    with pytest.raises(NotVisible):
        add_fetus(people["stranger"], **given)
    assert revisions() == before


def test_a_fetus_is_not_found_tomorrow(people: People, begin: Begin) -> None:
    with pytest.raises(Invalid) as refused:
        add_fetus(people["midwife"], pregnancy_id=begin().public_id, at=AT, found_on=date(2027, 6, 2))
    assert (refused.value.errors[0].field, refused.value.errors[0].limit) == (
        "found_on",
        ["2026-07-22", "2027-06-01"],
    )

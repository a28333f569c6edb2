"""The queue: worst first, then what is due next; who answers, and who is told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.consultations.entries import Draft
from apps.consultations.models import InternalNote, Thread
from apps.consultations.posting import ThreadClosed
from apps.consultations.selectors.queue import LEVELS, TABS, queue, queue_badge
from apps.consultations.services import threads
from apps.consultations.services.posting import post
from apps.consultations.services.queue import (
    HeldByAnother,
    NobodyOnDuty,
    claim,
    give_back,
    hand_over,
    set_urgency,
)
from apps.consultations.states import State, Urgency
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.ui.levels import LEVELS as KNOWN_LEVELS
from tests.consultations.clinic.conftest import AT, entries, now, told

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)


def write(person, thread, text="Thank you", at=AT):
    post(
        person,
        Draft(
            person_id=person.pk,
            person=person.public_id,
            thread=thread.public_id,
            client_id=uuid4(),
            at=at,
            text=text,
        ),
    )


# ── who answers ──


def test_claiming_opens_it_and_says_so_without_a_reason(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    assert (now(thread).state, now(thread).responsible) == (State.OPEN, clinic.midwife)
    assert entries(thread) == [{"code": "claimed", "by": str(clinic.midwife.public_id)}]


def test_claiming_ones_own_again_says_nothing_twice(clinic):
    thread = clinic.thread()
    for _ in range(2):
        claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    assert len(entries(thread)) == 1


def test_who_comes_second_is_told_who_was_first(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    with pytest.raises(HeldByAnother) as refused:
        claim(clinic.obstetrician, thread_id=thread.public_id, at=LATER)
    assert "Bea Mid" in str(refused.value)
    assert refused.value.extra == {"responsible": str(clinic.midwife.public_id)}
    assert now(thread).responsible == clinic.midwife
    assert len(entries(thread)) == 1


@pytest.mark.parametrize(
    ("urgency", "may"),
    [("emergency", False), ("urgent", False), ("soon", False), ("routine", True), ("administrative", True)],
)
def test_a_dietitian_claims_what_is_routine(clinic, urgency, may):
    thread = clinic.thread(urgency=urgency)
    if may:
        claim(clinic.dietitian, thread_id=thread.public_id, at=LATER)
    else:
        with pytest.raises(Forbidden):
            claim(clinic.dietitian, thread_id=thread.public_id, at=LATER)
    assert (now(thread).responsible == clinic.dietitian) is may


def test_what_turned_urgent_in_a_dietitians_hands_is_free_for_those_who_may(clinic):
    thread = clinic.thread()
    claim(clinic.dietitian, thread_id=thread.public_id, at=LATER)
    set_urgency(clinic.dietitian, thread_id=thread.public_id, urgency="urgent", at=LATER)
    (row,) = queue(clinic.midwife, at=LATER).rows
    assert (row.is_free, row.may_claim) == (True, True)
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    assert now(thread).responsible == clinic.midwife


@pytest.mark.parametrize("how", ["left the team", "was deactivated"])
def test_nobody_waits_for_somebody_who_is_gone(clinic, how):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    if how == "left the team":
        clinic.leaves(clinic.midwife)
    else:
        clinic.midwife.is_active = False
        clinic.midwife.save()
    assert [row.may_claim for row in queue(clinic.obstetrician, at=LATER).rows] == [True]
    claim(clinic.obstetrician, thread_id=thread.public_id, at=LATER)
    assert now(thread).responsible == clinic.obstetrician


def test_who_sees_the_mother_by_another_team_may_not_claim(clinic):
    thread = clinic.thread()
    clinic.other_team(clinic.stranger)
    with pytest.raises(Forbidden):
        claim(clinic.stranger, thread_id=thread.public_id, at=LATER)
    assert now(thread).responsible is None


@pytest.mark.parametrize("step", ["claim", "give_back", "hand_over", "set_urgency"])
def test_strangers_see_nothing_mothers_may_not_and_closed_stays_closed(clinic, step):
    thread = clinic.thread()
    acts = {
        "claim": lambda person: claim(person, thread_id=thread.public_id, at=LATER),
        "give_back": lambda person: give_back(person, thread_id=thread.public_id, at=LATER),
        "hand_over": lambda person: hand_over(
            person, thread_id=thread.public_id, to=clinic.midwife.public_id, note="n", at=LATER
        ),
        "set_urgency": lambda person: set_urgency(
            person, thread_id=thread.public_id, urgency="soon", at=LATER
        ),
    }
    for person in (clinic.stranger, clinic.other_mother, clinic.administrator, clinic.partner):
        with pytest.raises(NotVisible):
            acts[step](person)
    with pytest.raises(Forbidden):
        acts[step](clinic.mother)
    threads.close(clinic.obstetrician, thread_id=thread.public_id, at=LATER)
    with pytest.raises(ThreadClosed):
        acts[step](clinic.obstetrician)
    assert [entry["code"] for entry in entries(thread)] == ["closed"]
    assert InternalNote.objects.for_system("test").count() == 0


def test_giving_back_lets_it_wait_again_and_its_clock_runs_on(clinic):
    thread = clinic.thread()
    due = now(thread).answer_due_at
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    give_back(clinic.midwife, thread_id=thread.public_id, at=LATER)
    after = now(thread)
    assert (after.state, after.responsible, after.answer_due_at) == (State.WAITING, None, due)
    assert entries(thread)[-1] == {"code": "given_back", "by": str(clinic.midwife.public_id)}


def test_only_whoever_holds_it_gives_it_back(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    with pytest.raises(HeldByAnother):
        give_back(clinic.obstetrician, thread_id=thread.public_id, at=LATER)
    assert now(thread).responsible == clinic.midwife


# ── handing over ──


def test_a_colleague_takes_over_with_a_note_that_no_mother_sees(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    _, note = hand_over(
        clinic.midwife,
        thread_id=thread.public_id,
        to=clinic.obstetrician.public_id,
        note="Her pressure worries me.",
        at=LATER,
    )
    assert now(thread).responsible == clinic.obstetrician
    assert (note.kind, note.number, note.text) == ("handover", 1, "Her pressure worries me.")
    assert entries(thread)[-1] == {
        "code": "handed_over",
        "by": str(clinic.midwife.public_id),
        "to": str(clinic.obstetrician.public_id),
    }
    assert told(clinic.obstetrician) == [("consultation_handover", "info")]


def test_whoever_is_on_duty_is_told_and_anybody_of_them_may_take_it(clinic):
    thread = clinic.thread(urgency="urgent")
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    clinic.on_duty(clinic.midwife, clinic.obstetrician, clinic.dietitian)
    hand_over(clinic.midwife, thread_id=thread.public_id, note="My shift ends.", at=LATER)
    assert (now(thread).state, now(thread).responsible) == (State.WAITING, None)
    assert told(clinic.obstetrician) == [("consultation_handover", "urgent")]
    assert told(clinic.dietitian) == told(clinic.midwife) == []


def test_nobody_on_duty_is_said_and_it_stays_where_it_is(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    clinic.on_duty(clinic.midwife)
    with pytest.raises(NobodyOnDuty):
        hand_over(clinic.midwife, thread_id=thread.public_id, note="My shift ends.", at=LATER)
    assert now(thread).responsible == clinic.midwife
    assert InternalNote.objects.for_system("test").count() == 0


def test_nothing_is_handed_to_a_stranger_to_herself_or_without_a_word(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    for to, note, field in (
        (clinic.stranger, "note", "to"),
        (clinic.mother, "note", "to"),
        (clinic.midwife, "note", "to"),
        (clinic.obstetrician, "  ", "note"),
    ):
        with pytest.raises(Invalid) as refused:
            hand_over(clinic.midwife, thread_id=thread.public_id, to=to.public_id, note=note, at=LATER)
        assert refused.value.errors[0].field == field
    assert now(thread).responsible == clinic.midwife
    assert told(clinic.obstetrician) == []


def test_what_is_urgent_is_not_handed_to_a_dietitian(clinic):
    thread = clinic.thread(urgency="soon")
    with pytest.raises(Forbidden):
        hand_over(
            clinic.midwife, thread_id=thread.public_id, to=clinic.dietitian.public_id, note="n", at=LATER
        )


def test_a_lead_hands_over_what_a_colleague_holds_others_do_not(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=LATER)
    with pytest.raises(HeldByAnother):
        hand_over(
            clinic.dietitian, thread_id=thread.public_id, to=clinic.obstetrician.public_id, note="n", at=LATER
        )
    hand_over(
        clinic.obstetrician, thread_id=thread.public_id, to=clinic.dietitian.public_id, note="n", at=LATER
    )
    assert now(thread).responsible == clinic.dietitian


# ── how urgent ──


def test_a_new_urgency_moves_what_is_due_from_when_she_began_to_wait(clinic):
    thread = clinic.thread()
    set_urgency(clinic.midwife, thread_id=thread.public_id, urgency="urgent", at=LATER)
    assert now(thread).answer_due_at == AT + timedelta(minutes=15)
    assert entries(thread) == [
        {"code": "urgency_set", "by": str(clinic.midwife.public_id), "from": "routine", "to": "urgent"}
    ]


def test_a_dietitian_raises_and_does_not_lower(clinic):
    thread = clinic.thread()
    set_urgency(clinic.dietitian, thread_id=thread.public_id, urgency="soon", at=LATER)
    with pytest.raises(Forbidden):
        set_urgency(clinic.dietitian, thread_id=thread.public_id, urgency="routine", at=LATER)
    assert now(thread).urgency == "soon"
    set_urgency(clinic.midwife, thread_id=thread.public_id, urgency="routine", at=LATER)
    assert now(thread).urgency == "routine"


def test_the_same_urgency_again_leaves_no_entry(clinic):
    thread = clinic.thread()
    set_urgency(clinic.midwife, thread_id=thread.public_id, urgency="routine", at=LATER)
    assert entries(thread) == []


# ── the list ──


def test_worst_first_then_what_is_due_next(clinic):
    for urgency, minutes in (("routine", 0), ("urgent", 3), ("soon", 0), ("urgent", 1), ("emergency", 9)):
        clinic.thread(urgency=urgency, topic=f"{urgency} {minutes}", at=AT + timedelta(minutes=minutes))
    topics = [row.topic for row in queue(clinic.midwife, at=LATER).rows]
    assert topics == ["emergency 9", "urgent 1", "urgent 3", "soon 0", "routine 0"]


def test_each_tab_holds_what_it_says_and_the_counts_agree_with_the_lists(clinic):
    mine, taken, answered = (clinic.thread(topic=topic) for topic in ("mine", "taken", "answered"))
    clinic.thread(topic="free")
    closed = clinic.thread(topic="closed")
    claim(clinic.midwife, thread_id=mine.public_id, at=LATER)
    claim(clinic.obstetrician, thread_id=taken.public_id, at=LATER)
    write(clinic.obstetrician, answered)
    threads.close(clinic.obstetrician, thread_id=closed.public_id, at=LATER)
    found = {tab: queue(clinic.midwife, at=LATER, tab=tab) for tab in TABS}
    assert {tab: {row.topic for row in page.rows} for tab, page in found.items()} == {
        "mine": {"mine"},
        "unclaimed": {"free"},
        "all": {"mine", "taken", "free", "answered"},
        "waiting_for_mother": {"answered"},
    }
    assert all(page.counts == {tab: len(found[tab].rows) for tab in TABS} for page in found.values())


def test_the_badge_is_what_she_owes_or_could_take_on(clinic):
    mine = clinic.thread()
    clinic.thread(urgency="urgent")
    taken = clinic.thread()
    claim(clinic.midwife, thread_id=mine.public_id, at=LATER)
    claim(clinic.obstetrician, thread_id=taken.public_id, at=LATER)
    page = queue(clinic.midwife, at=AT + timedelta(minutes=20))
    assert (page.badge, page.overdue) == (2, 1)
    assert queue_badge(clinic.midwife, at=LATER) == 2
    write(clinic.midwife, mine)
    assert queue_badge(clinic.midwife, at=LATER) == 1


def test_a_row_tells_how_its_answer_stands(clinic):
    clinic.thread(urgency="urgent")
    (row,) = queue(clinic.midwife, at=AT + timedelta(minutes=20)).rows
    assert (row.level, row.urgency_text, row.state_text) == ("critical", "Urgent", "Waiting for the team")
    assert row.countdown.is_overdue and row.countdown.words == "overdue for 5 min"
    assert row.gestational_age is None


def test_every_urgency_has_a_level_of_the_design_system():
    assert set(LEVELS) == set(Urgency)
    assert set(LEVELS.values()) <= set(KNOWN_LEVELS)


def test_others_find_an_empty_queue_and_an_unknown_tab_is_refused(clinic):
    clinic.thread()
    for person in (clinic.stranger, clinic.mother, clinic.administrator, clinic.partner):
        assert queue(person, at=LATER, tab="all").rows == ()
        assert queue_badge(person, at=LATER) == 0
    with pytest.raises(Invalid):
        queue(clinic.midwife, at=LATER, tab="theirs")


def test_the_queue_takes_the_same_number_of_queries_for_any_number_of_rows(clinic):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            queue(clinic.midwife, at=LATER, tab="all")
        return len(made)

    for number in range(5):
        clinic.thread(topic=str(number))
    few = queries()
    for number in range(45):
        clinic.thread(topic=str(number))
    assert queries() == few == 4
    assert Thread.objects.for_system("test").count() == 50

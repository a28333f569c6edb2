"""What the team says among itself: the mother meets it nowhere, colleagues of hers are told, nobody is let in by it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import AccessLogEntry
from apps.consultations import models
from apps.consultations.models import InternalNote, SecondOpinion
from apps.consultations.models.inside import InsideModel
from apps.consultations.selectors.inside import notes_of, opinions_asked_of, opinions_of
from apps.consultations.services import threads
from apps.consultations.services.internal_notes import write_note
from apps.consultations.services.opinions import OpinionEnded, answer, ask, withdraw
from apps.consultations.services.queue import hand_over
from apps.foundation import accesses, feed
from apps.foundation.errors import Forbidden, Invalid, NotVisible, Unprocessable
from tests.consultations.clinic.conftest import AT, entries, now, told

pytestmark = pytest.mark.django_db
SECRET = "She did not want her husband to know."


def note(clinic, thread, person=None, text=SECRET, **given):
    return write_note(person or clinic.midwife, thread_id=thread.public_id, text=text, at=AT, **given)[0]


def asked(clinic, thread, *, by=None, of=None, **given):
    given = {"question": SECRET, "client_id": uuid4(), "at": AT, **given}
    who = (of or clinic.obstetrician).public_id
    return ask(by or clinic.midwife, thread_id=thread.public_id, asked_of=who, **given)[0]


# ── the mother meets it nowhere ──


def test_what_she_sees_has_no_gap_where_a_note_was_written(clinic, client_of):
    thread = clinic.thread()
    note(clinic, thread)
    asked(clinic, thread)
    hand_over(
        clinic.midwife, thread_id=thread.public_id, to=clinic.obstetrician.public_id, note=SECRET, at=AT
    )
    page = client_of(clinic.mother).get(f"/api/v1/consultations/{thread.public_id}/messages").json()
    assert [message["sequence"] for message in page["messages"]] == [1, 2]
    assert page["last_sequence"] == now(thread).last_sequence == 2


def test_no_address_feed_or_log_of_hers_holds_a_word_or_an_id_of_it(clinic, client_of):
    thread = clinic.thread()
    ids = [
        note(clinic, thread, mentions=[clinic.dietitian.public_id]).public_id,
        asked(clinic, thread).public_id,
    ]
    own, colleague = client_of(clinic.mother), client_of(clinic.obstetrician)
    one = f"/api/v1/consultations/{thread.public_id}"
    for path in (f"{one}/internal-notes", f"{one}/opinions", "/api/v1/opinions"):
        assert colleague.get(path).status_code == 200
        assert own.get(path).status_code == 403
    read = [
        "/api/v1/consultations",
        one,
        f"{one}/messages",
        f"{one}/receipts",
        "/api/v1/consultations/search?q=husband",
        "/api/v1/changes?after=0",
        "/api/v1/access-log",
        "/api/v1/transfers",
        f"/api/v1/pregnancies/{clinic.pregnancy.public_id}/timeline",
    ]
    for path in read:
        answer_ = own.get(path)
        assert answer_.status_code == 200, path
        text = json.dumps(answer_.json())
        assert SECRET not in text and not any(str(one_id) in text for one_id in ids), path
        assert "internal" not in text and "opinion" not in text, path


def test_her_access_log_says_that_the_conversation_was_read(clinic, client_of):
    thread = clinic.thread()
    note(clinic, thread)
    client_of(clinic.obstetrician).get(f"/api/v1/consultations/{thread.public_id}/internal-notes")
    kinds = {(entry.kind, *entry.object_ids) for entry in AccessLogEntry.objects.for_system("test")}
    assert kinds == {("consultations.thread", thread.public_id)}


def test_no_table_of_this_kind_opens_for_a_mother_and_none_is_in_the_feed(clinic):
    kinds = [
        model
        for name in models.__all__
        if isinstance(model := getattr(models, name), type) and issubclass(model, InsideModel)
    ]
    assert {model.__name__ for model in kinds} == {"InternalNote", "OverdueAnswer", "SecondOpinion"}
    thread = clinic.thread()
    note(clinic, thread)
    asked(clinic, thread)
    for model in kinds:
        assert not model.objects.visible_to(clinic.mother).exists()
        for person in (clinic.administrator, clinic.partner, clinic.stranger):
            assert not model.objects.visible_to(person).exists()
        assert model._meta.model_name not in feed.kinds()
    assert InternalNote.objects.visible_to(clinic.midwife).count() == 1


def test_a_read_outside_a_request_that_nobody_logs_is_refused(clinic, monkeypatch):
    thread = clinic.thread()
    note(clinic, thread)
    monkeypatch.setattr(accesses, "note", lambda *args: False)
    with pytest.raises(RuntimeError):
        list(InternalNote.objects.visible_to(clinic.midwife))


# ── notes ──


def test_notes_are_numbered_by_themselves_and_stay(clinic):
    thread = clinic.thread()
    first, second = note(clinic, thread), note(clinic, thread, clinic.dietitian, "And she is tired.")
    assert (first.number, second.number) == (1, 2)
    assert [row.number for row in notes_of(clinic.obstetrician, thread.public_id)] == [1, 2]
    for act in (
        lambda: InternalNote.objects.for_system("test").filter(pk=first.pk).update(text="other"),
        lambda: InternalNote.objects.for_system("test").filter(pk=first.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_colleague_who_is_named_is_told_once_and_whoever_writes_is_not(clinic):
    thread, client_id = clinic.thread(), uuid4()
    mentions = [clinic.obstetrician.public_id, clinic.midwife.public_id]
    for _ in range(2):
        note(clinic, thread, client_id=client_id, mentions=mentions)
    assert told(clinic.obstetrician) == [("consultation_mention", "warn")]
    assert told(clinic.midwife) == told(clinic.mother) == []
    assert InternalNote.objects.for_system("test").count() == 1


def test_the_same_id_for_other_words_is_refused(clinic):
    thread, client_id = clinic.thread(), uuid4()
    note(clinic, thread, client_id=client_id)
    with pytest.raises(Unprocessable):
        note(clinic, thread, text="Other words", client_id=client_id)


@pytest.mark.parametrize("who", ["stranger", "mother", "other_mother", "administrator"])
def test_only_colleagues_of_hers_can_be_named(clinic, who):
    thread = clinic.thread()
    with pytest.raises(Invalid) as refused:
        note(clinic, thread, mentions=[getattr(clinic, who).public_id])
    assert refused.value.errors[0].code == "not_of_her_teams"
    assert InternalNote.objects.for_system("test").count() == 0
    assert told(getattr(clinic, who)) == []


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("mother", Forbidden), ("stranger", NotVisible), ("administrator", NotVisible), ("partner", NotVisible)],
)
def test_nobody_else_writes_one(clinic, who, refusal):
    thread = clinic.thread()
    with pytest.raises(refusal):
        note(clinic, thread, getattr(clinic, who))
    assert InternalNote.objects.for_system("test").count() == 0


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4_001, "a\0b"])
def test_a_note_without_words_or_with_too_many_is_refused(clinic, text):
    thread = clinic.thread()
    with pytest.raises(Invalid):
        note(clinic, thread, text=text)


def test_a_closed_consultation_can_still_be_noted(clinic):
    thread = clinic.thread()
    threads.close(clinic.obstetrician, thread_id=thread.public_id, at=AT)
    assert note(clinic, thread).number == 1


# ── second opinions ──


def test_a_colleague_is_asked_told_and_answers(clinic):
    thread = clinic.thread(urgency="urgent")
    opinion = asked(clinic, thread)
    assert told(clinic.obstetrician) == [("consultation_opinion_asked", "urgent")]
    assert [row.pk for row in opinions_asked_of(clinic.obstetrician)] == [opinion.pk]
    later = AT + timedelta(hours=1)
    answer(clinic.obstetrician, opinion_id=opinion.public_id, text=" See her today. ", at=later)
    (row,) = opinions_of(clinic.midwife, thread.public_id)
    assert (row.state, row.answer, row.ended_at) == ("answered", "See her today.", later)
    assert told(clinic.midwife) == [("consultation_opinion_answered", "warn")]
    assert list(opinions_asked_of(clinic.obstetrician)) == []
    assert entries(thread) == []


def test_a_colleague_of_none_of_her_teams_is_not_asked_and_sees_nothing(clinic):
    thread = clinic.thread()
    with pytest.raises(Invalid) as refused:
        asked(clinic, thread, of=clinic.stranger)
    assert "Add her to a team first" in str(refused.value)
    assert SecondOpinion.objects.for_system("test").count() == 0
    with pytest.raises(NotVisible):
        opinions_of(clinic.stranger, thread.public_id)


def test_a_colleague_of_another_team_of_hers_is_asked(clinic):
    clinic.other_team(clinic.stranger)
    thread = clinic.thread()
    assert asked(clinic, thread, of=clinic.stranger).asked_of == clinic.stranger


def test_only_whoever_was_asked_answers_and_only_whoever_asked_withdraws(clinic):
    opinion = asked(clinic, clinic.thread())
    for person in (clinic.midwife, clinic.dietitian, clinic.mother):
        with pytest.raises(Forbidden):
            answer(person, opinion_id=opinion.public_id, text="Yes", at=AT)
    for person in (clinic.obstetrician, clinic.dietitian, clinic.mother):
        with pytest.raises(Forbidden):
            withdraw(person, opinion_id=opinion.public_id, at=AT)
    for act in (
        lambda: answer(clinic.stranger, opinion_id=opinion.public_id, text="Yes", at=AT),
        lambda: withdraw(clinic.stranger, opinion_id=opinion.public_id, at=AT),
    ):
        with pytest.raises(NotVisible):
            act()
    assert SecondOpinion.objects.for_system("test").get().state == "asked"


def test_what_is_answered_or_withdrawn_stays_so(clinic):
    thread = clinic.thread()
    first, second = asked(clinic, thread), asked(clinic, thread)
    answer(clinic.obstetrician, opinion_id=first.public_id, text="Yes", at=AT)
    withdraw(clinic.midwife, opinion_id=second.public_id, at=AT)
    for opinion in (first, second):
        with pytest.raises(OpinionEnded):
            answer(clinic.obstetrician, opinion_id=opinion.public_id, text="No", at=AT)
        with pytest.raises(OpinionEnded):
            withdraw(clinic.midwife, opinion_id=opinion.public_id, at=AT)


def test_asking_twice_with_one_id_is_one_question_and_herself_none(clinic):
    thread, client_id = clinic.thread(), uuid4()
    first, again = (asked(clinic, thread, client_id=client_id) for _ in range(2))
    assert first.pk == again.pk
    assert len(told(clinic.obstetrician)) == 1
    with pytest.raises(Unprocessable):
        asked(clinic, thread, client_id=client_id, question="Another one?")
    with pytest.raises(Invalid):
        asked(clinic, thread, of=clinic.midwife)


def test_lists_take_the_same_number_of_queries_for_any_number_of_rows(clinic, django_assert_num_queries):
    thread = clinic.thread()
    for count in (5, 50):
        for _ in range(count):
            note(clinic, thread, mentions=[clinic.dietitian.public_id])
            asked(clinic, thread)
        with django_assert_num_queries(3):
            for row in notes_of(clinic.obstetrician, thread.public_id):
                assert [str(person) for person in row.mentions.all()] and row.author.full_name
        with django_assert_num_queries(2):
            for row in opinions_of(clinic.obstetrician, thread.public_id):
                assert row.asked_by.full_name and row.asked_of.full_name

"""Messages: numbered without gaps, once each, never changed, and what they do to whose turn it is."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from apps.consultations.models import Message
from apps.consultations.posting import MOST_ATTACHMENTS, ThreadClosed
from apps.consultations.selectors import messages_after
from apps.consultations.services import posting, receipts, rows, threads
from apps.consultations.services.posting import post, post_batch
from apps.foundation import feed
from apps.foundation.errors import Invalid, NotVisible, Unprocessable
from tests.consultations.conftest import AT, Talk
from tests.factories import ClinicianFactory, MotherFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def test_messages_are_numbered_one_after_the_other_behind_the_opening(talk):
    first = post(talk.mother, talk.draft(talk.mother, "one"))
    second = post(talk.clinician, talk.draft(talk.clinician, "two"))
    assert (first.entry.sequence, second.entry.sequence) == (2, 3)
    assert talk.said() == [(1, ""), (2, "one"), (3, "two")]
    assert talk.now().last_sequence == 3


def test_the_same_client_id_gives_the_first_message(talk):
    draft = talk.draft(talk.mother, "one")
    first, again = post(talk.mother, draft), post(talk.mother, draft)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.entry.id == first.entry.id
    assert talk.said() == [(1, ""), (2, "one")]


def test_the_same_client_id_for_other_words_is_refused(talk):
    draft = talk.draft(talk.mother, "one")
    post(talk.mother, draft)
    with pytest.raises(Unprocessable):
        post(talk.mother, talk.draft(talk.mother, "other", client_id=draft.client_id))
    assert talk.said() == [(1, ""), (2, "one")]


def test_twice_in_one_batch_is_one_message(talk):
    draft = talk.draft(talk.mother, "one")
    first, again = post_batch([draft, draft])
    assert (first.is_new, again.is_new, again.entry.sequence) == (True, False, 2)


def test_each_of_a_batch_is_taken_or_refused_by_itself(talk):
    stranger = MotherFactory()
    results = post_batch(
        [
            talk.draft(talk.mother, "one"),
            talk.draft(stranger, "two"),
            talk.draft(talk.mother, " "),
            talk.draft(talk.clinician, "three"),
        ]
    )
    assert [type(result).__name__ for result in results] == ["Posted", "NotVisible", "Invalid", "Posted"]
    assert talk.said() == [(1, ""), (2, "one"), (3, "three")]


@pytest.mark.parametrize("who", [MotherFactory, ClinicianFactory, PartnerFactory])
def test_a_strangers_thread_is_not_there(talk, who):
    stranger = who()
    with pytest.raises(NotVisible):
        post(stranger, talk.draft(stranger))
    assert talk.said() == [(1, "")]


def test_a_clinician_whose_care_has_ended_finds_nothing(talk):
    talk.end_care()
    with pytest.raises(NotVisible):
        post(talk.clinician, talk.draft(talk.clinician))


def test_an_unknown_thread_is_not_there(talk):
    with pytest.raises(NotVisible):
        post(talk.mother, talk.draft(talk.mother, thread=uuid4()))


@pytest.mark.parametrize(
    "text",
    [
        "👩🏽‍🍼👨‍👩‍👧‍👦" * 20,
        "مرحبا، كيف حالك؟",
        "<script>alert(1)</script>",
        "é" + "e\u0301",
        " leading\nand\ttabs ",
        "x" * 10_000,
    ],
)
def test_words_are_kept_exactly(talk, text):
    post(talk.mother, talk.draft(talk.mother, text))
    assert (2, text) in talk.said()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "x" * 10_001}, "text"),
        ({"text": ""}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"kind": "system"}, "kind"),
        ({"kind": "image"}, "attachments"),
        ({"attachments": (uuid4(),)}, "attachments"),
        ({"kind": "file", "attachments": tuple(uuid4() for _ in range(MOST_ATTACHMENTS + 1))}, "attachments"),
        ({"kind": "recording"}, "target"),
        ({"kind": "recording", "target": uuid4()}, "target"),
        ({"kind": "meal", "target": uuid4()}, "target"),
        ({"relation": "correction"}, "relates_to"),
        ({"relation": "correction", "relates_to": 1}, "relates_to"),
        ({"relation": "removal", "relates_to": 1}, "text"),
        ({"relates_to": 1}, "relates_to"),
    ],
)
def test_what_cannot_be_a_message_is_refused_by_field(talk, changes, field):
    with pytest.raises(Invalid) as refused:
        post(talk.mother, talk.draft(talk.mother, **changes))
    assert refused.value.errors[0].field == field
    assert talk.said() == [(1, "")]
    assert talk.now().last_sequence == 1


def test_a_correction_is_a_further_message_that_points_back(talk):
    first = post(talk.mother, talk.draft(talk.mother, "to day"))
    post(
        talk.mother, talk.draft(talk.mother, "today", relation="correction", relates_to=first.entry.sequence)
    )
    rows = Message.objects.for_system("test").filter(thread=talk.thread, sequence__gt=1).order_by("sequence")
    assert list(rows.values_list("sequence", "text", "relation", "relates_to")) == [
        (2, "to day", "", None),
        (3, "today", "correction", 2),
    ]


def test_only_ones_own_message_is_corrected_or_taken_back_and_that_once(talk):
    first = post(talk.mother, talk.draft(talk.mother, "one"))
    number = first.entry.sequence
    with pytest.raises(Invalid):
        post(talk.clinician, talk.draft(talk.clinician, "", relation="removal", relates_to=number))
    post(talk.mother, talk.draft(talk.mother, "", relation="removal", relates_to=number))
    for relation, text in (("removal", ""), ("correction", "two")):
        with pytest.raises(Invalid):
            post(talk.mother, talk.draft(talk.mother, text, relation=relation, relates_to=number))
    assert [number for number, _ in talk.said()] == [1, 2, 3]


def test_taking_back_twice_in_one_batch_leaves_one_mark(talk):
    number = post(talk.mother, talk.draft(talk.mother, "one")).entry.sequence
    results = post_batch(
        [talk.draft(talk.mother, "", relation="removal", relates_to=number) for _ in range(2)]
    )
    assert [type(result).__name__ for result in results] == ["Posted", "Invalid"]


def test_the_turn_goes_to_and_fro_and_who_answers_first_takes_it(talk):
    assert (talk.now().state, talk.now().responsible) == ("waiting", None)
    post(talk.mother, talk.draft(talk.mother))
    assert talk.now().state == "waiting"
    post(talk.clinician, talk.draft(talk.clinician))
    assert (talk.now().state, talk.now().responsible_id) == ("waiting_for_mother", talk.clinician.pk)
    colleague = talk.colleague()
    post(colleague, talk.draft(colleague))
    assert talk.now().responsible_id == talk.clinician.pk
    post(talk.mother, talk.draft(talk.mother))
    assert talk.now().state == "open"


def test_the_clock_starts_with_her_first_unanswered_message_and_stops_with_an_answer(talk):
    post(talk.clinician, talk.draft(talk.clinician))
    assert (talk.now().waiting_since, talk.now().answer_due_at) == (None, None)
    later = AT + timedelta(minutes=10)
    post(talk.mother, talk.draft(talk.mother, at=later))
    due = talk.now().answer_due_at
    post(talk.mother, talk.draft(talk.mother, at=later + timedelta(minutes=5)))
    assert (talk.now().waiting_since, talk.now().answer_due_at) == (later, due)
    assert due > later
    post(talk.clinician, talk.draft(talk.clinician))
    assert talk.now().waiting_since is None


def test_a_closed_thread_takes_nothing_until_it_is_reopened(talk):
    threads.close(talk.clinician, thread_id=talk.thread.public_id, at=AT)
    with pytest.raises(ThreadClosed):
        post(talk.mother, talk.draft(talk.mother))
    assert [number for number, _ in talk.said()] == [1, 2]
    threads.reopen(talk.mother, thread_id=talk.thread.public_id, at=AT)
    assert talk.now().state == "reopened"
    assert post(talk.mother, talk.draft(talk.mother)).entry.sequence == 4


def test_a_message_counts_in_the_mothers_feed(talk):
    before = feed.head(talk.mother.pk)
    post(talk.clinician, talk.draft(talk.clinician))
    page = feed.read(talk.mother, after=before, limit=10)
    assert [(change["kind"], change["object"]["last_sequence"]) for change in page.changes] == [
        ("consultation", 2)
    ]


def test_a_recording_of_another_mother_cannot_be_pointed_to(talk):
    from apps.recordings.models import Recording

    other = Talk()
    recording = Recording.objects.create(
        subject=other.mother,
        pregnancy=other.pregnancy,
        client_id=uuid4(),
        uploaded_by=other.mother,
        started_at=AT,
        utc_offset_minutes=0,
        recorded_at=AT,
    )
    with pytest.raises(Invalid):
        post(talk.mother, talk.draft(talk.mother, "", kind="recording", target=recording.public_id))
    sent = post(other.mother, other.draft(other.mother, "", kind="recording", target=recording.public_id))
    assert sent.entry.payload == {"recording": str(recording.public_id)}


def test_a_batch_takes_the_same_few_statements_at_5_and_at_50_messages(talk, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    def statements(count: int) -> int:
        drafts = [talk.draft(talk.clinician, f"message {n}") for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            post_batch(drafts)
        return len(captured)

    assert statements(5) == statements(50)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_lose_nothing(make_talk):
    talk = make_talk()
    errors: list[BaseException] = []

    def write(person, count):
        try:
            for n in range(count):
                post(person, talk.draft(person, f"{person.pk} {n}"))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=write, args=(p, 20)) for p in (talk.mother, talk.clinician) * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert [number for number, _ in talk.said()] == list(range(1, 82))
    assert talk.now().last_sequence == 81


@pytest.mark.django_db(transaction=True)
def test_the_same_message_over_several_doors_at_once_is_stored_once(make_talk):
    talk = make_talk()
    draft = talk.draft(talk.mother, "one")
    results = []

    def write():
        try:
            results.append(posting.post(talk.mother, draft))
        finally:
            connection.close()

    workers = [threading.Thread(target=write) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(result.is_new for result in results) == [False, False, False, True]
    assert len({result.entry.id for result in results}) == 1


@pytest.mark.parametrize(
    "sent_at",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))),  # what a phone in Seoul makes of «no date»
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-5))),
        datetime(2026, 3, 2, 9),
    ],
)
def test_a_moment_that_could_not_be_read_again_is_refused_and_the_thread_stays_readable(talk, sent_at):
    with pytest.raises(Invalid) as refused:
        post(talk.mother, talk.draft(talk.mother, "one", sent_at=sent_at))
    assert [error.field for error in refused.value.errors] == ["sent_at"]
    assert [
        entry.sequence for entry in messages_after(talk.mother, talk.thread.public_id, after=0).entries
    ] == [1]


def test_a_phone_whose_clock_has_stood_still_is_heard(talk):
    sent_at = datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=9)))
    assert post(talk.mother, talk.draft(talk.mother, "one", sent_at=sent_at)).entry.sent_at == sent_at


@pytest.mark.django_db(transaction=True)
def test_a_first_receipt_does_not_wait_for_a_thread_that_is_written_in():
    talk, errors = Talk(), []

    def read():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            receipts.advance(talk.clinician, thread_id=talk.thread.public_id, read=1, at=AT)
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        rows.lock([talk.thread.public_id])
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
    assert errors == []

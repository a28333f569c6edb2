"""Messages name files and take them back; what nobody may see any more leaves the storage."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from apps.consultations.attachment_states import TRANSITIONS, may_move
from apps.consultations.attachment_states import AttachmentState as State
from apps.consultations.entries import Draft
from apps.consultations.models import Attachment, Message
from apps.consultations.services import posting
from apps.consultations.services.attachments import tidying, withdrawing
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.files.storage import RECEIVED, UNFINISHED, StorageAway, store
from apps.foundation.ids import uuid7
from apps.foundation.models import OutboxMessage
from tests.consultations.attachments.conftest import AT, PHOTO, days, fresh, rows
from tests.foundation.files import made


def kept() -> list[str]:
    return list(store().keys(""))


def post(ward, person, ids=(), **about):
    given = {"kind": "image", "text": "", "attachments": tuple(ids), "client_id": uuid4(), "at": AT}
    draft = Draft(
        person_id=person.pk,
        person=person.public_id,
        thread=ward.thread.public_id,
        language="en",
        **given | about,
    )
    return posting.post(person, draft)


def take_back(ward, person, number):
    return post(ward, person, kind="text", relation="removal", relates_to=number)


def refused(ward, person, ids, **about) -> tuple[str, str]:
    said = Message.objects.for_system("test").count()
    with pytest.raises(Invalid) as caught:
        post(ward, person, ids, **about)
    assert Message.objects.for_system("test").count() == said
    (error,) = caught.value.errors
    return error.field, error.code


def names_of(*attachments: Attachment) -> list[UUID]:
    return [attachment.public_id for attachment in attachments]


def test_a_message_names_its_files_and_they_know_it(ward):
    first, second = ward.checked(), ward.receive()
    posted = post(ward, ward.mother, names_of(first, second))
    assert posted.entry.payload == {"attachments": [str(first.public_id), str(second.public_id)]}
    assert [row.message_sequence for row in rows()] == [posted.entry.sequence] * 2
    assert ward.check(second).state == State.CHECKED
    event = OutboxMessage.objects.filter(name="attachment.ready").latest("id")
    assert event.payload["message"] == posted.entry.sequence


@pytest.mark.parametrize(
    ("kind", "content", "taken"),
    [
        ("image", PHOTO, True),
        ("image", made.document(1), False),
        ("voice_note", made.sound("audio/ogg", 1), True),
        ("voice_note", PHOTO, False),
        ("file", made.document(1), True),
        ("file", PHOTO, True),
    ],
)
def test_a_message_holds_the_files_of_its_kind(ward, kind, content, taken):
    attachment = ward.receive(content=content)
    if taken:
        assert post(ward, ward.mother, names_of(attachment), kind=kind).is_new
    else:
        assert refused(ward, ward.mother, names_of(attachment), kind=kind) == (
            "attachments[0]",
            "invalid_choice",
        )
        assert fresh(attachment).message_sequence is None


def test_a_message_cannot_name_what_is_not_its_senders_of_this_thread_and_unsent(ward):
    mine, theirs = ward.receive(), ward.receive(ward.clinician)
    not_taken = ward.checked(content=made.film())
    gone = ward.receive()
    withdrawing.withdraw(ward.mother, attachment_id=gone.public_id, at=AT)
    elsewhere = ward.receive(thread_id=ward.open().public_id)
    for other in (theirs.public_id, gone.public_id, elsewhere.public_id, uuid4()):
        assert refused(ward, ward.mother, [mine.public_id, other]) == ("attachments[1]", "not_found")
    assert refused(ward, ward.mother, names_of(not_taken), kind="file") == ("attachments[0]", "refused")
    assert refused(ward, ward.mother, names_of(mine, mine)) == ("attachments", "repeated")
    assert fresh(mine).message_sequence is None
    post(ward, ward.mother, names_of(mine))
    assert refused(ward, ward.mother, names_of(mine)) == ("attachments[0]", "repeated")
    voices = [ward.receive(content=made.sound("audio/ogg", 1)) for _ in range(2)]
    assert refused(ward, ward.mother, names_of(*voices), kind="voice_note") == ("attachments", "too_many")


def test_a_message_that_is_sent_twice_takes_its_file_once(ward):
    attachment, client_id = ward.receive(), uuid4()
    first = post(ward, ward.mother, names_of(attachment), client_id=client_id)
    again = post(ward, ward.mother, names_of(attachment), client_id=client_id)
    assert (first.is_new, again.is_new, again.entry.sequence) == (True, False, first.entry.sequence)


def test_of_two_messages_in_one_commit_only_the_first_has_the_file(ward):
    attachment = ward.receive()
    person = ward.mother
    drafts = [
        Draft(
            person_id=person.pk,
            person=person.public_id,
            thread=ward.thread.public_id,
            client_id=uuid4(),
            at=AT,
            kind="image",
            attachments=(attachment.public_id,),
        )
        for _ in range(2)
    ]
    first, second = posting.post_batch(drafts)
    assert isinstance(second, Invalid)
    assert fresh(attachment).message_sequence == first.entry.sequence


def test_a_message_that_is_taken_back_takes_its_files_with_it(ward, client_of):
    attachment = ward.checked()
    number = post(ward, ward.mother, names_of(attachment)).entry.sequence
    url = client_of(ward.clinician).get(f"/api/v1/attachments/{attachment.public_id}/link").json()["url"]
    take_back(ward, ward.mother, number)
    assert (fresh(attachment).state, fresh(attachment).withdrawn_at) == (State.WITHDRAWN, AT)
    assert client_of(None).get(url).status_code == 404
    shown = client_of(ward.clinician).get(f"/api/v1/attachments/{attachment.public_id}").json()
    assert (shown["state"], shown["file_name"], shown["variants"], shown["width_px"]) == (
        "withdrawn",
        "",
        [],
        None,
    )
    assert OutboxMessage.objects.filter(name="attachment.withdrawn").count() == 1
    assert len(kept()) == 3


def test_only_who_sent_a_file_takes_it_back(ward, client_of):
    attachment = ward.checked()
    with pytest.raises(Forbidden):
        ward.send(attachment)
        withdrawing.withdraw(ward.clinician, attachment_id=attachment.public_id, at=AT)
    with pytest.raises(NotVisible):
        withdrawing.withdraw(ward.stranger, attachment_id=attachment.public_id, at=AT)
    assert fresh(attachment).state == State.CHECKED
    address = f"/api/v1/attachments/{attachment.public_id}"
    assert client_of(ward.mother).delete(address).json()["state"] == "withdrawn"
    assert client_of(ward.mother).delete(address).json()["state"] == "withdrawn"
    assert OutboxMessage.objects.filter(name="attachment.withdrawn").count() == 1


def test_what_was_sent_stays_once_the_consultation_is_closed(ward, client_of):
    sent, unsent = ward.checked(), ward.checked()
    ward.send(sent)
    ward.close()
    answer = client_of(ward.mother).delete(f"/api/v1/attachments/{sent.public_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "thread_closed")
    assert client_of(ward.mother).delete(f"/api/v1/attachments/{unsent.public_id}").status_code == 200


def test_what_is_taken_back_is_put_aside_for_some_days_and_then_removed(ward, settings):
    settings.WITHDRAWN_FILES_DAYS = 30
    attachment = ward.checked()
    ward.send(attachment)
    withdrawing.withdraw(ward.mother, attachment_id=attachment.public_id, at=AT)
    tidying.tidy(at=days(29.9))
    assert len(kept()) == 3
    tidying.tidy(at=days(30))
    row = fresh(attachment)
    assert (kept(), row.state, row.files_removed_at, row.variants) == ([], State.WITHDRAWN, days(30), {})
    assert bytes(row.sha256)
    tidying.tidy(at=days(31))
    assert fresh(attachment).files_removed_at == days(30)


def test_what_no_message_names_within_a_day_leaves_neither_file_nor_row(ward):
    old = [ward.checked(), ward.receive(ward.clinician), ward.checked(content=made.film())]
    sent, young = ward.checked(), ward.checked(at=days(0.9))
    ward.send(sent)
    tidying.tidy(at=days(0.99))
    assert len(rows()) == 5
    tidying.tidy(at=days(1.01))
    assert rows() == [fresh(sent), fresh(young)]
    assert len(kept()) == 6
    assert all(not any(one.public_id.hex in key for key in kept()) for one in old)


def test_what_was_never_sent_and_is_taken_back_is_removed_at_once(ward):
    attachment = ward.checked()
    withdrawing.withdraw(ward.mother, attachment_id=attachment.public_id, at=AT)
    assert fresh(attachment).state == State.WITHDRAWN
    tidying.tidy(at=AT)
    assert (kept(), rows()) == ([], [])


def test_the_mothers_phone_forgets_what_she_never_sent(ward, client_of):
    ward.checked()
    tidying.tidy(at=days(2))
    changes = client_of(ward.mother).get("/api/v1/changes?after=0").json()["changes"]
    assert [change["object"] for change in changes if change["kind"] == "attachment"] == [None]


def test_bytes_without_a_row_are_removed_after_a_day_and_those_of_a_check_stay(ward):
    def key(prefix: str, hours: float) -> str:
        moment = AT - timedelta(hours=hours)
        milliseconds = round(moment.timestamp() * 1_000)
        return (
            f"{prefix}{UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | (uuid7().int & 0xFFFF)).hex}"
        )

    waiting, young = key(RECEIVED, 30), key(RECEIVED, 23)
    strays = [key(RECEIVED, 25), key(UNFINISHED, 25)]
    foreign = RECEIVED + "README"
    for name in (waiting, young, *strays, foreign):
        store().put(name, PHOTO)
    attachment = ward.receive()
    Attachment.objects.for_system("test").filter(pk=attachment.pk).update(
        source_id=UUID(waiting.rpartition("/")[2])
    )
    assert tidying.remove_strays(at=AT) == 2
    assert set(strays).isdisjoint(kept())
    assert {waiting, young, foreign} <= set(kept())


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
def test_where_the_storage_is_away_the_row_waits_for_the_next_sweep(ward, monkeypatch):
    attachment = ward.checked()

    def away(*_):
        raise StorageAway("away")

    with monkeypatch.context() as patched:
        patched.setattr(type(store()), "remove", away)
        patched.setattr(type(store()), "keys", away)
        tidying.tidy(at=days(2))
        assert (fresh(attachment).state, fresh(attachment).files_removed_at) == (State.ABANDONED, None)
    tidying.tidy(at=days(2))
    assert (rows(), kept()) == ([], [])


# ── the table ──


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        {"state": "checked"},
        {"state": "nonsense"},
        {"kind": "film"},
        {"check_due_at": None},
        {"refusal": "unreadable"},
        {"state": "abandoned", "check_due_at": None, "message_sequence": 1},
        {"message_sequence": 77},
    ],
)
def test_the_database_refuses_rows_that_cannot_be(ward, change):
    attachment = ward.receive()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.for_system("test").filter(pk=attachment.pk).update(**change)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
def test_a_file_belongs_to_the_mother_of_its_thread(ward):
    attachment = ward.receive()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.for_system("test").filter(pk=attachment.pk).update(subject=ward.other_mother)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_state_has_its_steps_and_no_step_leads_back_from_an_end():
    assert set(TRANSITIONS) == set(State)
    assert not any(may_move(end, new) for end in (State.WITHDRAWN, State.ABANDONED) for new in State)
    assert may_move(State.CHECKING, State.RECEIVED)
    assert not may_move(State.REFUSED, State.CHECKED)

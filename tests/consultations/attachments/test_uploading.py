"""A file comes in by the API: kept once, whole, or refused by name with nothing left behind."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.consultations.attachment_states import AttachmentState as State
from apps.foundation.errors import Conflict, NotVisible, Throttled
from apps.foundation.files import storage
from apps.foundation.files.storage import received_key, store
from apps.foundation.models import OutboxMessage
from tests.consultations.attachments.conftest import AT, PHOTO, Ward, fresh, rows, upload
from tests.factories import ClinicianFactory, in_care
from tests.foundation.files import made


def kept() -> list[str]:
    return list(store().keys(""))


def events() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("name", flat=True))


def test_a_photo_is_kept_as_it_came_until_a_worker_has_seen_it(ward, client_of):
    answer = upload(client_of(ward.mother), ward.thread, PHOTO, name="..%2Fmy%20rash.jpg")
    assert answer.status_code == 201
    (row,) = rows()
    body = answer.json()
    assert (body["id"], body["state"], body["kind"], body["file_name"]) == (
        str(row.public_id),
        "received",
        "image",
        "my rash.jpg",
    )
    assert (body["size_bytes"], body["variants"], body["message_sequence"]) == (len(PHOTO), [], None)
    assert kept() == [received_key(row.source_id)]
    assert storage.read(kept()[0]) == PHOTO
    assert events() == ["attachment.received"]


def test_a_form_with_a_file_does_the_same(ward, client_of):
    address = f"/api/v1/consultations/{ward.thread.public_id}/attachments"
    given = {"client_id": str(uuid4()), "file": SimpleUploadedFile("scan.png", made.document(), "image/png")}
    answer = client_of(ward.clinician).post(address, given)
    assert (answer.status_code, answer.json()["kind"], answer.json()["file_name"]) == (
        201,
        "document",
        "scan.png",
    )
    refused = client_of(ward.mother).post(address, {"client_id": str(uuid4()), "other": "x"})
    assert [error["code"] for error in refused.json()["errors"]] == ["unknown_field"]
    missing = client_of(ward.mother).post(address, {"client_id": str(uuid4())})
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (400, "file")
    nameless = client_of(ward.mother).post(address, {"file": SimpleUploadedFile("a.jpg", PHOTO)})
    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (400, "client_id")
    assert len(rows()) == 1


def test_the_same_id_with_the_same_bytes_is_one_file_and_with_others_is_refused(ward, client_of):
    client_id = uuid4()
    first = upload(client_of(ward.mother), ward.thread, PHOTO, client_id=client_id)
    again = upload(client_of(ward.mother), ward.thread, PHOTO, client_id=client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = upload(client_of(ward.mother), ward.thread, made.png(), client_id=client_id)
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "id_taken")
    elsewhere = upload(client_of(ward.mother), ward.open(), PHOTO, client_id=client_id)
    assert elsewhere.status_code == 409
    somebody_else = upload(client_of(ward.clinician), ward.thread, PHOTO, client_id=client_id)
    assert somebody_else.status_code == 201
    assert (len(rows()), len(kept()), len(events())) == (2, 2, 2)


@pytest.mark.parametrize(
    ("content", "status", "code", "limit"),
    [
        (b"", 400, "empty_file", None),
        (b"<html><script>alert(1)</script></html>", 400, "unsupported_content", None),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 400, "unsupported_content", None),
        (b"GIF89a" + b"\0" * 99, 400, "unsupported_content", None),
        (made.png_bomb(30_000, 30_000), 400, "too_many_pixels", 64_000_000),
        (PHOTO + made.zip_end(), 400, "two_kinds", None),
        (PHOTO[:20], 400, "unreadable", None),
        (PHOTO + b"\0" * 16_000_000, 413, "too_large", 15 * 1024 * 1024),
        (b"\0" * (31 * 1024 * 1024), 413, "too_large", 30 * 1024 * 1024),
    ],
    ids=["empty", "html", "svg", "gif", "bomb", "two", "cut", "large", "larger"],
)
def test_what_is_not_taken_is_refused_by_field_and_limit_and_leaves_nothing(
    ward, client_of, content, status, code, limit
):
    answer = upload(client_of(ward.mother), ward.thread, content, name="photo.jpg")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"], error.get("limit")) == (
        status,
        "file",
        code,
        limit,
    )
    assert (rows(), kept(), events()) == ([], [], [])


def test_who_does_not_see_the_thread_finds_nothing(ward, client_of):
    for person, status in (
        (ward.stranger, 404),
        (ward.other_mother, 404),
        (ward.partner, 403),
        (ward.administrator, 403),
        (None, 401),
    ):
        assert upload(client_of(person), ward.thread, PHOTO).status_code == status
    assert (rows(), kept()) == ([], [])


def test_a_closed_thread_takes_no_file_but_repeats_the_answer_for_one_it_has(ward, client_of):
    client_id = uuid4()
    upload(client_of(ward.mother), ward.thread, PHOTO, client_id=client_id)
    ward.close()
    refused = upload(client_of(ward.mother), ward.thread, PHOTO)
    assert (refused.status_code, refused.json()["code"]) == (409, "thread_closed")
    assert upload(client_of(ward.mother), ward.thread, PHOTO, client_id=client_id).status_code == 200
    assert (len(rows()), len(kept())) == (1, 1)


def test_a_day_has_its_count_and_its_bytes_and_says_when_to_come_again(ward, settings):
    settings.ATTACHMENTS_A_DAY, settings.ATTACHMENT_BYTES_A_DAY = 2, 10 * len(PHOTO)
    ward.receive(at=AT - timedelta(hours=25))
    ward.receive(at=AT - timedelta(hours=20))
    ward.receive()
    with pytest.raises(Throttled) as caught:
        ward.receive()
    (error,) = caught.value.errors
    assert (caught.value.code, error.field, error.limit) == ("quota", "file", 2)
    assert caught.value.headers == {"Retry-After": str(4 * 3_600)}
    settings.ATTACHMENTS_A_DAY, settings.ATTACHMENT_BYTES_A_DAY = 9, 3 * len(PHOTO) - 1
    with pytest.raises(Throttled) as caught:
        ward.receive()
    assert caught.value.errors[0].limit == 3 * len(PHOTO) - 1
    ward.receive(ward.clinician)
    assert (len(rows()), len(kept())) == (4, 4)


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
def test_where_the_storage_is_away_nothing_is_promised(ward, client_of, settings):
    settings.STORAGES["private"]["OPTIONS"]["location"].mkdir(parents=True, exist_ok=True)
    (settings.STORAGES["private"]["OPTIONS"]["location"] / "received").write_text("in the way")
    answer = upload(client_of(ward.mother), ward.thread, PHOTO)
    assert (answer.status_code, answer["Retry-After"], rows(), events()) == (503, "5", [], [])


def test_a_refusal_between_the_bytes_and_the_row_leaves_no_bytes(ward, monkeypatch):
    """The consultation is closed after the file was let in, before it is noted."""
    from apps.consultations.services.attachments import receiving

    put = type(store()).put

    def closing(self, key, content):
        put(self, key, content)
        ward.close()

    monkeypatch.setattr(type(store()), "put", closing)
    with pytest.raises(Conflict):
        ward.receive()
    assert (rows(), kept()) == ([], [])
    assert timedelta(seconds=15) == receiving.TAKEN_UP_WITHIN


def test_care_that_has_ended_takes_no_file(ward):
    colleague = ClinicianFactory()
    in_care(ward.mother, colleague, team=ward.team)
    ward.receive(colleague)
    ward.mother.is_active = True
    from apps.accounts.models import TeamMembership

    TeamMembership.objects.filter(person=colleague).update(ended_at=AT)
    with pytest.raises(NotVisible):
        ward.receive(colleague)


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_four_times_at_once_is_one(storage):
    import threading

    from django.db import connection

    from apps.foundation import accesses

    ward, client_id, results = Ward(), uuid4(), []

    def send() -> None:
        try:
            with accesses.collected():
                results.append(ward.receive_twice(client_id=client_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(is_new for _, is_new in results) == [False, False, False, True]
    assert len({attachment.pk for attachment, _ in results}) == 1
    assert kept() == [received_key(fresh(results[0][0]).source_id)]
    assert (len(rows()), rows()[0].state) == (1, State.RECEIVED)
    assert BytesIO(storage_read()).getvalue() == PHOTO


def storage_read() -> bytes:
    return storage.read(kept()[0])

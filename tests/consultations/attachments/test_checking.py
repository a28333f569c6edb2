"""A worker has a file written anew, or says why not; killed anywhere, it is done again and once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from PIL import Image

from apps.consultations.attachment_states import AttachmentState as State
from apps.consultations.models import Attachment
from apps.consultations.selectors import attachments as reading
from apps.consultations.services.attachments import checking, tidying, withdrawing
from apps.foundation.files import sandbox, storage
from apps.foundation.files.sandbox import ChildFailed
from apps.foundation.files.storage import StorageAway, checked_key, received_key, store
from apps.foundation.models import Change, OutboxMessage
from tests.consultations.attachments.conftest import AT, Ward, fresh, rows
from tests.foundation.files import made


def kept() -> list[str]:
    return list(store().keys(""))


def told(name: str = "attachment.ready") -> list[dict]:
    return list(OutboxMessage.objects.filter(name=name).order_by("id").values_list("payload", flat=True))


def keys_of(attachment: Attachment, *names: str) -> list[str]:
    return [checked_key(attachment.public_id, name) for name in names]


def test_a_checked_photo_is_what_was_written_anew_and_the_source_is_gone(ward):
    attachment = ward.checked()
    assert (attachment.state, attachment.checked_at, attachment.check_due_at) == (State.CHECKED, AT, None)
    assert (attachment.width_px, attachment.height_px, attachment.media_type) == (64, 48, "image/jpeg")
    assert kept() == keys_of(attachment, "full", "large", "small")
    full = storage.read(kept()[0])
    assert made.SECRET.encode() not in full
    assert Image.open(BytesIO(full)).size == (64, 48)
    assert attachment.variants["full"] == {
        "media_type": "image/jpeg",
        "size_bytes": len(full),
        "width_px": 64,
        "height_px": 48,
    }
    assert told() == [
        {
            "attachment": str(attachment.public_id),
            "thread": str(attachment.thread.public_id),
            "message": None,
            "at": "2026-03-02T09:00:00Z",
        }
    ]


@pytest.mark.parametrize(
    ("content", "kind", "known"),
    [
        (made.document(3), "document", {"page_count": 3, "names": ["full", "large", "small"]}),
        (made.sound("audio/webm", 2), "sound", {"duration_ms": 2_000, "names": ["full"]}),
        (made.photo("HEIF", orientation=6), "image", {"width_px": 480, "names": ["full", "large", "small"]}),
    ],
)
def test_every_kind_is_written_anew(ward, content, kind, known):
    attachment = ward.checked(content=content)
    names = known["names"]
    assert (attachment.state, attachment.kind, list(attachment.variants)) == (State.CHECKED, kind, names)
    for name, value in [(name, value) for name, value in known.items() if name != "names"]:
        assert abs(getattr(attachment, name) - value) <= 10
    assert kept() == keys_of(attachment, *names)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made.photo("JPEG")[:-2_000], "unreadable"),
        (made.with_password(made.document(), user="x"), "needs_password"),
        (made.film(), "unsupported_content"),
    ],
)
def test_what_cannot_be_read_says_why_and_leaves_no_file(ward, content, reason):
    attachment = ward.checked(content=content)
    assert (attachment.state, attachment.refusal, attachment.variants) == (State.REFUSED, reason, {})
    assert kept() == []
    assert len(told()) == 1
    shown = ward.mother
    assert reading.attachment_visible_to(shown, attachment.public_id).refusal == reason


def test_a_second_task_finds_nothing_to_do(ward):
    attachment = ward.checked()
    again = ward.check(attachment, task_id="other")
    assert (again.attempts, len(told())) == (1, 1)


def test_a_claim_belongs_to_one_task(ward):
    attachment = ward.receive()
    assert checking.claim(None, attachment_id=attachment.public_id, task_id="a", at=AT) is not None
    assert checking.claim(None, attachment_id=attachment.public_id, task_id="b", at=AT) is None
    assert checking.claim(None, attachment_id=attachment.public_id, task_id="a", at=AT) is not None
    assert ward.check(attachment, task_id="b").state == State.CHECKING


@pytest.mark.parametrize("error", [ChildFailed("killed"), StorageAway("away"), FileNotFoundError("gone")])
def test_what_says_nothing_about_the_file_is_tried_again_with_growing_pauses(ward, monkeypatch, error):
    attachment = ward.receive()

    def failing(*_):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "rewrite", failing)
        first = ward.check(attachment)
        assert (first.state, first.check_due_at, first.attempts) == (
            State.RECEIVED,
            AT + timedelta(seconds=5),
            1,
        )
        assert checking.take_up_again(None, at=AT + timedelta(seconds=4)) == []
        assert checking.take_up_again(None, at=AT + timedelta(seconds=6)) == [attachment.public_id]
        assert checking.take_up_again(None, at=AT + timedelta(seconds=6)) == []
        second = ward.check(attachment)
        assert (second.check_due_at, second.attempts) == (AT + timedelta(seconds=10), 2)
    assert ward.check(attachment).state == State.CHECKED


def test_what_fails_again_and_again_is_given_up_and_says_so(ward, monkeypatch):
    attachment = ward.receive()
    monkeypatch.setattr(sandbox, "COMMAND", ("/bin/sh", "-c", "kill -KILL $$"))
    for _ in range(7):
        attachment = ward.check(attachment)
    assert (attachment.state, attachment.refusal, len(told())) == (State.REFUSED, "gave_up", 1)
    tidying.tidy(at=AT + timedelta(hours=25))
    assert kept() == []


def test_bytes_that_changed_in_the_storage_are_not_believed(ward):
    attachment = ward.receive()
    store().put(received_key(attachment.source_id), made.png())
    assert (ward.check(attachment).state, fresh(attachment).refusal) == (State.REFUSED, "lost")


def test_a_worker_that_died_before_the_end_leaves_work_that_the_next_one_repeats(ward, monkeypatch):
    """It dies after it has written the files, before it could say so."""
    attachment = ward.receive()

    def dying(*_, **__):
        raise SystemExit("killed")

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(checking, "finish", dying)
        ward.check(attachment)
    assert fresh(attachment).state == State.CHECKING
    assert received_key(attachment.source_id) in kept()
    assert checking.take_up_again(None, at=AT + timedelta(seconds=29)) == []
    assert checking.take_up_again(None, at=AT + timedelta(seconds=31)) == [attachment.public_id]
    done = ward.check(attachment, task_id="next", at=AT + timedelta(seconds=32))
    assert (done.state, done.attempts, kept()) == (
        State.CHECKED,
        2,
        keys_of(attachment, "full", "large", "small"),
    )
    assert len(told()) == 1


def test_who_comes_back_after_being_overtaken_changes_nothing(ward):
    attachment = ward.receive()
    slow = checking.claim(None, attachment_id=attachment.public_id, task_id="slow", at=AT)
    later = AT + timedelta(seconds=200)
    checking.take_up_again(None, at=later)
    done = ward.check(attachment, task_id="quick", at=later)
    from apps.foundation.files.reasons import Reason, Refused

    assert checking.refuse(None, slow, Refused(Reason.UNREADABLE), at=later) is False
    checking.put_back(None, slow, at=later)
    assert (fresh(attachment).state, done.claimed_by, len(told())) == (State.CHECKED, "quick", 1)


def test_a_file_that_was_taken_back_while_it_was_checked_leaves_no_file(ward, monkeypatch):
    attachment, rewrite = ward.receive(), sandbox.rewrite

    def taken_back_meanwhile(*given):
        rewritten = rewrite(*given)
        withdrawing.withdraw(ward.mother, attachment_id=attachment.public_id, at=AT)
        tidying.tidy(at=AT)
        return rewritten

    monkeypatch.setattr(sandbox, "rewrite", taken_back_meanwhile)
    checking.run(attachment.public_id, task_id="late", now=lambda: AT)
    assert (rows(), kept(), told()) == ([], [], [])


def test_the_mothers_phone_hears_of_her_own_and_of_what_was_sent_only(ward):
    def heard() -> list[str]:
        return [
            str(change)
            for change in Change.objects.filter(kind="attachment").values_list("object_id", flat=True)
        ]

    hers, theirs = ward.checked(), ward.checked(ward.clinician)
    assert heard() == [str(hers.public_id)]
    ward.send(theirs)
    assert sorted(heard()) == sorted([str(hers.public_id), str(theirs.public_id)])
    fetched = reading.attachments_for_feed(ward.mother, [hers.public_id, theirs.public_id])
    assert {value["state"] for value in fetched.values()} == {"checked"}
    assert all("url" not in one for value in fetched.values() for one in value["variants"])


def _work_and_die(attachment_id, killed_in) -> None:
    """A worker process that is killed with SIGKILL at one place of its work."""

    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    if killed_in == "rewriting":
        sandbox.rewrite = die  # type: ignore[assignment]
    else:
        checking.finish = die  # type: ignore[assignment]
    checking.run(attachment_id, task_id="dies", now=lambda: AT)


@pytest.mark.parametrize("killed_in", ["rewriting", "finishing"])
@pytest.mark.django_db(transaction=True)
def test_a_worker_process_killed_in_the_middle_loses_and_doubles_nothing(storage, killed_in):
    ward = Ward()
    attachment = ward.receive()
    connection.close()  # or the child would have the same one
    worker = multiprocessing.get_context("fork").Process(
        target=_work_and_die, args=(attachment.public_id, killed_in)
    )
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    assert fresh(attachment).state == State.CHECKING
    later = AT + timedelta(seconds=31)
    assert checking.take_up_again(None, at=later) == [attachment.public_id]
    done = ward.check(attachment, task_id="next", at=later)
    assert (done.state, len(rows()), len(told())) == (State.CHECKED, 1, 1)
    assert kept() == keys_of(attachment, "full", "large", "small")

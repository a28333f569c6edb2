"""A claim is kept while its worker lives, and is to be had soon after it does not."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError

from apps.foundation import claims
from apps.nutrition import tasks
from apps.nutrition.services import looking
from tests.nutrition.diary.making import AT, Home, Recogniser, fresh


def test_another_worker_has_the_work_within_a_minute():
    assert claims.CLAIM_LASTS.total_seconds() + tasks.TAKE_UP_EVERY_S <= 45
    assert claims.CLAIM_LASTS.total_seconds() > claims.BEAT_EVERY_S * 4


@pytest.mark.django_db
def test_a_beat_keeps_the_claim_and_silence_ends_it():
    home = Home()
    photo = home.photo(home.meal())
    claimed = looking.claim(None, photo_id=photo.public_id, task_id="a", at=AT)
    assert claimed is not None
    looking.WORK.beat(photo, claimed.token, at=AT + timedelta(seconds=25))
    assert looking.take_up_again(None, at=AT + timedelta(seconds=54)) == []
    assert looking.take_up_again(None, at=AT + timedelta(seconds=56)) == [photo.public_id]
    looking.WORK.beat(photo, claimed.token, at=AT + timedelta(days=1))  # overtaken: it keeps nothing any more
    row = fresh(photo)
    assert (row.state, row.due_at, row.claimed_at) == ("waiting", AT + timedelta(seconds=71), None)


@pytest.mark.django_db(transaction=True)
def test_while_a_photo_is_looked_at_long_its_worker_is_heard_of(monkeypatch):
    home, heard = Home(), threading.Event()
    photo = home.photo(home.meal())
    monkeypatch.setattr(claims, "BEAT_EVERY_S", 0.01)
    said = claims.Work.beat

    def beat(self, row, token, *, at):
        said(self, row, token, at=at + timedelta(seconds=7))
        heard.set()

    class Slow(Recogniser):
        def predict(self, image):
            assert heard.wait(20)
            assert fresh(photo).due_at == AT + claims.CLAIM_LASTS + timedelta(seconds=7)
            return super().predict(image)

    monkeypatch.setattr(claims.Work, "beat", beat)
    assert home.look(photo, Slow()).state == "done"


@pytest.mark.django_db
def test_who_hangs_is_not_heard_of_for_ever():
    beats: list[int] = []
    with claims.heartbeat(lambda: beats.append(1), every_s=0.01, at_most_s=0.05):
        for thread in threading.enumerate():
            if thread.name.endswith("(_beat)"):
                thread.join(10)
                assert not thread.is_alive()
    assert len(beats) < 6


@pytest.mark.django_db
def test_a_beat_that_the_database_does_not_take_is_followed_by_the_next():
    came, beats = threading.Event(), iter([OperationalError("away"), None])

    def beat() -> None:
        error = next(beats, None)
        if error is not None:
            raise error
        came.set()

    with claims.heartbeat(beat, every_s=0.01, at_most_s=20):
        assert came.wait(10)

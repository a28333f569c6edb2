"""The weights are part of what a result is; results of an older method or of other weights are renewed, gently."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.expectations.models import Expectation
from apps.pregnancies.states import PregnancyState
from apps.recordings.models import Analysis, Recording
from apps.recordings.services import renewing, reviews
from apps.recordings.services.reviews import Reading
from ml_models import ctg
from ml_models.ctg.false_signal.probability import SETTING
from tests.recordings.conftest import fresh, run_analysis
from tests.recordings.test_plain_versions import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_weights(monkeypatch):
    def choose() -> str:
        monkeypatch.setenv(SETTING, "own")
        return ctg.weights_sha256()

    return choose


def renew(**how):
    return renewing.renew(None, at=timezone.now(), **how)


def sign(family, recording):
    reading = Reading(recording.current_analysis.public_id, assessment="Seen.")
    reviews.sign(family.midwife, recording_id=recording.public_id, reading=reading, at=timezone.now())


def weights_of(recording):
    rows = Analysis.objects.for_system("test").filter(recording=recording).order_by("pk")
    return list(rows.values_list("weights_sha256", flat=True))


def test_other_weights_are_another_result(family, client_of, analysed, other_weights):
    before, recording, client = ctg.weights_sha256(), analysed(), client_of(family.midwife)
    address = f"/api/v1/recordings/{recording.public_id}"
    assert client.get(f"{address}/analysis").json()["is_of_older_method"] is False
    assert client.post(f"{address}/analyses").json()["code"] == "nothing_newer"
    after = other_weights()
    told = client.get(f"{address}/analysis").json()
    assert (told["is_of_older_method"], told["analysis"]["weights_sha256"]) == (True, before)
    assert client.post(f"{address}/analyses").status_code == 202
    run_analysis(recording.public_id, task_id="task-2")
    assert weights_of(recording) == [before, after]
    told = client.get(f"{address}/analysis").json()
    assert (told["is_of_older_method"], told["analysis"]["weights_sha256"]) == (False, after)


def test_back_to_the_first_weights_is_the_first_result(analysed, other_weights, monkeypatch):
    recording = analysed()
    first = recording.current_analysis_id
    other_weights()
    assert renew() == [recording.public_id]
    run_analysis(recording.public_id, task_id="task-2")
    assert fresh(recording).current_analysis_id != first
    monkeypatch.delenv(SETTING)
    assert renew() == [recording.public_id]
    run_analysis(recording.public_id, task_id="task-3")
    assert fresh(recording).current_analysis_id == first
    assert renew() == []


def test_a_few_at_a_time_newest_first_and_none_while_something_waits(analysed, other_weights):
    start = timezone.now().replace(microsecond=0)
    old, middle, new = (analysed(started_at=start - timedelta(days=days)) for days in (3, 2, 1))
    assert renew() == []
    other_weights()
    assert renew(most=2) == [new.public_id, middle.public_id]
    assert renew() == []
    for one in (new, middle):
        run_analysis(one.public_id, task_id="task-2")
    assert renew(most=2) == [old.public_id]
    assert fresh(old).state == "complete"


def test_what_somebody_has_spoken_about_waits_for_her(family, client_of, analysed, other_weights):
    signed, told = analysed(), analysed()
    sign(family, signed)
    assert release(client_of(family.midwife), told).status_code == 201
    other_weights()
    assert renew() == []
    assert set(renew(spoken_of=True)) == {signed.public_id, told.public_id}


def test_what_is_over_is_left_alone(family, analysed, other_weights):
    recording = analysed()
    family.pregnancy.state = PregnancyState.ENDED
    family.pregnancy.save(update_fields=["state"])
    other_weights()
    assert renew() == []
    assert renew(ended=True) == [recording.public_id]


def test_the_command_counts_and_renews(analysed, other_weights):
    recording, out = analysed(), StringIO()
    other_weights()
    call_command("renew_analyses", "--count", stdout=out)
    assert "Outdated: 1 recordings" in out.getvalue()
    assert fresh(recording).state == "analysed"
    call_command("renew_analyses", "--only-once", stdout=out)
    assert "Due anew: 1 recordings" in out.getvalue()
    assert fresh(recording).state == "complete"


def test_the_command_ends_where_workers_have_other_weights(analysed, other_weights, monkeypatch):
    for _ in range(2):
        analysed()
    other_weights()

    def worker(_seconds):
        Recording.objects.for_system("test").update(state="analysed")

    monkeypatch.setattr("time.sleep", worker)
    with pytest.raises(CommandError, match="other weights"):
        call_command("renew_analyses", "--at-once=1", stdout=StringIO())


def awaited(recording) -> Expectation:
    rows = Expectation.objects.for_system("test")
    return rows.get(kind="recording_review", key=str(recording.public_id))


def test_who_has_to_read_it_gets_no_more_time_for_it(analysed, other_weights):
    recording = analysed()
    before = awaited(recording)
    other_weights()
    assert renew() == [recording.public_id]
    run_analysis(recording.public_id, task_id="task-2")
    assert len(weights_of(recording)) == 2
    after = awaited(recording)
    assert (after.due_at, after.look_at, after.state) == (before.due_at, before.look_at, before.state)


def test_what_was_signed_is_not_awaited_again_for_the_same_need(family, analysed, other_weights):
    recording = analysed()
    sign(family, recording)
    assert awaited(recording).state == "met"
    other_weights()
    assert renew(spoken_of=True) == [recording.public_id]
    run_analysis(recording.public_id, task_id="task-2")
    assert awaited(recording).state == "met"


def test_other_samples_are_awaited_from_when_they_were_seen(family, analysed):
    recording = analysed()
    before = awaited(recording).due_at
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    rows.update(source_hz=2.0, state="complete", analysis_due_at=timezone.now())
    run_analysis(recording.public_id, task_id="task-2")
    assert awaited(recording).due_at > before

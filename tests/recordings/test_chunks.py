"""Chunks: any order, repeated, at once, resumed after days, late."""

from __future__ import annotations

import threading
from datetime import timedelta

import numpy as np
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from apps.foundation import accesses
from apps.foundation.errors import Conflict
from apps.foundation.models import OutboxMessage
from apps.recordings import channels, chunks, selectors
from apps.recordings.channels import NO_TOCO, Channel
from apps.recordings.models import Chunk
from apps.recordings.services import intake
from ml_models import ctg
from tests.recordings.conftest import chunk, fresh, put_chunk, rates, rows_of, run_analysis


def test_the_bytes_of_a_chunk_are_these():
    """Written out by hand: three samples of rate and toco at index 480."""
    data = chunks.write(
        {Channel.FHR1: np.array([560, 0, 563]), Channel.TOCO: np.array([20, -2, NO_TOCO])}, first_sample=480
    )
    assert data[:12] == b"KC" + bytes([1, 0, 0xE0, 0x01, 0, 0, 3, 0, 0b1001, 4])
    assert data[12:-4] == bytes([0x30, 2, 0, 0, 0x33, 2]) + bytes([20, 0, 0xFE, 0xFF, 0, 0x80])
    read = chunks.read(data)
    assert (read.sample_start, read.sample_count, read.source_hz) == (480, 3, 4.0)
    assert read.samples[Channel.TOCO].tolist() == [20, -2, NO_TOCO]


@pytest.mark.parametrize("compressed", [False, True])
def test_slower_rates_are_held_on_the_grid_and_a_mark_stays_one(compressed):
    given = {Channel.FHR1: np.array([560, 564]), Channel.MARKS: np.array([0, 1])}
    read = chunks.read(chunks.write(given, first_sample=5, fs_hz=2, compressed=compressed))
    assert read.sample_start == 10
    assert read.samples[Channel.FHR1].tolist() == [560, 560, 564, 564]
    assert read.samples[Channel.MARKS].tolist() == [0, 0, 1, 0]


@pytest.mark.django_db
def test_chunks_in_any_order_make_the_trace_that_they_were_cut_from(family, client_of, announced):
    """Cut at odd places, so that minutes are shared by several chunks, and shuffled."""
    phone, recording = client_of(family.mother), announced()
    whole = 560 + np.arange(2000) % 97
    cuts = [0, 100, 101, 470, 490, 720, 1333, 2000]
    for number in (4, 0, 6, 2, 5, 1, 3):
        part = {Channel.FHR1: whole[cuts[number] : cuts[number + 1]]}
        answer = put_chunk(phone, recording.public_id, number, chunks.write(part, first_sample=cuts[number]))
        assert answer.status_code == 201, answer.content
    stored = selectors.stored_samples(fresh(recording))
    np.testing.assert_array_equal(stored[Channel.FHR1], whole)
    assert (fresh(recording).sample_count, fresh(recording).stored_count, rows_of(recording)) == (
        2000,
        2000,
        (7, 9),
    )


@pytest.mark.django_db
def test_channels_that_come_and_go_leave_each_other_alone(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    first = {Channel.FHR1: np.full(100, 560), Channel.TOCO: np.full(100, 20)}
    put_chunk(phone, recording.public_id, 0, chunks.write(first, first_sample=0))
    put_chunk(phone, recording.public_id, 1, chunks.write({Channel.MHR: np.full(100, 320)}, first_sample=100))
    stored = selectors.stored_samples(fresh(recording))
    assert stored[Channel.FHR1][[99, 100]].tolist() == [560, 0]
    assert stored[Channel.TOCO][[99, 100]].tolist() == [20, NO_TOCO]
    assert stored[Channel.MHR][[99, 100]].tolist() == [0, 320]


@pytest.mark.django_db
def test_the_same_chunk_again_is_acknowledged_and_another_one_is_not(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    answers = [
        put_chunk(phone, recording.public_id, 7, data)
        for data in (chunk(0), chunk(0), chunk(0, bpm=150), chunk(240))
    ]
    assert [a.status_code for a in answers] == [201, 200, 409, 409]
    assert (
        answers[0].json()
        == answers[1].json()
        == {"recording": str(recording.public_id), "state": "receiving", "samples": 240, "duration_s": 60.0}
    )
    assert answers[2].json()["errors"][0]["code"] == "chunk_differs"
    assert selectors.stored_samples(fresh(recording))[Channel.FHR1].tolist() == [560] * 240


@pytest.mark.django_db
def test_samples_that_are_there_already_are_not_written_over(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    put_chunk(phone, recording.public_id, 0, chunk(0))
    for number, start in ((1, 239), (2, 0), (3, 100)):
        answer = put_chunk(phone, recording.public_id, number, chunk(start, 10, bpm=90))
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["field"], error["code"], error["limit"]) == (
            409,
            "chunk.first_sample",
            "overlap",
            0,
        )
    assert rows_of(recording) == (1, 1)
    assert put_chunk(phone, recording.public_id, 1, chunk(240)).status_code == 201


@pytest.mark.django_db
def test_all_chunks_have_one_rate(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    put_chunk(phone, recording.public_id, 0, chunk(0, 60, fs_hz=1))
    answer = put_chunk(phone, recording.public_id, 1, chunk(240))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "other_rate")
    assert rows_of(recording) == (1, 1)


@pytest.mark.django_db
def test_a_phone_that_was_away_for_days_learns_what_is_missing_and_goes_on(family, client_of, announced):
    recording = announced()
    phone = client_of(family.mother)
    for number in (0, 1, 4):
        put_chunk(phone, recording.public_id, number, chunk(number * 240))
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        phone = client_of(family.mother)
        there = phone.get(f"/api/v1/recordings/{recording.public_id}/chunks").json()
        assert there == {
            "state": "receiving",
            "next_number": 5,
            "samples": 720,
            "stored": [{"first": 0, "last": 1}, {"first": 4, "last": 4}],
            "holes": [{"first": 480, "last": 959}],
        }
        for number in (2, 3):
            assert put_chunk(phone, recording.public_id, number, chunk(number * 240)).status_code == 201
        assert phone.get(f"/api/v1/recordings/{recording.public_id}/chunks").json()["holes"] == []


@pytest.mark.django_db
def test_a_late_chunk_makes_a_new_analysis_and_leaves_the_signature_on_the_old_one(
    family, client_of, announced
):
    phone, doctor, recording = client_of(family.mother), client_of(family.obstetrician), announced()
    address = f"/api/v1/recordings/{recording.public_id}"
    whole = channels.from_recording(ctg.generate(minutes=30, seed=5))
    parts = [
        chunks.write({c: v[k * 2400 : k * 2400 + 2400] for c, v in whole.items()}, first_sample=k * 2400)
        for k in range(3)
    ]
    for number in (0, 2):
        put_chunk(phone, recording.public_id, number, parts[number])
    phone.post(f"{address}/complete", {}, content_type="application/json")
    run_analysis(recording.public_id)
    first = doctor.get(f"{address}/analysis").json()["analysis"]
    body = {"action": "sign", "analysis_id": first["id"], "assessment": "Short.", "released": False}
    assert doctor.post(f"{address}/review", body, content_type="application/json").status_code == 201

    late = put_chunk(phone, recording.public_id, 1, parts[1])
    assert (late.status_code, late.json()["state"]) == (201, "complete")
    assert OutboxMessage.objects.filter(name="recording.completed").count() == 2
    run_analysis(recording.public_id, "task-2")

    second = doctor.get(f"{address}/analysis").json()["analysis"]
    assert second["supersedes"] == first["id"]
    loss = [found["fetuses"][0]["signal_loss"] for found in (first, second)]
    assert loss[0] > 1 / 3 > loss[1]
    review = doctor.get(f"{address}/review").json()["reviews"][0]
    assert (review["analysis"], review["is_outdated"]) == (first["id"], True)


@pytest.mark.django_db(transaction=True)
def test_the_same_chunk_at_once_is_stored_once(family, announced):
    recording = announced()
    results = at_once(
        lambda _: intake.store_chunk(
            family.mother, recording_id=recording.public_id, number=0, data=chunk(0), at=timezone.now()
        )[1],
        4,
    )
    assert sorted(results) == [False, False, False, True]
    assert rows_of(recording) == (1, 1)
    assert fresh(recording).stored_count == 240


@pytest.mark.django_db(transaction=True)
def test_chunks_of_one_minute_at_once_are_all_kept(family, announced):
    recording = announced()
    parts = [chunks.write(rates(*[100 + k] * 20), first_sample=20 * k) for k in range(6)]
    at_once(
        lambda k: intake.store_chunk(
            family.mother, recording_id=recording.public_id, number=k, data=parts[k], at=timezone.now()
        ),
        6,
    )
    stored = selectors.stored_samples(fresh(recording))[Channel.FHR1]
    assert stored.tolist() == [4 * (100 + k) for k in range(6) for _ in range(20)]


@pytest.mark.django_db(transaction=True)
def test_two_chunks_at_once_under_one_number_leave_the_first(family, announced):
    recording = announced()
    results = at_once(
        lambda k: intake.store_chunk(
            family.mother,
            recording_id=recording.public_id,
            number=0,
            data=chunk(0, bpm=120 + k),
            at=timezone.now(),
        )[1],
        2,
    )
    assert sorted(results, key=str) == ["Conflict", True]
    assert Chunk.objects.for_system("test").filter(recording=recording).count() == 1


def at_once(call, count):
    """Run `call(k)` in threads that start together; returns results, or the names of what was raised."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(k):
        try:
            with accesses.collected():
                barrier.wait()
                results[k] = call(k)
        except Conflict as error:
            results[k] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

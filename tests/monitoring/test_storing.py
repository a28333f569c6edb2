"""Frames are stored once, whatever comes again, and become part of their recording."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from apps.foundation.errors import Conflict
from apps.monitoring import clocks, frames
from apps.monitoring.frames import Flag
from apps.monitoring.models import Frame
from apps.monitoring.numbers import Numbers
from apps.monitoring.services import folding
from apps.monitoring.services.storing import Arrival, Outcome, store_batch
from apps.monitoring.tasks import fold_what_lies_still
from apps.recordings import selectors
from apps.recordings.channels import Channel
from apps.recordings.models import Chunk
from apps.recordings.services import announcing, completing, intake
from apps.recordings.states import State
from tests.monitoring import made
from tests.recordings.conftest import fresh

pytestmark = pytest.mark.django_db


def store(recording, *data: bytes, received_s: float | None = None, **how) -> list[Outcome]:
    received_s = timezone.now().timestamp() if received_s is None else received_s
    return store_batch([Arrival(recording.pk, frames.read_one(one), received_s) for one in data], **how)


def kept(recording) -> list[int]:
    rows = Frame.objects.for_system("test").filter(recording=recording)
    return list(rows.order_by("number").values_list("number", flat=True))


def trace(mother, recording) -> np.ndarray:
    part = selectors.trace_of(mother, recording.public_id)
    return selectors.stored_samples(part.recording, first=part.first, last=part.last)[Channel.FHR1]


def test_a_number_is_stored_once_in_whichever_batch_it_comes(announced):
    one, two = announced(), announced()
    assert store(one, made.frame(0), made.frame(1), made.frame(0)) == [
        Outcome.NEW,
        Outcome.NEW,
        Outcome.KNOWN,
    ]
    assert store(one, made.frame(1, flags=Flag.KEPT), made.frame(2)) == [Outcome.KNOWN, Outcome.NEW]
    other = frames.write(2, phone_ms=1, chunk=made.chunk(9))
    assert store(one, other) == [Outcome.DIFFERS]
    assert store(one, frames.write(3, phone_ms=1, chunk=made.chunk(3)), frames.write(3, phone_ms=1)) == [
        Outcome.NEW,
        Outcome.DIFFERS,
    ]
    assert store(two, made.frame(0)) == [Outcome.NEW]
    assert (kept(one), kept(two)) == ([0, 1, 2, 3], [0])


def test_folded_frames_are_still_known_by_number_and_bytes(announced):
    recording = announced()
    store(recording, *(made.frame(number) for number in (0, 1, 2, 5)))
    assert folding.fold_one(None, recording_pk=recording.pk, at=timezone.now()) == 4
    again = [made.frame(1), made.frame(3), made.frame(5), frames.write(2, phone_ms=1, chunk=made.chunk(9))]
    assert store(recording, *again) == [Outcome.KNOWN, Outcome.NEW, Outcome.KNOWN, Outcome.DIFFERS]
    assert kept(recording) == [3]


def test_folding_keeps_samples_clocks_and_what_tells_frames_apart(announced):
    recording = announced()
    status = frames.write(2, phone_ms=77, flags=Flag.SLEPT, battery=50)
    last = frames.write(3, phone_ms=88, device_ms=9, chunk=made.chunk(2))
    store(recording, made.frame(0), made.frame(1), status, last, made.frame(9), received_s=1_793_000_000.5)
    folding.fold_one(None, recording_pk=recording.pk, at=timezone.now())
    runs = list(Chunk.objects.for_system("test").filter(recording=recording).order_by("number"))
    assert [(run.number, run.frame_count, run.sample_start, run.sample_count) for run in runs] == [
        (0, 4, 0, 12),
        (9, 1, 36, 4),
    ]
    rows = clocks.unpack(runs[0].frame_clocks, 4)
    assert rows["phone_ms"].tolist() == [made.PHONE_MS + 1_000, made.PHONE_MS + 2_000, 77, 88]
    assert (rows["device_ms"].tolist(), rows["battery"].tolist()) == ([-1, -1, -1, 9], [255, 255, 50, 255])
    assert set(rows["received_ms"].tolist()) == {1_793_000_000_500}
    assert (rows["first_sample"].tolist(), rows["sample_count"].tolist()) == ([0, 4, 0, 8], [4, 4, 0, 4])
    assert clocks.unpack_crcs(runs[0].frame_crcs)[3] == frames.read_one(last).crc32
    after = fresh(recording)
    assert (after.sample_count, after.stored_count, after.intake, after.source_hz) == (40, 16, "chunks", 4.0)
    assert kept(recording) == []


def test_a_live_trace_reads_the_same_before_and_after_folding(announced, family):
    recording = announced()
    numbers = [*range(58, 64), 0, 2]
    store(recording, *(made.frame(number) for number in numbers))
    before, listed = trace(family.mother, recording), selectors.arrived(family.mother, recording.public_id)
    assert before.size == 256
    assert before[232:256].tolist() == made.samples(232, 24)[Channel.FHR1].tolist()
    assert before[4:8].tolist() == [0, 0, 0, 0]
    assert [(s.first, s.last) for s in listed.numbers] == [(0, 0), (2, 2), (58, 63)]
    assert [(s.first, s.last) for s in listed.holes] == [(4, 7), (12, 231)]
    part = selectors.trace_of(family.mother, recording.public_id, from_s=58.5, to_s=59)
    assert selectors.stored_samples(part.recording, first=part.first, last=part.last)[
        Channel.FHR1
    ].tolist() == (made.samples(234, 2)[Channel.FHR1].tolist())
    etag = selectors.trace_of(family.mother, recording.public_id).etag
    folding.fold_one(None, recording_pk=recording.pk, at=timezone.now())
    assert trace(family.mother, recording).tolist() == before.tolist()
    folded = selectors.arrived(family.mother, recording.public_id)
    assert (folded.numbers, folded.holes) == (listed.numbers, listed.holes)
    assert selectors.trace_of(family.mother, recording.public_id).etag == etag
    store(recording, made.frame(1))
    assert trace(family.mother, recording)[4:8].tolist() == made.samples(4)[Channel.FHR1].tolist()
    assert selectors.trace_of(family.mother, recording.public_id).etag != etag


def test_folding_up_to_a_sample_leaves_what_comes_after(announced):
    recording = announced()
    store(recording, *(made.frame(number) for number in range(4)))
    assert folding.fold(fresh(recording), at=timezone.now(), before=8) == 2
    assert kept(recording) == [2, 3]


def test_completing_folds_first_and_late_frames_make_an_analysis_due(announced, family):
    recording = announced()
    store(recording, *(made.frame(number) for number in range(3)))
    completing.complete(family.mother, recording_id=recording.public_id, at=timezone.now())
    assert (fresh(recording).stored_count, kept(recording)) == (12, [])
    assert store(recording, made.frame(3), made.frame(2)) == [Outcome.CLOSED, Outcome.KNOWN]
    folding.Recording.objects.for_system("test").filter(pk=recording.pk).update(state=State.ANALYSED)
    assert store(recording, made.frame(3), is_late=True) == [Outcome.NEW]
    folding.fold_one(None, recording_pk=recording.pk, at=timezone.now())
    after = fresh(recording)
    assert (after.state, after.stored_count) == (State.COMPLETE, 16)


def test_a_chunk_beside_frames_has_the_same_numbers(announced, family):
    recording = announced()
    store(recording, *(made.frame(number) for number in range(3)))

    def put(number: int, data: bytes) -> bool:
        return intake.store_chunk(
            family.mother, recording_id=recording.public_id, number=number, data=data, at=timezone.now()
        )[1]

    assert put(1, made.chunk(1)) is False
    assert put(3, made.chunk(3)) is True
    with pytest.raises(Conflict) as differs:
        put(2, made.chunk(7))
    assert differs.value.errors[0].code == "chunk_differs"
    assert store(recording, made.frame(3), made.frame(4)) == [Outcome.KNOWN, Outcome.NEW]
    with pytest.raises(Conflict) as overlap:
        put(9, made.chunk(4))
    assert overlap.value.errors[0].code == "overlap"


def test_what_is_withdrawn_goes_and_takes_no_more(announced, family):
    recording = announced()
    store(recording, made.frame(0))
    announcing.withdraw(family.mother, recording_id=recording.public_id, at=timezone.now())
    assert kept(recording) == []
    assert store(recording, made.frame(1)) == [Outcome.CLOSED]
    assert kept(recording) == []


def test_the_sweep_folds_what_nobody_follows(announced):
    still, fresh_one = announced(), announced()
    store(still, made.frame(0), received_s=(timezone.now() - timedelta(minutes=3)).timestamp())
    store(fresh_one, made.frame(0))
    fold_what_lies_still()
    assert (kept(still), kept(fresh_one)) == ([], [0])


def test_numbers_are_kept_as_stretches():
    some = Numbers([(4, 2), (0, 1), (9, 1)])
    assert (some.stretches(), some.through, some.beyond(), some.highest) == (
        [(0, 0), (4, 5), (9, 9)], 0, [(4, 5), (9, 9)], 9,
    )  # fmt: skip
    some.add(1, 3)
    some.add(7)
    some.add(3, 6)
    assert (some.stretches(), some.through, some.beyond()) == ([(0, 9)], 9, [])
    assert (4 in some, 10 in some, some.touches(9, 4), some.touches(10, 4)) == (True, False, True, False)
    assert (Numbers().through, Numbers().highest, Numbers([(3, 1)]).through) == (None, None, None)


def test_numbers_agree_with_a_set():
    chance = np.random.default_rng(16)
    for _ in range(60):
        some, truth = Numbers(), set()
        for first, count in chance.integers(0, 40, size=(12, 2)) // (1, 5):
            some.add(int(first), int(count))
            truth |= set(range(first, first + count))
        assert {n for a, b in some.stretches() for n in range(a, b + 1)} == truth
        assert [n in some for n in range(50)] == [n in truth for n in range(50)]
        assert all(some.touches(n, 3) == bool(truth & set(range(n, n + 3))) for n in range(50))

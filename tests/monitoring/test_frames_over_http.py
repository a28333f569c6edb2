"""The fallback on the same numbers: stored, or nothing; late ones make an analysis due."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from apps.monitoring import frames
from apps.monitoring.models import Frame, LiveRecording
from apps.recordings.models import Chunk, Recording
from apps.recordings.services import completing
from apps.recordings.states import State
from tests.monitoring import made
from tests.recordings.conftest import fresh

pytestmark = pytest.mark.django_db


def frame(number: int, *, ago_s: float = 0, **about: int) -> bytes:
    return made.frame(number, phone_ms=int((time.time() - ago_s) * 1_000), **about)


def post(client, recording, *data: bytes):
    address = f"/api/v1/recordings/{recording.public_id}/frames"
    return client.post(address, b"".join(data), content_type="application/octet-stream")


def stored(recording) -> list[int]:
    rows = Frame.objects.for_system("test").filter(recording=recording)
    return list(rows.order_by("number").values_list("number", flat=True))


def test_frames_are_stored_and_the_same_again_changes_nothing(client_of, family, announced):
    phone, recording = client_of(family.mother), announced()
    for _ in range(2):
        answer = post(phone, recording, frame(0), frame(1), frame(3))
        assert (answer.status_code, answer.json()) == (
            200,
            {"through": 1, "stored": [[0, 1], [3, 3]], "missing": [[2, 2]]},
        )
    assert stored(recording) == [0, 1, 3]
    read = client_of(family.obstetrician).get(f"/api/v1/recordings/{recording.public_id}/frames")
    assert read.json() == {"through": 1, "stored": [[0, 1], [3, 3]], "missing": [[2, 2]]}
    live = LiveRecording.objects.for_system("test").get(recording=recording)
    assert (live.last_number, live.last_sample, live.connected_at) == (3, 16, None)


@pytest.mark.parametrize(
    ("status", "code", "data"),
    [
        (400, "unreadable", lambda: b"what"),
        (400, "unreadable", lambda: b"".join(frame(0) for _ in range(601))),
        (409, "frame_differs", lambda: frames.write(0, phone_ms=int(time.time() * 1_000))),
        (409, "overlap", lambda: frames.write(1, phone_ms=int(time.time() * 1_000), chunk=made.chunk(0))),
        (422, "number_ahead", lambda: frame(3_601)),
        (422, "clock_off", lambda: frame(1, ago_s=2 * 86_400)),
    ],
)
def test_one_frame_that_does_not_hold_refuses_all(client_of, family, announced, status, code, data):
    phone, recording = client_of(family.mother), announced()
    post(phone, recording, frame(0))
    answer = post(phone, recording, frame(5), data())
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert stored(recording) == [0]


def test_an_empty_request_is_refused(client_of, family, announced):
    assert post(client_of(family.mother), announced()).json()["errors"][0]["code"] == "unreadable"


def test_late_frames_are_folded_at_once_and_make_an_analysis_due(client_of, family, announced):
    phone, recording = client_of(family.mother), announced()
    post(phone, recording, frame(0), frame(2))
    completing.complete(family.mother, recording_id=recording.public_id, at=timezone.now())
    Recording.objects.for_system("test").filter(pk=recording.pk).update(state=State.ANALYSED)
    assert post(phone, recording, frame(2)).json()["through"] == 0
    assert fresh(recording).state == State.ANALYSED
    assert post(phone, recording, frame(1)).json()["through"] == 2
    after = fresh(recording)
    assert (after.state, after.stored_count, stored(recording)) == (State.COMPLETE, 12, [])
    assert Chunk.objects.for_system("test").filter(recording=recording).count() == 3


def test_the_list_of_chunks_tells_the_same_numbers(client_of, family, announced):
    phone, recording = client_of(family.mother), announced()
    post(phone, recording, frame(0), frame(1), frame(3))
    listed = phone.get(f"/api/v1/recordings/{recording.public_id}/chunks").json()
    assert (listed["stored"], listed["next_number"]) == (
        [{"first": 0, "last": 1}, {"first": 3, "last": 3}],
        4,
    )
    assert listed["holes"] == [{"first": 8, "last": 11}]

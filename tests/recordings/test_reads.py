"""Reading, listing, deleting; every file format; what the phone's feed holds; who is written down for
looking."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from apps.accounts.models import AccessLogEntry
from apps.recordings import chunks, page, selectors, trace
from apps.recordings.channels import NO_TOCO, Channel
from apps.recordings.models import Recording
from ml_models import ctg
from tests.recordings.conftest import chunk, fresh, put_chunk, put_file, rows_of, run_analysis

pytestmark = pytest.mark.django_db


def test_the_bytes_of_a_trace_are_these():
    """Written out by hand: two samples of every channel, uterine activity at -0.5 and unknown."""
    samples = {
        Channel.FHR1: np.array([560, 0], "<u2"),
        Channel.TOCO: np.array([-1, NO_TOCO], "<i2"),
        Channel.MARKS: np.array([0, 1], "u1"),
    }
    data = trace.encode(samples, start_epoch_s=1.5)
    assert data[:32] == b"KTR1" + struct.pack("<IdfIII", 1, 1.5, 4.0, 2, 0b101001, 0)
    assert data[32:] == bytes([0x30, 2, 0, 0]) + bytes([0xFE, 0xFF, 0xFF, 0xFF]) + bytes([0, 1])


def part(client, recording, query):
    answer = client.get(f"/api/v1/recordings/{recording.public_id}/trace?{query}")
    assert answer.status_code == 200, answer.content
    _, _, start, _, count, mask, _ = struct.unpack_from("<4sIdfIII", answer.content)
    return start, np.frombuffer(answer.content, "<u2", count, 32).tolist(), mask


def test_a_part_of_a_trace_begins_and_ends_where_it_was_asked_for(family, client_of, announced):
    start = (datetime.now(UTC) - timedelta(days=3)).replace(microsecond=0)
    recording, phone = announced(started_at=start), client_of(family.mother)
    put_chunk(
        phone, recording.public_id, 0, chunks.write({Channel.FHR1: 100 + np.arange(1000)}, first_sample=0)
    )
    assert part(phone, recording, "from_s=59.75&to_s=60.5") == (
        start.timestamp() + 59.75,
        [339, 340, 341],
        int(Channel.FHR1),
    )
    assert part(phone, recording, "from_s=249.5&to_s=9000")[1] == [1098, 1099]
    assert part(phone, recording, "from_s=250")[1] == []
    assert len(part(phone, recording, "")[1]) == 1000


def test_the_etag_changes_with_every_chunk(family, client_of, announced):
    recording, phone = announced(), client_of(family.mother)
    address, tags = f"/api/v1/recordings/{recording.public_id}/trace", []
    for number in range(2):
        put_chunk(phone, recording.public_id, number, chunk(240 * (1 - number)))
        tags.append(phone.get(address)["ETag"])
    assert tags[0] != tags[1]
    assert phone.get(address, headers={"If-None-Match": tags[0]}).status_code == 200
    assert phone.get(address, headers={"If-None-Match": tags[1]}).status_code == 304


def test_a_recording_without_samples_has_an_empty_trace(family, client_of, announced):
    assert part(client_of(family.mother), announced(), "") == (
        pytest.approx(timezone.now().timestamp(), abs=60),
        [],
        0,
    )


@pytest.mark.parametrize("accept", ["application/octet-stream", "*/*"])
def test_a_refused_trace_is_a_problem_whatever_is_accepted(family, client_of, completed, accept):
    address = f"/api/v1/recordings/{completed().public_id}/trace?from_s=-1"
    answer = client_of(family.mother).get(address, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "invalid"


# ── files ──


@pytest.fixture(scope="module")
def source():
    return ctg.generate(minutes=11, seed=8)


@pytest.mark.parametrize("suffix", ["fhr", "fhrm", "csv", "json"])
def test_every_format_that_we_write_is_stored_to_the_quarter_beat(
    family, client_of, announced, source, suffix
):
    recording = announced()
    content = ctg.write_bytes(source, f"x.{suffix}")
    answer = put_file(client_of(family.mother), recording.public_id, content, f"x.{suffix}")
    assert answer.status_code == 201, answer.content
    stored = selectors.stored_samples(fresh(recording))
    sent = ctg.read_bytes(content, f"x.{suffix}")
    expected = np.nan_to_num(np.rint(sent.fhr1_bpm * 4)).astype(int)
    np.testing.assert_array_equal(stored[Channel.FHR1], expected)


def test_a_header_and_its_data_come_in_two_parts(family, client_of, announced):
    values = np.tile([140, 141, 142, 141], 60)
    header = (
        f"x 1 4 {values.size}\nx.dat 16 100(0)/bpm 16 0 {values[0] * 100} "
        f"{int(np.int16((values * 100).sum() & 0xFFFF))} 0 FHR\n"
    )
    recording = announced()
    body = {
        "file": SimpleUploadedFile("x.hea", header.encode()),
        "companion": SimpleUploadedFile("x.dat", (values * 100).astype("<i2").tobytes()),
    }
    answer = client_of(family.mother).put(
        f"/api/v1/recordings/{recording.public_id}/file", encode_multipart(BOUNDARY, body), MULTIPART_CONTENT
    )
    assert answer.status_code == 201, answer.content
    assert selectors.stored_samples(fresh(recording))[Channel.FHR1][:4].tolist() == [560, 564, 568, 564]
    assert fresh(recording).source_format.startswith("wfdb")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"other": "x"}, "other"),
        ({"file": "text"}, "file"),
        ({"companion": SimpleUploadedFile("x.dat", b"x")}, "file"),
    ],
)
def test_parts_that_are_missing_or_unknown_are_named(family, client_of, announced, body, field):
    answer = client_of(family.mother).put(
        f"/api/v1/recordings/{announced().public_id}/file",
        encode_multipart(BOUNDARY, body),
        MULTIPART_CONTENT,
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_the_same_file_again_is_acknowledged(family, client_of, announced, trace_file):
    recording, phone = announced(), client_of(family.mother)
    answers = [put_file(phone, recording.public_id, trace_file) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert rows_of(recording) == (1, 12)


# ── lists, gaps, feed ──


def test_recordings_are_listed_newest_first_and_narrowed(family, client_of, announced, completed):
    receiving, complete = announced(), completed()
    announced(family.other_mother)
    phone = client_of(family.mother)

    def ids(query):
        return [row["id"] for row in phone.get(f"/api/v1/recordings?{query}").json()["results"]]

    assert ids("") == [str(complete.public_id), str(receiving.public_id)]
    assert ids("state=receiving") == [str(receiving.public_id)]
    assert ids(f"pregnancy={family.pregnancy.public_id}&limit=1") == [str(complete.public_id)]
    assert ids(f"pregnancy={family.other_pregnancy.public_id}") == []


def test_gaps_keep_their_cause_and_completion_may_tell_better(family, client_of, announced):
    phone = client_of(family.mother)
    recording = announced()
    put_chunk(phone, recording.public_id, 0, chunk(0))
    address = f"/api/v1/recordings/{recording.public_id}"
    assert phone.get(f"{address}/gaps").json() == {"gaps": []}
    told = {"gaps": [{"start_s": 1, "end_s": 2.5, "cause": "sensor"}, {"start_s": 9, "end_s": 12}]}
    phone.post(f"{address}/complete", told, content_type="application/json")
    assert phone.get(f"{address}/gaps").json() == {
        "gaps": [
            {"start_s": 1.0, "end_s": 2.5, "cause": "sensor"},
            {"start_s": 9.0, "end_s": 12.0, "cause": "unknown"},
        ]
    }


def test_gaps_that_cannot_be_do_not_complete(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    put_chunk(phone, recording.public_id, 0, chunk(0))
    told = {"gaps": [{"start_s": 5, "end_s": 2.5}]}
    answer = phone.post(
        f"/api/v1/recordings/{recording.public_id}/complete", told, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "gaps[0]")
    assert fresh(recording).state == "receiving"


def test_what_the_feed_carries_is_what_is_read(family, client_of, announced, trace_file):
    """State before + changes = state after, through every step of a recording's life."""
    phone, held, after = client_of(family.mother), {}, 0
    recording = announced()
    steps = [
        lambda: None,
        lambda: put_file(phone, recording.public_id, trace_file),
        lambda: phone.post(
            f"/api/v1/recordings/{recording.public_id}/complete", {}, content_type="application/json"
        ),
        lambda: run_analysis(recording.public_id),
        announced,
    ]
    for step in steps:
        step()
        answer = phone.get(f"/api/v1/changes?after={after}").json()
        after = answer["next_after"]
        held |= {c["id"]: c["object"] for c in answer["changes"] if c["kind"] == "recording"}
        listed = {row["id"]: row for row in phone.get("/api/v1/recordings").json()["results"]}
        assert held == listed


def test_a_receiving_recording_does_not_count_chunks_in_the_feed(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    before = phone.get("/api/v1/changes?after=0").json()
    put_chunk(phone, recording.public_id, 0, chunk(0))
    assert phone.get(f"/api/v1/changes?after={before['next_after']}").json()["changes"] == []
    after = phone.get(f"/api/v1/recordings/{recording.public_id}").json()
    assert after == next(c["object"] for c in before["changes"] if c["kind"] == "recording")


def test_samples_that_lie_after_their_own_arrival_are_kept_and_marked(family, client_of, announced):
    """A day that began an hour ago: nobody can have recorded it yet."""
    phone, at = client_of(family.mother), timezone.now()
    recording = announced(started_at=at - timedelta(hours=1))
    with time_machine.travel(at, tick=False):
        put_chunk(client_of(family.mother), recording.public_id, 0, chunk(0))
        assert fresh(recording).ahead_s == 0
        put_chunk(client_of(family.mother), recording.public_id, 1, chunk(23 * 3600 * 4))
    assert fresh(recording).ahead_s == 22 * 3600 + 60
    phone.post(f"/api/v1/recordings/{recording.public_id}/complete", {}, content_type="application/json")
    assert phone.get(f"/api/v1/recordings/{recording.public_id}").json()["ahead_s"] == 22 * 3600 + 60
    shown = page.recording_page(family.obstetrician, recording.public_id)
    assert shown.clock_text == (
        "This recording ends 1321 minutes after it arrived: its start or the clock is wrong."
    )


# ── deleting ──


def test_the_mother_deletes_a_recording_that_is_not_complete(family, client_of, announced):
    phone, recording = client_of(family.mother), announced()
    put_chunk(phone, recording.public_id, 0, chunk(0))
    after = phone.get("/api/v1/changes?after=0").json()["next_after"]
    address = f"/api/v1/recordings/{recording.public_id}"
    assert phone.delete(address).status_code == 204
    assert rows_of(recording) == (0, 0)
    gone = phone.get(f"/api/v1/changes?after={after}").json()["changes"]
    assert [(c["kind"], c["id"], c["object"]) for c in gone] == [
        ("recording", str(recording.public_id), None)
    ]
    assert [phone.get(address).status_code, phone.delete(address).status_code] == [404, 404]
    assert put_chunk(phone, recording.public_id, 1, chunk(240)).status_code == 404
    assert Recording.objects.for_system("test").get(pk=recording.pk).deleted_at is not None


def test_nobody_else_deletes_it_and_nobody_once_it_is_complete(family, client_of, announced, completed):
    receiving, complete = announced(), completed()
    answers = [
        client_of(family.obstetrician).delete(f"/api/v1/recordings/{receiving.public_id}"),
        client_of(family.mother).delete(f"/api/v1/recordings/{complete.public_id}"),
    ]
    assert [a.status_code for a in answers] == [403, 409]
    assert Recording.objects.for_system("test").filter(deleted_at=None).count() == 2
    assert rows_of(complete) == (1, 12)


# ── who looked ──


def test_a_clinician_who_looks_is_written_down_and_the_mother_is_not(family, client_of, analysed):
    recording = analysed()
    AccessLogEntry.objects.visible_to(family.mother).count()
    for person in (family.mother, family.obstetrician):
        client_of(person).get(f"/api/v1/recordings/{recording.public_id}/trace")
    entries = AccessLogEntry.objects.visible_to(family.mother).filter(kind="recordings.recording")
    assert [(e.reader_id, e.object_ids) for e in entries] == [(family.obstetrician.pk, [recording.public_id])]


def test_a_midwife_may_bring_in_a_recording_for_the_mother(family, client_of, trace_file):
    midwife = client_of(family.midwife)
    body = {
        "client_id": "0190a1b2-0000-7000-8000-000000000001",
        "pregnancy": str(family.pregnancy.public_id),
        "started_at": (timezone.now() - timedelta(hours=1)).isoformat(),
    }
    made = midwife.post("/api/v1/recordings", body, content_type="application/json")
    assert made.status_code == 201
    assert put_file(midwife, made.json()["id"], trace_file).status_code == 201
    row = Recording.objects.for_system("test").get()
    assert (row.subject, row.uploaded_by) == (family.mother, family.midwife)

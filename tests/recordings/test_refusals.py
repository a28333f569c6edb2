"""Bad input gets a 4xx that names field and limit, and leaves nothing behind."""

from __future__ import annotations

import json
import struct
import zlib
from datetime import timedelta
from datetime import timezone as datetime_timezone
from uuid import uuid4

import pytest
import zstandard
from django.utils import timezone

from apps.accounts.models import Consent
from apps.foundation.models import Change, OutboxMessage
from apps.pregnancies.models import Pregnancy
from apps.recordings import chunks
from apps.recordings.models import Gap, Recording
from tests.factories import FetusFactory
from tests.recordings.conftest import chunk, fresh, put_chunk, put_file, rows_of

pytestmark = pytest.mark.django_db


def body_for(family, **about):
    return {
        "client_id": str(uuid4()),
        "pregnancy": str(family.pregnancy.public_id),
        "started_at": timezone.now().isoformat(),
        **about,
    }


def post(client, body):
    return client.post("/api/v1/recordings", body, content_type="application/json")


def first_error(answer):
    assert answer["Content-Type"] == "application/problem+json"
    error = answer.json()["errors"][0]
    return answer.status_code, error["field"], error["code"]


def nothing_was_announced():
    return (
        Recording.objects.for_system("test").count(),
        Gap.objects.for_system("test").count(),
        Change.objects.filter(kind="recording").count(),
    ) == (0, 0, 0)


@pytest.mark.parametrize(
    ("about", "field", "code"),
    [
        ({"started_at": "2026-11-20T14:03:10"}, "started_at", "naive"),
        ({"started_at": "yesterday"}, "started_at", "invalid"),
        ({"started_at": "0001-01-01T00:00:00+23:00"}, "started_at", "invalid"),
        ({"started_at": 5}, "started_at", "invalid"),
        ({"started_at": None}, "started_at", "null"),
        ({"client_id": "mine"}, "client_id", "invalid"),
        ({"zone": "Moon/Base"}, "zone", "zone"),
        ({"zone": "../../etc/passwd"}, "zone", "zone"),
        ({"device": {"maker": "x" * 81}}, "device.maker", "max_length"),
        ({"device": {"color": "red"}}, "device.color", "unknown_field"),
        ({"color": "red"}, "color", "unknown_field"),
        ({"gaps": [{"start_s": -1, "end_s": 4}]}, "gaps[0].start_s", "min_value"),
        ({"gaps": [{"start_s": 1, "end_s": 90_000}]}, "gaps[0].end_s", "max_value"),
        ({"gaps": [{"start_s": 9, "end_s": 4}]}, "gaps[0]", "order"),
        ({"gaps": [{"start_s": 1, "end_s": 9}, {"start_s": 5, "end_s": 12}]}, "gaps[1]", "order"),
        ({"gaps": [{"start_s": 1, "end_s": 9, "cause": "cat"}]}, "gaps[0].cause", "invalid_choice"),
        ({"second_fetus": str(uuid4())}, "second_fetus", "same_fetus"),
    ],
)
def test_an_announcement_that_cannot_be_is_refused_by_name(family, client_of, about, field, code):
    answer = post(client_of(family.mother), body_for(family, **about))
    assert first_error(answer) == (400, field, code)
    assert nothing_was_announced()


@pytest.mark.parametrize(
    ("shift", "code"), [(timedelta(minutes=6), "in_the_future"), (-timedelta(days=301), "too_old")]
)
def test_a_start_that_cannot_be_is_refused_with_its_limit(family, client_of, shift, code):
    answer = post(client_of(family.mother), body_for(family, started_at=(timezone.now() + shift).isoformat()))
    assert first_error(answer) == (400, "started_at", code)
    assert answer.json()["errors"][0]["limit"]
    assert nothing_was_announced()


@pytest.mark.parametrize("offset", ["+23:59:59", "-23:59:40", "+14:01", "-12:01", "+09:00:30"])
def test_an_offset_that_no_place_has_is_refused(family, client_of, offset):
    answer = post(client_of(family.mother), body_for(family, started_at=f"2026-11-20T14:03:10{offset}"))
    assert first_error(answer) == (400, "started_at", "offset")
    assert answer.json()["errors"][0]["limit"] == "-12:00 to +14:00"
    assert nothing_was_announced()


@pytest.mark.parametrize("offset", [-12, 14])
def test_the_ends_of_the_earth_are_taken(family, client_of, offset):
    there = timezone.now().astimezone(datetime_timezone(timedelta(hours=offset))).replace(microsecond=0)
    answer = post(client_of(family.mother), body_for(family, started_at=there.isoformat()))
    assert (answer.status_code, answer.json()["started_at"]) == (201, there.isoformat())


def test_a_clock_that_is_a_little_ahead_is_taken(family, client_of):
    soon = (timezone.now() + timedelta(minutes=4)).isoformat()
    assert post(client_of(family.mother), body_for(family, started_at=soon)).status_code == 201


def test_another_mothers_pregnancy_and_fetus_do_not_exist(family, client_of):
    theirs = FetusFactory(pregnancy=family.other_pregnancy, label="B")
    phone = client_of(family.mother)
    other = post(phone, body_for(family, pregnancy=str(family.other_pregnancy.public_id)))
    assert first_error(other) == (404, "pregnancy", "not_found")
    fetus = post(phone, body_for(family, fetus=str(theirs.public_id)))
    assert first_error(fetus) == (404, "fetus", "not_found")
    assert nothing_was_announced()


def test_an_ended_pregnancy_takes_no_recording(family, client_of):
    Pregnancy.objects.for_system("test").filter(pk=family.pregnancy.pk).update(state="ended")
    answer = post(client_of(family.mother), body_for(family))
    assert first_error(answer) == (409, "pregnancy", "pregnancy_not_going")
    assert nothing_was_announced()


def test_a_fetus_that_died_takes_no_recording(family, client_of):
    died = FetusFactory(pregnancy=family.pregnancy, label="B", state="died")
    answer = post(client_of(family.mother), body_for(family, fetus=str(died.public_id)))
    assert first_error(answer) == (409, "fetus", "fetus_not_living")
    assert nothing_was_announced()


def test_without_consent_nothing_is_taken_not_even_later(family, client_of, announced, trace_file):
    recording = announced()
    Consent.objects.for_system("test").filter(subject=family.mother).update(withdrawn_at=timezone.now())
    phone = client_of(family.mother)
    answers = [
        post(phone, body_for(family)),
        put_file(phone, recording.public_id, trace_file),
        put_chunk(phone, recording.public_id, 0, chunk(0)),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(403, "consent_required")] * 3
    assert Recording.objects.for_system("test").count() == 1
    assert rows_of(recording) == (0, 0)


def test_a_dietitian_and_a_partner_bring_in_nothing(family, client_of):
    assert post(client_of(family.dietitian), body_for(family)).status_code == 403
    assert nothing_was_announced()


def test_the_same_client_id_answers_the_first_recording_and_another_one_is_refused(family, client_of):
    phone, body = client_of(family.mother), body_for(family)
    first, again = post(phone, body), post(phone, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = post(phone, {**body, "started_at": (timezone.now() - timedelta(hours=3)).isoformat()})
    assert first_error(other) == (409, "client_id", "client_id_used")
    assert Recording.objects.for_system("test").count() == 1


# ── files ──


def csv(rows):
    return ("t_s,fhr1_bpm\n" + "".join(f"{t},{v}\n" for t, v in rows)).encode()


def a_day_and_more(hours):
    """A .fhr of so many hours: 6 bytes a sample."""
    return struct.pack("<I", 0) + struct.pack("<HHBB", 560, 0, 20, 0) * int(hours * 3600 * 4)


BAD_FILES = {
    "truncated": ("x.fhr", struct.pack("<I", 0) + b"\x30\x02\x00"),
    "empty": ("x.fhr", b""),
    "wrong magic": ("x.edf", b"RIFF" + bytes(600)),
    "unknown extension": ("x.exe", b"MZ" + bytes(100)),
    "no extension": ("x", bytes(100)),
    "NaN in JSON": ("x.json", b'{"fs_hz": 4, "fhr1_bpm": [140, NaN, 141]}'),
    "infinity": ("x.csv", csv([(0, 140), (0.25, "inf"), (0.5, 140)])),
    "negative times": ("x.csv", csv([(-1, 140), (-0.75, 141), (-0.5, 142)])),
    "times that fall": ("x.csv", csv([(0, 140), (0.5, 141), (0.25, 142)])),
    "a rate nobody has": ("x.csv", csv([(0, 140), (0.25, 9000), (0.5, 140)])),
    "48 hours": ("x.fhr", a_day_and_more(48)),
    "24 hours and a sample": ("x.fhr", a_day_and_more(24) + struct.pack("<HHBB", 560, 0, 20, 0)),
    "a header without its data": ("x.hea", b"x 1 4 40\nx.dat 16 100(0)/bpm 12 0 0 0 0 FHR\n"),
    "no rate": ("x.csv", b"t_s,toco\n0,1\n0.25,2\n"),
    "binary as text": ("x.csv", bytes(range(256))),
    "deep JSON": ("x.json", b"[" * 100_000),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_and_nothing_is_stored(family, client_of, announced, kind):
    recording = announced()
    filename, content = BAD_FILES[kind]
    changes = Change.objects.get(kind="recording").sequence
    answer = put_file(client_of(family.mother), recording.public_id, content, filename)
    assert answer.status_code == 400, answer.content
    error = answer.json()["errors"][0]
    assert (error["code"], bool(error["field"]), bool(error["message"])) == ("unreadable", True, True)
    assert rows_of(recording) == (0, 0)
    assert (fresh(recording).state, fresh(recording).stored_count) == ("receiving", 0)
    assert Change.objects.get(kind="recording").sequence == changes


def test_a_file_without_a_name_is_refused(family, client_of, announced):
    recording = announced()
    answer = client_of(family.mother).put(
        f"/api/v1/recordings/{recording.public_id}/file", b"x", content_type="application/octet-stream"
    )
    assert first_error(answer) == (400, "filename", "required")
    assert rows_of(recording) == (0, 0)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    family, client_of, announced, settings, monkeypatch
):
    from apps.recordings.api.parsers import BytesParser

    monkeypatch.setattr(BytesParser, "most_bytes", 1000)
    recording = announced()
    answer = put_file(client_of(family.mother), recording.public_id, bytes(1001))
    assert first_error(answer) == (413, "file", "too_large")
    assert answer.json()["errors"][0]["limit"] == 1000
    assert rows_of(recording) == (0, 0)


def test_no_measured_value_is_in_an_error(family, client_of, announced):
    content = csv([(0, 140), (0.25, 8765), (0.5, 140)])
    answer = put_file(client_of(family.mother), announced().public_id, content, "x.csv")
    assert b"8765" not in answer.content


# ── chunks ──


def altered(data, at, value):
    """The chunk with one byte changed and its checksum made right again."""
    body = bytearray(data[:-4])
    body[at] = value
    return bytes(body) + struct.pack("<I", zlib.crc32(bytes(body)))


def claiming(size):
    """A chunk whose zstd frame declares `size` bytes."""
    frame = zstandard.ZstdCompressor().compress(bytes(size))
    head = chunks.HEADER.pack(b"KC", 1, 1, 0, 240, 1, 4)
    return head + frame + struct.pack("<I", zlib.crc32(head + frame))


BAD_CHUNKS = {
    "empty": (b"", "chunk"),
    "cut off": (chunk(0)[:-9], "chunk.crc32"),
    "wrong checksum": (chunk(0)[:-1] + b"\x00", "chunk.crc32"),
    "wrong magic": (altered(chunk(0), 0, 0x58), "chunk.magic"),
    "a later version": (altered(chunk(0), 2, 9), "chunk.version"),
    "an unknown flag": (altered(chunk(0), 3, 4), "chunk.flags"),
    "no channels": (altered(chunk(0), 10, 0), "chunk.channels"),
    "unknown channels": (altered(chunk(0), 10, 0x41), "chunk.channels"),
    "3 Hz": (altered(chunk(0), 11, 3), "chunk.fs_hz"),
    "no samples": (altered(altered(chunk(0), 8, 0), 9, 0), "chunk.samples"),
    "a length that lies": (altered(chunk(0), 8, 241), "chunk"),
    "after the longest recording": (chunk(345_601 - 240), "chunk.first_sample"),
    "far in the future": (chunk(4_000_000_000), "chunk.first_sample"),
    "301 bpm": (chunk(0, bpm=301), "chunk.fhr1_bpm"),
    "a bomb of 1 GB": (claiming(1 << 30), "chunk"),
    "a frame of another size": (claiming(482), "chunk"),
    "a frame that is none": (altered(chunk(0), 3, 1), "chunk"),
}


@pytest.mark.parametrize("kind", BAD_CHUNKS)
def test_a_bad_chunk_is_refused_by_name_and_nothing_is_stored(family, client_of, announced, kind):
    recording = announced()
    data, field = BAD_CHUNKS[kind]
    answer = put_chunk(client_of(family.mother), recording.public_id, 0, data)
    assert first_error(answer) == (400, field, "unreadable")
    assert rows_of(recording) == (0, 0)
    assert fresh(recording).intake == ""


def test_a_bomb_is_refused_without_unpacking_it(family, client_of, announced, monkeypatch):
    def unpacked(*_args, **_kwargs):
        raise AssertionError("the frame was unpacked")

    data = claiming(1 << 30)
    monkeypatch.setattr(zstandard, "ZstdDecompressor", unpacked)
    assert put_chunk(client_of(family.mother), announced().public_id, 0, data).status_code == 400


def test_a_number_beyond_the_last_is_refused_with_its_limit(family, client_of, announced):
    recording = announced()
    for number in (86_400, 10**30):
        answer = put_chunk(client_of(family.mother), recording.public_id, number, chunk(0))
        assert first_error(answer) == (400, "number", "out_of_range")
        assert answer.json()["errors"][0]["limit"] == 86_399
    assert rows_of(recording) == (0, 0)


def test_a_chunk_that_is_too_long_is_refused_by_its_length(family, client_of, announced):
    recording = announced()
    answer = put_chunk(client_of(family.mother), recording.public_id, 0, bytes(chunks.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["limit"] == chunks.MOST_BYTES
    assert rows_of(recording) == (0, 0)


def test_file_and_chunks_do_not_mix(family, client_of, announced, trace_file):
    phone, by_file, by_chunks = client_of(family.mother), announced(), announced()
    put_file(phone, by_file.public_id, trace_file)
    put_chunk(phone, by_chunks.public_id, 0, chunk(0))
    refused = [
        put_chunk(phone, by_file.public_id, 1, chunk(0)),
        put_file(phone, by_chunks.public_id, trace_file),
        put_file(phone, by_file.public_id, trace_file + struct.pack("<HHBB", 560, 0, 20, 0)),
    ]
    assert [(a.status_code, a.json()["code"]) for a in refused] == [
        (409, "other_way"),
        (409, "other_way"),
        (409, "conflict"),
    ]
    assert (rows_of(by_file), rows_of(by_chunks)) == ((1, 12), (1, 1))


def test_nothing_can_be_completed_before_samples_came(family, client_of, announced):
    recording = announced()
    answer = client_of(family.mother).post(
        f"/api/v1/recordings/{recording.public_id}/complete", {}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "no_samples")
    assert fresh(recording).state == "receiving"
    assert OutboxMessage.objects.filter(name="recording.completed").count() == 0


# ── who ──

VERBS = [
    ("get", ""),
    ("delete", ""),
    ("put", "/file?filename=x.fhr"),
    ("get", "/chunks"),
    ("put", "/chunks/0"),
    ("post", "/complete"),
    ("get", "/trace"),
    ("get", "/gaps"),
    ("get", "/analysis"),
    ("get", "/review"),
    ("post", "/review"),
]
REVIEW = {"action": "sign", "analysis_id": None, "assessment": "Seen."}


def call(client, verb, recording_id, path):
    address = f"/api/v1/recordings/{recording_id}{path}"
    if verb == "put":
        data = chunk(0) if "chunks" in path else b"x"
        return client.put(address, data, content_type="application/octet-stream")
    if verb == "post":
        return client.post(
            address, json.dumps(REVIEW if "review" in path else {}), content_type="application/json"
        )
    return getattr(client, verb)(address)


@pytest.mark.parametrize(("verb", "path"), VERBS)
def test_somebody_elses_recording_does_not_exist(family, client_of, completed, verb, path):
    recording = completed()
    before = rows_of(recording)
    for person in (family.other_mother, family.stranger):
        answer = call(client_of(person), verb, recording.public_id, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        unknown = call(client_of(person), verb, uuid4(), path)
        assert unknown.json() == answer.json()
    assert rows_of(recording) == before
    assert fresh(recording).state == "complete"


@pytest.mark.parametrize(("verb", "path"), VERBS)
def test_nobody_and_those_without_business_here_are_turned_away(family, client_of, completed, verb, path):
    from tests.factories import AdministratorFactory, PartnerFactory

    recording = completed()
    assert call(client_of(None), verb, recording.public_id, path).status_code == 401
    for person in (PartnerFactory(), AdministratorFactory()):
        assert call(client_of(person), verb, recording.public_id, path).status_code == 403


@pytest.mark.parametrize(
    "query", ["from_s=-1", "from_s=nan", "from_s=10&to_s=10", "to_s=86401", "from_s=a", "x=1"]
)
def test_a_part_of_a_trace_that_cannot_be_is_refused(family, client_of, completed, query):
    answer = client_of(family.mother).get(f"/api/v1/recordings/{completed().public_id}/trace?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] in {"from_s", "to_s", "x"}


@pytest.mark.parametrize("query", ["state=happy", "pregnancy=7", "color=red", "limit=0", "cursor=abc"])
def test_a_list_that_cannot_be_is_refused(family, client_of, query):
    assert client_of(family.mother).get(f"/api/v1/recordings?{query}").status_code == 400

"""The main path: announced, sent, completed, analysed, reviewed, read by the mother."""

import struct
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import numpy as np
import pytest
from django.utils.timezone import now

from apps.foundation import outbox
from apps.foundation.models import OutboxMessage
from ml_models import ctg
from tests.recordings.conftest import put_file, run_analysis

pytestmark = pytest.mark.django_db
STARTED_AT = (
    (datetime.now(UTC) - timedelta(days=3)).replace(microsecond=0).astimezone(timezone(timedelta(hours=9)))
)


def announce(client, family, **about):
    body = {
        "client_id": str(uuid4()),
        "pregnancy": str(family.pregnancy.public_id),
        "started_at": now().isoformat(),
        **about,
    }
    return client.post("/api/v1/recordings", body, content_type="application/json")


def test_a_recording_goes_from_the_phone_to_a_signed_review_that_the_mother_reads(
    family, client_of, trace_file
):
    phone, doctor = client_of(family.mother), client_of(family.obstetrician)
    made = announce(phone, family, started_at=STARTED_AT.isoformat())
    assert made.status_code == 201, made.content
    assert made.json()["started_at"] == STARTED_AT.isoformat()
    address = f"/api/v1/recordings/{made.json()['id']}"

    stored = put_file(phone, made.json()["id"], trace_file)
    assert (stored.status_code, stored.json()["samples"]) == (201, 2880)

    done = phone.post(f"{address}/complete", {}, content_type="application/json")
    assert (done.status_code, done.json()["state"], done.json()["duration_s"]) == (202, "complete", 720.0)
    assert OutboxMessage.objects.filter(name="recording.completed").count() == 1

    run_analysis(made.json()["id"])
    result = doctor.get(f"{address}/analysis").json()
    assert (result["state"], result["progress"], result["failure"]) == ("analysed", 100, "")
    found = result["analysis"]["fetuses"][0]
    assert 110 <= found["mean_baseline_bpm"] <= 160
    assert result["baselines"][0]["step_s"] == 5.0
    assert len(result["baselines"][0]["values"]) == 144

    signed = doctor.post(
        f"{address}/review",
        {
            "action": "sign",
            "analysis_id": result["analysis"]["id"],
            "assessment": "Baseline 140, accelerations.",
            "advice_to_mother": "All calm. Next recording on Friday.",
            "released": True,
            "baseline_bpm": 140,
            "variability": "normal",
        },
        content_type="application/json",
    )
    assert signed.status_code == 201, signed.content
    hers = phone.get(f"{address}/review").json()["reviews"]
    assert [(r["advice_to_mother"], r["assessment"], r["version"]) for r in hers] == [
        ("All calm. Next recording on Friday.", None, 1)
    ]
    kinds = [c["kind"] for c in phone.get("/api/v1/changes?after=0").json()["changes"]]
    assert {"recording", "analysis", "review"} <= set(kinds)


def test_the_trace_comes_back_as_it_was_sent(family, client_of, trace_file):
    phone = client_of(family.mother)
    made = announce(phone, family, started_at=STARTED_AT.isoformat()).json()
    put_file(phone, made["id"], trace_file)
    answer = phone.get(f"/api/v1/recordings/{made['id']}/trace")
    assert answer["Content-Type"] == "application/octet-stream"
    magic, version, start, fs_hz, count, mask, _ = struct.unpack_from("<4sIdfIII", answer.content)
    assert (magic, version, start, fs_hz, count) == (b"KTR1", 1, STARTED_AT.timestamp(), 4.0, 2880)
    sent = ctg.read_bytes(trace_file, "x.fhr")
    rate = np.frombuffer(answer.content, "<u2", count, 32)
    np.testing.assert_array_equal(np.where(rate == 0, np.nan, rate / 4), sent.fhr1_bpm)
    again = phone.get(f"/api/v1/recordings/{made['id']}/trace", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_completing_enqueues_the_analysis_once_the_outbox_is_delivered(completed, monkeypatch):
    from apps.recordings import tasks

    sent = []
    monkeypatch.setattr(tasks.analyse, "apply_async", lambda args, **how: sent.append((args, how)))
    recording = completed()
    outbox.deliver_due(at=now())
    assert sent == [([str(recording.public_id)], {"queue": "analysis"})]

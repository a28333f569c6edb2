"""A scalp electrode: told by a clinician or by the file, never claimed by a mother, known to the method."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.recordings import selectors
from apps.recordings.analysing import Given
from apps.recordings.channels import Channel
from apps.recordings.models import Recording
from ml_models import ctg
from tests.recordings.conftest import fresh, put_file, run_analysis

pytestmark = pytest.mark.django_db
SAMPLES = 240 * 12
SCALP_OF_BOTH = 0b1010


def announce(client, family, **about):
    body = {
        "client_id": str(uuid4()),
        "pregnancy": str(family.pregnancy.public_id),
        "started_at": timezone.now().isoformat(),
        **about,
    }
    return client.post("/api/v1/recordings", body, content_type="application/json")


def two_sensors(flags: int = 0) -> bytes:
    """Twelve minutes: a Doppler that lies 12 bpm above the electrode throughout, as `.fhrm`."""
    wave = np.round(4 * (140 + 4 * np.sin(np.arange(SAMPLES) / 9))) / 4
    channels = {"fhr1_bpm": wave + 12, "fhr2_bpm": wave}
    content = bytearray(ctg.write_bytes(ctg.Recording.from_channels(channels), "x.fhrm"))
    content[11::8] = bytes([flags]) * SAMPLES
    return bytes(content)


def mean_bpm(recording) -> float:
    return fresh(recording).current_analysis.result["fetuses"][0]["mean_baseline_bpm"]


def stored(body) -> Recording:
    return Recording.objects.for_system("test").get(public_id=body["id"])


def sent(client, family, content, **about):
    """A recording that was announced, sent and analysed."""
    body = announce(client, family, **about).json()
    assert put_file(client, body["id"], content, "x.fhrm").status_code == 201
    done = client.post(f"/api/v1/recordings/{body['id']}/complete", {}, content_type="application/json")
    assert done.status_code == 202
    recording = stored(body)
    run_analysis(recording.public_id)
    return fresh(recording)


def test_what_a_clinician_says_reaches_the_method(family, client_of):
    client = client_of(family.midwife)
    plain = sent(client, family, two_sensors())
    scalp = sent(client, family, two_sensors(), scalp_electrode=["fhr2_bpm"])
    assert mean_bpm(plain) == pytest.approx(152, abs=1.5)  # of two Dopplers the higher counts
    assert mean_bpm(scalp) == pytest.approx(140, abs=1.5)
    told = client.get(f"/api/v1/recordings/{scalp.public_id}").json()
    assert told["scalp_electrode"] == ["fhr2_bpm"]
    assert client.get(f"/api/v1/recordings/{plain.public_id}").json()["scalp_electrode"] == []


def test_a_file_that_tells_so_need_not_be_announced(family, client_of):
    recording = sent(client_of(family.obstetrician), family, two_sensors(flags=0b1000))
    assert recording.scalp_rates == Channel.FHR2
    assert mean_bpm(recording) == pytest.approx(140, abs=1.5)


def test_file_and_clinician_complete_each_other(family, client_of):
    client = client_of(family.midwife)
    recording = sent(client, family, two_sensors(flags=0b1000), scalp_electrode=["fhr1_bpm"])
    assert recording.scalp_rates == Channel.FHR1 | Channel.FHR2


def test_a_mother_may_not_claim_it(family, client_of):
    answer = announce(client_of(family.mother), family, scalp_electrode=["fhr1_bpm"])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (403, "scalp_electrode")
    assert not Recording.objects.for_system("test").exists()


def test_of_a_mothers_file_it_is_not_believed(family, client_of):
    recording = sent(client_of(family.mother), family, two_sensors(flags=SCALP_OF_BOTH))
    assert recording.scalp_rates == 0
    assert mean_bpm(recording) == pytest.approx(152, abs=1.5)
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(scalp_rates=2)


def test_a_mother_who_sends_the_file_of_a_clinics_recording_is_not_believed_either(family, client_of):
    body = announce(client_of(family.midwife), family).json()
    assert (
        put_file(client_of(family.mother), body["id"], two_sensors(SCALP_OF_BOTH), "x.fhrm").status_code
        == 201
    )
    assert stored(body).scalp_rates == 0


@pytest.mark.parametrize("given", [["mhr_bpm"], ["fhr1_bpm", "fhr1_bpm", "fhr2_bpm"], "fhr1_bpm", [None]])
def test_what_no_electrode_measures_is_refused(family, client_of, given):
    answer = announce(client_of(family.midwife), family, scalp_electrode=given)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].startswith("scalp_electrode")


def test_only_where_it_is_said_does_it_change_the_digest(family, analysed):
    given = selectors.given_for_analysis(analysed())
    before = Given(
        given.samples, given.source_hz, given.rate_resolution_bpm, given.twins, given.gestation_weeks
    )
    assert before.digest == given.digest
    digests = {replace(given, scalp_rates=rates).digest for rates in range(4)}
    assert len(digests) == 4

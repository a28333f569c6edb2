"""A recording that lies in a file: brought in whole by whoever reads traces, or nothing of it at all."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.accounts.models import ConsentKind
from apps.accounts.services import consents
from apps.console.forms import recordings as forms
from apps.recordings.channels import Channel
from apps.recordings.models import Recording
from apps.recordings.states import State
from ml_models import ctg
from tests.console.conftest import Ward
from tests.ml_models.ctg.files import wfdb_pair
from tests.recordings.conftest import run_analysis

pytestmark = pytest.mark.django_db
MINUTES = 12


def trace(minutes: int = MINUTES, **other: np.ndarray) -> ctg.Recording:
    rate = np.round(4 * (140 + 4 * np.sin(np.arange(240 * minutes) / 9))) / 4
    return ctg.Recording.from_channels({"fhr1_bpm": rate, **other})


def file_of(recording: ctg.Recording, name: str = "trace.fhrm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, ctg.write_bytes(recording, name))


@pytest.fixture(name="path")
def _path(ward: Ward) -> str:
    return f"/pregnancies/{ward.pregnancy.public_id}/recordings/new"


def typed(ward: Ward, **other: object) -> dict[str, object]:
    zone = ZoneInfo(ward.mother.time_zone)
    began = (timezone.now() - timedelta(hours=3)).astimezone(zone)
    return {
        "client_id": str(uuid4()),
        "started_at": began.strftime("%Y-%m-%dT%H:%M"),
        "file": file_of(trace()),
        **other,
    }


def kept() -> list[Recording]:
    return list(Recording.objects.for_system("test").order_by("pk"))


@pytest.mark.parametrize("role", ["doctor", "midwife"])
def test_a_file_becomes_a_recording_that_is_analysed(role: str, client_of, ward: Ward, path: str) -> None:
    ward.mother.time_zone = "Asia/Seoul"
    ward.mother.save(update_fields=["time_zone"])
    client: Client = client_of(ward.somebody(role))
    assert path in client.get(f"/pregnancies/{ward.pregnancy.public_id}/").content.decode()
    given = typed(ward, scalp_rates=[int(Channel.FHR1)])
    answer = client.post(path, given)
    (recording,) = kept()
    assert (answer.status_code, answer["Location"]) == (302, f"/recordings/{recording.public_id}/")
    began = recording.started_at.astimezone(ZoneInfo("Asia/Seoul"))
    assert began.strftime("%Y-%m-%dT%H:%M") == given["started_at"]
    assert (recording.utc_offset_minutes, recording.zone_name) == (540, "Asia/Seoul")
    assert (recording.state, recording.uploaded_by) == (State.COMPLETE, ward.somebody(role))
    assert (recording.sample_count, recording.scalp_rates) == (MINUTES * 240, int(Channel.FHR1))
    assert recording.fetus == ward.pregnancy.fetuses.get()
    run_analysis(recording.public_id)
    assert client.get(answer["Location"]).status_code == 200


def test_the_same_form_sent_twice_is_one_recording(client_of, ward: Ward, path: str) -> None:
    doctor, given = client_of(ward.doctor), typed(ward)
    first = doctor.post(path, given)
    second = doctor.post(path, given | {"file": file_of(trace())})
    assert first["Location"] == second["Location"]
    assert len(kept()) == 1


def test_the_two_files_of_a_wfdb_pair(client_of, ward: Ward, path: str) -> None:
    header, data = wfdb_pair(np.column_stack([np.full(2400, 140.0), np.full(2400, 8.0)]))
    pair = {
        "file": SimpleUploadedFile("r1.hea", header),
        "companion": SimpleUploadedFile(*next(iter(data.items()))),
    }
    doctor = client_of(ward.doctor)
    alone = doctor.post(path, typed(ward) | {"file": SimpleUploadedFile("r1.hea", header)})
    assert alone.status_code == 422
    assert doctor.post(path, typed(ward) | pair).status_code == 302
    (recording,) = kept()
    assert (recording.source_format, recording.sample_count) == ("wfdb", 2400)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"file": SimpleUploadedFile("trace.fhrm", b"nothing of the kind")},
            "This cannot be read as a recording",
        ),
        ({"file": ""}, "This field is required."),
        ({"started_at": ""}, "This field is required."),
        ({"started_at": "2124-01-01T10:00"}, "This lies in the future."),
        ({"scalp_rates": ["4"]}, "4 is not one of the available choices."),
    ],
)
def test_what_cannot_be_taken_is_said_and_leaves_nothing(
    changed: dict[str, object], said: str, client_of, ward: Ward, path: str
) -> None:
    answer = client_of(ward.doctor).post(path, typed(ward) | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert kept() == []


def test_a_file_that_is_too_long_is_not_read(
    client_of, ward: Ward, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_FILE_BYTES", 1000)
    answer = client_of(ward.doctor).post(path, typed(ward))
    assert (answer.status_code, kept()) == (422, [])
    assert "1000\xa0bytes" in answer.content.decode()


def test_of_twins_each_rate_is_named(client_of, ward: Ward, path: str) -> None:
    from apps.pregnancies.services.fetuses import add_fetus

    add_fetus(ward.doctor, pregnancy_id=ward.pregnancy.public_id, at=timezone.now())
    a, b = ward.pregnancy.fetuses.order_by("label")
    doctor, both = client_of(ward.doctor), trace(fhr2_bpm=np.full(MINUTES * 240, 150.0))
    assert "The second heart rate shows" in doctor.get(path).content.decode()
    wrong = typed(ward, file=file_of(both), second_fetus=str(b.public_id))
    refused = doctor.post(path, wrong)
    assert (refused.status_code, kept()) == (422, [])
    right = typed(ward, file=file_of(both), first_fetus=str(a.public_id), second_fetus=str(b.public_id))
    assert doctor.post(path, right).status_code == 302
    (recording,) = kept()
    assert (recording.fetus, recording.second_fetus, recording.is_of_twins) == (a, b, True)


@pytest.mark.parametrize("role", ["dietitian", "stranger", "mother", "partner", "administrator", "nobody"])
def test_nobody_else_brings_one_in(role: str, client_of, ward: Ward, path: str) -> None:
    answer = client_of(ward.somebody(role)).post(path, typed(ward))
    assert answer.status_code in (302, 403, 404)
    assert not answer.get("Location", "").startswith("/recordings/")
    assert kept() == []


def test_without_her_agreement_nothing_is_taken(client_of, ward: Ward, path: str) -> None:
    consents.withdraw_kind(None, mother=ward.mother, kind=ConsentKind.MONITORING, at=timezone.now())
    assert client_of(ward.doctor).get(path).status_code == 403
    assert client_of(ward.doctor).post(path, typed(ward)).status_code == 403
    assert kept() == []

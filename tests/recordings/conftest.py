"""A mother with a going pregnancy, her midwife and obstetrician, a stranger, and recordings with known
samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Consent, ConsentKind, Person
from apps.foundation import accesses
from apps.pregnancies.models import Pregnancy
from apps.recordings import chunks
from apps.recordings.channels import Channel, Samples
from apps.recordings.models import Recording
from apps.recordings.services import announcing, completing, intake
from apps.recordings.services.intake import Upload
from ml_models import ctg
from tests.factories import (
    ClinicianFactory,
    FetusFactory,
    MotherFactory,
    PregnancyFactory,
    in_care,
    let_record_at_home,
)


@pytest.fixture(autouse=True)
def collector() -> Iterator[accesses.Collector]:
    """Services and selectors that are called without a request read for persons too."""
    with accesses.collected() as opened:
        yield opened


@dataclass
class Family:
    """Everybody around one pregnancy."""

    mother: Person
    pregnancy: Pregnancy
    obstetrician: Person
    midwife: Person
    dietitian: Person
    stranger: Person
    other_mother: Person
    other_pregnancy: Pregnancy


@pytest.fixture
def family(db: None) -> Family:
    mother, other = MotherFactory(full_name="Hana Kim"), MotherFactory()
    pregnancy, other_pregnancy = PregnancyFactory(mother=mother), PregnancyFactory(mother=other)
    FetusFactory(pregnancy=pregnancy)
    FetusFactory(pregnancy=other_pregnancy)
    people = [
        ClinicianFactory(),
        ClinicianFactory(profession="midwife"),
        ClinicianFactory(profession="dietitian"),
    ]
    team = None
    for person in people:
        team = in_care(mother, person, team=team)
    stranger = ClinicianFactory()
    in_care(other, stranger)
    for person in (mother, other):
        agree(person)
    for one in (pregnancy, other_pregnancy):
        let_record_at_home(one)
    return Family(mother, pregnancy, *people, stranger, other, other_pregnancy)


def agree(mother: Person) -> Consent:
    return Consent.objects.create(
        subject=mother, kind=ConsentKind.MONITORING, version=1, language="en", given_at=timezone.now()
    )


def generated(minutes: float = 12, seed: int = 3) -> bytes:
    return ctg.write_bytes(ctg.generate(minutes=minutes, seed=seed), "x.fhr")


@pytest.fixture(scope="session")
def trace_file() -> bytes:
    """A believable trace of 12 minutes as .fhr."""
    return generated()


@pytest.fixture
def announced(family: Family) -> Callable[..., Recording]:
    def make(mother: Person | None = None, **about: Any) -> Recording:
        mother = mother or family.mother
        pregnancy = family.pregnancy if mother == family.mother else family.other_pregnancy
        given = {
            "client_id": uuid4(),
            "pregnancy_id": pregnancy.public_id,
            "started_at": datetime.now(UTC).replace(microsecond=0),
            "at": timezone.now(),
            **about,
        }
        return announcing.announce(mother, **given)[0]

    return make


@pytest.fixture
def completed(announced: Callable[..., Recording], trace_file: bytes) -> Callable[..., Recording]:
    """A recording whose file is stored and whose analysis is due."""

    def make(mother: Person | None = None, **about: Any) -> Recording:
        recording = announced(mother, **about)
        sender = recording.subject
        upload = Upload("x.fhr", trace_file)
        intake.store_file(sender, recording_id=recording.public_id, upload=upload, at=timezone.now())
        return completing.complete(sender, recording_id=recording.public_id, at=timezone.now())[0]

    return make


@pytest.fixture
def analysed(completed: Callable[..., Recording]) -> Callable[..., Recording]:
    def make(mother: Person | None = None, **about: Any) -> Recording:
        recording = completed(mother, **about)
        run_analysis(recording.public_id)
        return fresh(recording)

    return make


def run_analysis(recording_id: UUID, task_id: str = "task-1") -> None:
    from apps.recordings.services import analysis

    analysis.run(recording_id, task_id=task_id, now=timezone.now)


def fresh(recording: Recording) -> Recording:
    return (
        Recording.objects.for_system("test")
        .select_related("subject", "pregnancy", "fetus", "second_fetus", "current_analysis")
        .get(pk=recording.pk)
    )


def rates(*bpm: float) -> Samples:
    """Samples of the first rate only."""
    return {Channel.FHR1: (np.array(bpm) * 4).astype("<u2")}


def chunk(start: int, count: int = 240, *, bpm: float = 140, **how: Any) -> bytes:
    return chunks.write(rates(*[bpm] * count), first_sample=start, **how)


def put_file(client: Client, recording_id: UUID, content: bytes, filename: str = "x.fhr") -> Any:
    return client.put(
        f"/api/v1/recordings/{recording_id}/file?filename={filename}",
        content,
        content_type="application/octet-stream",
    )


def put_chunk(client: Client, recording_id: UUID, number: int, data: bytes) -> Any:
    return client.put(
        f"/api/v1/recordings/{recording_id}/chunks/{number}", data, content_type="application/octet-stream"
    )


def rows_of(recording: Recording) -> tuple[int, int]:
    """How many chunks and blocks are stored."""
    from apps.recordings.models import Chunk, SampleBlock

    return tuple(
        model.objects.for_system("test").filter(recording=recording).count() for model in (Chunk, SampleBlock)
    )

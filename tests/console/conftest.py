"""A ward: a mother of 38 weeks and her team, another mother and hers, recordings that were analysed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts import consent_texts
from apps.accounts.models import ConsentKind, Person
from apps.accounts.services import consents
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.rules.dating import StatedDueDate
from apps.pregnancies.services.pregnancies import begin_pregnancy
from apps.recordings.models import Recording
from apps.recordings.services import analysis
from apps.recordings.services.announcing import announce
from apps.recordings.services.completing import complete
from apps.recordings.services.intake import Upload, store_file
from ml_models import ctg
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    in_care,
    let_record_at_home,
)

MINUTES = 12


@dataclass
class Ward:
    """Everybody around one pregnancy, and who has nothing to do with it."""

    mother: Person
    doctor: Person
    midwife: Person
    dietitian: Person
    other_mother: Person
    stranger: Person
    partner: Person
    administrator: Person
    pregnancy: Pregnancy

    def somebody(self, role: str) -> Person | None:
        return None if role == "nobody" else getattr(self, role)


@pytest.fixture
def ward(db: None) -> Ward:
    mother, other = MotherFactory(full_name="Amina Rahman"), MotherFactory(full_name="Other Mother")
    doctor, midwife = ClinicianFactory(full_name="Helen Osei"), ClinicianFactory(profession="midwife")
    dietitian, stranger = ClinicianFactory(profession="dietitian"), ClinicianFactory()
    team = in_care(mother, doctor)
    for clinician in (midwife, dietitian):
        in_care(mother, clinician, team=team)
    in_care(other, stranger)
    due = StatedDueDate((timezone.now() + timedelta(days=10)).date())
    pregnancy = followed(doctor, mother, dating=due)
    followed(stranger, other, dating=due)
    return Ward(
        mother,
        doctor,
        midwife,
        dietitian,
        other,
        stranger,
        PartnerFactory(),
        AdministratorFactory(),
        pregnancy,
    )


def followed(doctor: Person, mother: Person, **given: object) -> Pregnancy:
    """A pregnancy that a clinician has begun to follow; the mother may record at home."""
    at = timezone.now() - timedelta(days=60)
    version = consent_texts.current(ConsentKind.MONITORING).version
    consents.give(mother, kind=ConsentKind.MONITORING, version=version, language="en", at=at)
    pregnancy, _new = begin_pregnancy(doctor, mother_id=mother.public_id, at=at, **given)
    let_record_at_home(pregnancy)
    return pregnancy


def announced(
    pregnancy: Pregnancy, *, ago: timedelta = timedelta(hours=2), second: bool = False
) -> Recording:
    """A recording that is expected, without samples."""
    started = timezone.now() - ago
    fetuses = sorted(pregnancy.fetuses.all(), key=lambda fetus: fetus.label)
    recording, _new = announce(
        pregnancy.subject,
        client_id=uuid4(),
        pregnancy_id=pregnancy.public_id,
        started_at=started,
        at=started,
        fetus_id=fetuses[0].public_id,
        second_fetus_id=fetuses[1].public_id if second else None,
    )
    return recording


def recorded(
    pregnancy: Pregnancy,
    scenario: str = "reactive",
    *,
    seed: int = 3,
    ago: timedelta = timedelta(hours=2),
    analysed: bool = True,
    gaps: tuple = (),
) -> Recording:
    """A recording that came in whole, analysed unless told otherwise."""
    trace = ctg.generate(MINUTES, seed, scenario=scenario)
    recording = announced(pregnancy, ago=ago, second=trace.twins)
    done: datetime = recording.started_at + timedelta(minutes=MINUTES + 1)
    mother = pregnancy.subject
    upload = Upload("trace.fhr", ctg.write_bytes(trace, "trace.fhr"))
    store_file(mother, recording_id=recording.public_id, upload=upload, at=done)
    complete(mother, recording_id=recording.public_id, at=done, gaps=gaps)
    if analysed:
        analysis.run(recording.public_id, task_id="test", now=lambda: done)
    recording.refresh_from_db()
    return recording


@pytest.fixture
def doctor(ward: Ward, client_of: Callable[[Person], Client]) -> Client:
    """A browser in which the obstetrician is signed in."""
    return client_of(ward.doctor)

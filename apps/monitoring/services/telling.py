"""What a mother tells while she records: noted as readings, and told to a person in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.services import evaluate
from apps.foundation.errors import Forbidden
from apps.foundation.transactions import write
from apps.monitoring.rules.told_meanwhile import Told, ToldMeanwhile
from apps.observations.models import Observation
from apps.observations.rules.advice import of_symptom
from apps.observations.rules.by_hand import Written
from apps.observations.services.by_hand import Given, note_reading
from apps.observations.services.judging import judge_arrived
from apps.recordings.models import Recording
from apps.recordings.selectors import recording_visible_to


@dataclass(frozen=True)
class Complaint:
    """A symptom that she ticks, how strong, and perhaps her own words. `public_id`: the phone's, for a repeat."""

    code: str
    strength: str
    note: str = ""
    public_id: UUID | None = None


@write
def tell(
    person: Person, *, recording_id: UUID, complaints: Sequence[Complaint], at: datetime
) -> list[Observation]:
    """Note what she tells, and raise what it asks for. Raises NotVisible, Forbidden, PregnancyNotGoing, Invalid.

    The alert stands when this returns: it does not wait for the outbox, which judges the same again without effect.
    """
    recording = recording_visible_to(person, recording_id)
    if person.pk != recording.subject_id:
        raise Forbidden(_("Only the mother herself tells this here."))
    rows = [_noted(person, one, at) for one in complaints]
    judge_arrived(None, mother_id=person.public_id, reading_ids=[row.public_id for row in rows], at=at)
    evaluate(
        None,
        subject_id=person.pk,
        pregnancy=recording.pregnancy,
        facts=ToldMeanwhile(tuple(_told(recording, row) for row in rows), at),
        at=at,
    )
    return rows


def _noted(person: Person, one: Complaint, at: datetime) -> Observation:
    written = Written("symptoms", symptom=one.code, strength=one.strength, note=one.note)
    row, _new = note_reading(
        person, mother=person, given=Given(written, taken_at=at, public_id=one.public_id), at=at
    )
    return row


def _told(recording: Recording, row: Observation) -> Told:
    code, strength = str(row.detail["code"]), str(row.detail["strength"])
    return Told(row.public_id, recording.public_id, code, strength, of_symptom(code, strength).severity)

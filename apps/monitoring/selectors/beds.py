"""What the care team sees of recordings while they are made: which, how they stand, and what came before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.alerts.models import Alert
from apps.alerts.states import OPEN
from apps.foundation.severity import Severity
from apps.monitoring.models import LiveRecording
from apps.recordings.models import FS_HZ, Recording

SHOWN = (
    "recording_id", "subject_id", "connected_at", "disconnected_at", "last_number", "last_sample", "last_phone_at",
    "last_received_at", "update", "updated_at", "coach", "need_order",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BedRow:
    """A recording that somebody may watch."""

    pk: int
    recording: UUID
    subject_id: int
    started_at: datetime
    twins: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a live recording stands, as it is in the tables."""

    state: str
    started_at: datetime
    live: dict[str, Any]
    severity: str | None

    @property
    def latest_at(self) -> datetime | None:
        """When the newest sample was measured."""
        end = self.live["last_sample"]
        return None if end is None else self.started_at + timedelta(seconds=end / FS_HZ)

    @property
    def late_s(self) -> float | None:
        """How long after its last sample the newest frame came, by the phone's clock."""
        received, phone = self.live["last_received_at"], self.live["last_phone_at"]
        return None if received is None or phone is None else round((received - phone).total_seconds(), 1)


def beds_to_watch(person: Person, ids: Sequence[UUID]) -> dict[UUID, BedRow]:
    """Return those of some recordings that `person` may see; who sees them is noted."""
    rows = Recording.objects.visible_to(person).filter(public_id__in=list(ids), deleted_at=None)
    found = rows.only("pk", "public_id", "subject_id", "started_at", "second_fetus_id")
    return {
        row.public_id: BedRow(row.pk, row.public_id, row.subject_id, row.started_at, row.is_of_twins)
        for row in found
    }


def standings_of(recording_pks: Iterable[int]) -> dict[int, Standing]:
    """Return how these recordings stand; those that are gone are left out. System code: hubs show it to those who may
    see it.
    """
    wanted = list(recording_pks)
    recordings = Recording.objects.for_system("shown to those who may see it").filter(
        pk__in=wanted, deleted_at=None
    )
    rows = LiveRecording.objects.for_system("shown to those who may see it").filter(recording_id__in=wanted)
    lives = {row["recording_id"]: row for row in rows.values(*SHOWN)}
    severities = _severities({row["subject_id"] for row in lives.values()})
    nothing: dict[str, Any] = dict.fromkeys(SHOWN) | {"coach": "", "update": []}
    return {
        pk: Standing(
            state, started_at, lives.get(pk, nothing), severities.get(lives.get(pk, nothing)["subject_id"])
        )
        for pk, state, started_at in recordings.values_list("pk", "state", "started_at")
    }


def _severities(subject_ids: set[int]) -> dict[int, str]:
    rows = Alert.objects.for_system("shown to those who may see it").filter(
        subject_id__in=subject_ids, state__in=OPEN
    )
    worst = dict(rows.values_list("subject_id").annotate(Max("severity_order")))
    named = {severity.order: severity.value for severity in Severity}
    return {subject_id: named[order] for subject_id, order in worst.items()}


def seen_by(subject_ids: set[int]) -> dict[int, set[int]]:
    """Return for each mother who sees her now."""
    return people_who_see(subject_ids) if subject_ids else {}

"""Which recordings are being made now, for whoever may see them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import Person
from apps.monitoring.models import Frame, LiveRecording
from apps.recordings.models import Recording
from apps.recordings.selectors import recordings_visible_to
from apps.recordings.states import State

RECENT: Final = timedelta(hours=1)
"""What has been silent for longer is not being made any more: it stands on the worklist, not on the wall."""


def going_on(person: Person, *, at: datetime) -> QuerySet[Recording]:
    """Recordings of mothers in this person's care that come frame by frame and gave a sign within the last hour."""
    since = at - RECENT
    found = recordings_visible_to(person).filter(state=State.RECEIVING, live__isnull=False)
    waiting = Frame.objects.for_system("whether a visible recording goes on").filter(recording=OuterRef("pk"))
    recent = Q(live__opened_at__gt=since) | Q(live__last_received_at__gt=since) | Exists(waiting)
    return found.filter(recent).select_related(
        "live", "subject", "pregnancy__subject", "fetus", "second_fetus"
    )


def is_going_on(person: Person, recording_id: UUID, *, at: datetime) -> bool:
    """Say whether one recording is being made now."""
    return going_on(person, at=at).filter(public_id=recording_id).exists()


def live_of(recording: Recording) -> LiveRecording | None:
    """Return how a recording in hand stands; None where it did not come frame by frame."""
    rows: Any = LiveRecording.objects.for_system("how a visible recording stands")
    found: LiveRecording | None = rows.filter(recording_id=recording.pk).first()
    return found

"""Which phones may go on sending: asked for all of a process at once, at every heartbeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from apps.accounts import consent_texts
from apps.accounts.models import Consent, ConsentKind
from apps.accounts.visibility import people_who_see
from apps.monitoring.models import LiveRecording
from apps.recordings.states import State


@dataclass(frozen=True, slots=True)
class Sending:
    """A connection through which a recording comes: recording, mother and sender by primary key."""

    recording_pk: int
    subject_id: int
    person_id: int
    connected_at: datetime


class Ended(StrEnum):
    """Why a connection may not go on."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    CLOSED = "closed"
    TAKEN_OVER = "taken_over"


def stand(sending: Sequence[Sending]) -> dict[int, tuple[Ended | None, str]]:
    """Return for each recording why its connection may not go on (None: it may), and what the mother is to be told."""
    subjects = {one.subject_id for one in sending}
    seen_by = people_who_see(subjects)
    still = consent_texts.current(ConsentKind.MONITORING).still_accepts
    consents = Consent.objects.for_system("phones that send are asked again").filter(
        subject_id__in=subjects, kind=ConsentKind.MONITORING, withdrawn_at=None, version__gte=still
    )
    agreed = set(consents.values_list("subject_id", flat=True))
    rows = LiveRecording.objects.for_system("phones that send are asked again").filter(
        recording_id__in=[one.recording_pk for one in sending], recording__deleted_at=None
    )
    lives = {
        row[0]: row[1:]
        for row in rows.values_list("recording_id", "connected_at", "recording__state", "coach")
    }
    found: dict[int, tuple[Ended | None, str]] = {}
    for one in sending:
        live = lives.get(one.recording_pk)
        if live is None or one.person_id not in seen_by[one.subject_id]:
            found[one.recording_pk] = Ended.GONE, ""
            continue
        connected_at, state, coach = live
        ended: Ended | None = None
        if one.subject_id not in agreed:
            ended = Ended.FORBIDDEN
        elif connected_at != one.connected_at:
            ended = Ended.TAKEN_OVER
        elif state != State.RECEIVING:
            ended = Ended.CLOSED
        found[one.recording_pk] = ended, coach
    return found

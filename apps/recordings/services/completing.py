"""The phone has sent everything: from here on an analysis is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.recordings import awaiting, unfolded
from apps.recordings.events import RecordingCompleted
from apps.recordings.models import Recording
from apps.recordings.services import announcing, locks, may
from apps.recordings.services.announcing import GivenGap
from apps.recordings.services.moves import move
from apps.recordings.states import State


@write
def complete(
    person: Person, *, recording_id: UUID, at: datetime, gaps: Sequence[GivenGap] = ()
) -> tuple[Recording, bool]:
    """Close a recording and make its analysis due; returns it and whether that is new.

    A second time changes nothing, but an analysis that failed is tried again. Holes stay holes; a chunk
    that comes later still counts. Raises NotVisible, Forbidden, ConsentRequired, Conflict (no samples yet),
    Invalid.
    """
    recording = locks.recording_of(person, recording_id)
    may.require_sender(person, recording.subject)
    if recording.state not in (State.RECEIVING, State.FAILED):
        return recording, False
    unfolded.fold(recording, at=at)
    if not recording.stored_count:
        raise Conflict(_("No samples have arrived yet. Send them first."), code="no_samples")
    if recording.state == State.RECEIVING:
        announcing.keep_gaps(recording, gaps)
    make_due(recording, at=at)
    return recording, True


def make_due(recording: Recording, *, at: datetime) -> None:
    """Move a recording to COMPLETE with a fresh count of attempts, and say so.

    Inside a write that holds its lock.
    """
    due = {
        "analysis_due_at": at,
        "claimed_at": None,
        "claimed_by": "",
        "attempts": 0,
        "failure": "",
        "completed_at": recording.completed_at or at,
    }
    if recording.state == State.COMPLETE:
        feed.changed(recording.subject_id, "recording", recording.public_id)
        return
    move(recording, State.COMPLETE, **due)
    awaiting.ended(recording, at=at)
    emit(RecordingCompleted(recording=recording.public_id, pregnancy=recording.pregnancy.public_id, at=at))

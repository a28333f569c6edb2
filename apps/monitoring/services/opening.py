"""A phone begins to send, or leaves: who may, and what is there of the recording already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, NotVisible
from apps.foundation.transactions import write
from apps.monitoring.judging import Standing
from apps.monitoring.models import Frame, Happening, LinkEvent, LiveRecording
from apps.monitoring.numbers import Numbers
from apps.monitoring.services.gate import require_live
from apps.recordings.gatekeeping import noting_refusals
from apps.recordings.models import Chunk, Intake, Recording
from apps.recordings.services import may


class RecordingClosed(Conflict):
    """The phone has said that everything was sent; what is left comes by POST."""

    code = "recording_closed"


class OtherWay(Conflict):
    """The recording comes as one file."""

    code = "other_way"


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """A recording to which frames may come now. `connected_at` tells this connection from others."""

    pk: int
    subject_id: int
    started_at: datetime
    connected_at: datetime
    standing: Standing


@noting_refusals
@write
def open_stream(person: Person, *, recording_id: UUID, at: datetime) -> Opened:
    """Note that a phone is connected. Raises NotVisible, Forbidden, GateClosed, ConsentRequired, RecordingClosed,
    OtherWay.
    """
    recording = recording_to_send(person, recording_id)
    if recording.is_closed:
        raise RecordingClosed(_("This recording is complete. Send what is left over HTTP."))
    require_live(person, recording, at=at)
    live_row(recording, at=at)
    rows = LiveRecording.objects.for_system("a phone connects").filter(recording_id=recording.pk)
    rows.update(connected_at=at, disconnected_at=None)
    LinkEvent.objects.create(
        subject_id=recording.subject_id, recording=recording, what=Happening.CONNECTED, at=at
    )
    return Opened(recording.pk, recording.subject_id, recording.started_at, at, standing_of(recording))


def recording_to_send(person: Person, recording_id: UUID, *, is_locked: bool = False) -> Recording:
    """Return a recording to which `person` may send frames. Raises NotVisible, Forbidden, ConsentRequired, OtherWay."""
    rows: QuerySet[Recording] = Recording.objects.visible_to(person).filter(
        public_id=recording_id, deleted_at=None
    )
    rows = rows.select_related("subject", "pregnancy")
    recording = (rows.select_for_update(of=("self",)) if is_locked else rows).first()
    if recording is None:
        raise NotVisible
    may.require_sender(person, recording.subject)
    if recording.intake not in ("", Intake.CHUNKS):
        raise OtherWay(
            _("This recording comes in another way: either one file or numbered chunks."),
            way=recording.intake,
        )
    return recording


def live_row(recording: Recording, *, at: datetime) -> LiveRecording:
    """Return the row that says how the recording stands while it comes; made where there is none. Inside a write."""
    row: LiveRecording
    row, _is_new = LiveRecording.objects.for_system("frames come").get_or_create(
        recording=recording, defaults={"subject_id": recording.subject_id, "opened_at": at}
    )
    return row


def standing_of(recording: Recording) -> Standing:
    """Return what has come of a recording in hand: folded, or not yet."""
    kept = Frame.objects.for_system("the recording was seen").filter(recording_id=recording.pk)
    frames = list(kept.values_list("number", "first_sample", "sample_count"))
    stored = Chunk.objects.for_system("the recording was seen").filter(recording_id=recording.pk)
    chunks = list(stored.values_list("number", "frame_count", "sample_start", "sample_count"))
    numbers = [(row[0], row[1]) for row in chunks] + [(row[0], 1) for row in frames]
    samples = [(row[2], row[3]) for row in chunks] + [
        (row[1], row[2]) for row in frames if row[1] is not None
    ]
    return Standing(recording.source_hz, Numbers(numbers), Numbers(numbers), Numbers(samples))


@write
def leave_streams(actor: None, *, left: list[tuple[int, datetime]], at: datetime) -> None:
    """Note that phones have gone: (recording's key, `connected_at` of the connection). One that came since stays."""
    for recording_pk, connected_at in left:
        rows = LiveRecording.objects.for_system("a phone has gone").filter(
            recording_id=recording_pk, connected_at=connected_at
        )
        if rows.update(disconnected_at=at):
            subject_id = rows.values_list("subject_id", flat=True).get()
            LinkEvent.objects.create(
                subject_id=subject_id, recording_id=recording_pk, what=Happening.DISCONNECTED, at=at
            )

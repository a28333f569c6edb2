"""Frames come over HTTP: what the socket could not take, or what is late. All of a request is stored, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, NotVisible, Problem, Unprocessable
from apps.foundation.transactions import write
from apps.monitoring import frames, hinting, records
from apps.monitoring.frames import HEADER, Frame
from apps.monitoring.hinting import Shown
from apps.monitoring.judging import MOST_AHEAD, MOST_OFF_MS, Refusal, Standing
from apps.monitoring.models import Frame as FrameRow
from apps.monitoring.services import arriving, folding
from apps.monitoring.services.arriving import Progress
from apps.monitoring.services.opening import live_row, recording_to_send, standing_of
from apps.monitoring.services.storing import Arrival, Outcome, store_batch
from apps.recordings.models import Recording
from apps.recordings.services.refusals import as_invalid

MOST_FRAMES: Final = 600


@write
def receive(person: Person, *, recording_id: UUID, data: bytes, at: datetime) -> Standing:
    """Store the frames of one request; returns what is there then. The same again changes nothing.

    After completion they are folded at once and an analysis is due again. Raises NotVisible, Forbidden,
    ConsentRequired, Invalid (unreadable), Conflict (other bytes, an overlap, another rate, a file), Unprocessable (a
    number or a clock out of reach).
    """
    with as_invalid():
        given = frames.read(data, most=MOST_FRAMES)
    recording = recording_to_send(person, recording_id, is_locked=True)
    standing = standing_of(recording)
    refused = standing.take(given, int(at.timestamp() * 1_000))
    if refused is not None:
        raise problem_of(refused)
    live_row(recording, at=at)
    arrivals = [Arrival(recording.pk, frame, at.timestamp()) for frame in given]
    before = _flags_before(recording, min(frame.number for frame in given))
    outcomes = store_batch(arrivals, is_late=True)
    _require_stored(given, outcomes)
    new = [frame for frame, outcome in zip(given, outcomes, strict=True) if outcome is Outcome.NEW]
    if new:
        _tell_of(recording, new, before, at)
        if recording.is_closed:
            folding.fold(recording, at=at)
    for frame in given:
        standing.stored.add(frame.number)
    return standing


def _require_stored(given: Sequence[Frame], outcomes: Sequence[Outcome]) -> None:
    for frame, outcome in zip(given, outcomes, strict=True):
        if outcome is Outcome.DIFFERS:
            raise Conflict.field(
                "frame.number",
                _("Other samples are stored under this number."),
                code="frame_differs",
                limit=frame.number,
            )
        if (
            outcome is Outcome.CLOSED
        ):  # withdrawn since it was locked: cannot be, but nothing must be lost silently
            raise NotVisible


def _flags_before(recording: Recording, number: int) -> int | None:
    rows = FrameRow.objects.for_system("the recording was seen").filter(
        recording_id=recording.pk, number__lt=number
    )
    data = rows.order_by("-number").values_list("data", flat=True).first()
    return None if data is None else int(HEADER.unpack_from(bytes(data))[4])


def _tell_of(recording: Recording, new: Sequence[Frame], before: int | None, at: datetime) -> None:
    """Write how far the recording has come, and show it to those who watch once all of it is committed."""
    progress = Progress(recording.subject_id, flags=before)
    for frame in new:
        progress.add(frame, at.timestamp())
    arriving.advance([(recording.pk, progress)])
    arriving.note(None, happened=[(recording.pk, recording.subject_id, *one) for one in progress.happened])
    received_ms = int(at.timestamp() * 1_000)
    told = [(frame.number, records.of_frame(frame, received_ms)) for frame in new]
    shown = [Shown(recording.pk, number, record) for number, record in told if record is not None]
    transaction.on_commit(partial(hinting.tell_frames, shown, by=None), robust=True)


def problem_of(refused: Refusal) -> Problem:
    """Return the refusal of a request in words."""
    match refused:
        case Refusal.NUMBER_AHEAD:
            sentence = _("This number is too far ahead of the first one that is missing.")
            return Unprocessable.field("frame.number", sentence, code="number_ahead", limit=MOST_AHEAD)
        case Refusal.CLOCK_OFF:
            sentence = _("The phone's clock is more than a day off. Please set it.")
            return Unprocessable.field(
                "frame.phone_time", sentence, code="clock_off", limit=MOST_OFF_MS // 1_000
            )
        case Refusal.OTHER_RATE:
            sentence = _("All chunks of a recording have one sampling rate.")
            return Conflict.field("chunk.fs_hz", sentence, code="other_rate")
        case Refusal.OVERLAP:
            sentence = _("Some of these samples are stored already, under another number.")
            return Conflict.field("chunk.first_sample", sentence, code="overlap")

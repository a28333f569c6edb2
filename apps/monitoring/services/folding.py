"""Frames become part of their recording: samples go into their minutes, times and flags into chunks, the rows go.

Whoever follows a recording folds it every minute; what nobody follows is found by a sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db.models import Max

from apps.foundation.transactions import write
from apps.monitoring import clocks, frames
from apps.monitoring.models import Frame
from apps.recordings import channels, unfolded
from apps.recordings.channels import Samples
from apps.recordings.models import Chunk, Intake, Recording
from apps.recordings.services import blocks, completing
from apps.recordings.services.intake import ahead_s

log = structlog.get_logger(__name__)
LIES_STILL = timedelta(minutes=2)
A_SWEEP = 100
Stored = tuple[Frame, frames.Frame]


def fold(recording: Recording, *, at: datetime, before: int | None = None) -> int:
    """Lay the frames of a recording into its minutes; returns how many.

    Inside a write that holds the recording's lock. `before`: only frames whose samples end there at the latest (index
    on the grid of 4 Hz), and those without samples. After completion an analysis is due again, as with late chunks.
    """
    rows = Frame.objects.for_system("frames are folded").filter(recording_id=recording.pk).order_by("number")
    taken = [(row, frames.read_one(bytes(row.data))) for row in rows]
    if before is not None:
        taken = [(row, one) for row, one in taken if (row.first_sample or 0) + row.sample_count <= before]
    if not taken:
        return 0
    new = _new(recording, taken)
    if new:
        _lay_samples(recording, new, at)
        Chunk.objects.bulk_create(run.chunk(recording) for run in _runs(new))
    Frame.objects.for_system("frames were folded").filter(pk__in=[row.pk for row, _ in taken]).delete()
    if new and recording.is_closed:
        completing.make_due(recording, at=at)
    return len(taken)


def _new(recording: Recording, taken: Sequence[Stored]) -> list[Stored]:
    """Return those whose number is not part of the recording yet: two processes may have stored one number."""
    rows = Chunk.objects.for_system("frames are folded").filter(recording_id=recording.pk)
    known: set[int] = set()
    near = rows.filter(number__lte=taken[-1][0].number)
    for number, count in near.values_list("number", "frame_count"):
        known.update(range(number, number + count))
    return [(row, one) for row, one in taken if row.number not in known]


def _lay_samples(recording: Recording, new: Sequence[Stored], at: datetime) -> None:
    """Write samples stretch by stretch, and what the recording says of itself."""
    with_samples = [chunk for _, one in new if (chunk := one.chunk) is not None]
    for start, samples in _stretches(with_samples):
        count = channels.length_of(samples)
        blocks.store(recording, samples, start=start)
        recording.channels |= channels.mask_of(samples)
        recording.sample_count = max(recording.sample_count, start + count)
        recording.stored_count += count
    if with_samples:
        recording.source_hz = recording.source_hz or with_samples[0].source_hz
    last_at = max(row.received_at for row, _ in new)
    recording.ahead_s = max(recording.ahead_s, ahead_s(recording, recording.sample_count, last_at))
    recording.intake = Intake.CHUNKS
    recording.save(
        update_fields=["channels", "sample_count", "stored_count", "source_hz", "ahead_s", "intake"]
    )


def _stretches(pieces: Sequence[frames.Chunk]) -> list[tuple[int, Samples]]:
    """Join pieces that follow one another; of samples that came twice the first stay."""
    found: list[list[frames.Chunk]] = []
    end = -1
    for piece in sorted(pieces, key=lambda piece: piece.sample_start):
        if piece.sample_start < end:
            log.error("frames_overlap", first_sample=piece.sample_start)
            continue
        if piece.sample_start == end:
            found[-1].append(piece)
        else:
            found.append([piece])
        end = piece.sample_end
    return [(run[0].sample_start, channels.joined([piece.samples for piece in run])) for run in found]


@dataclass
class _Run:
    """Numbers that follow one another, and whose samples do."""

    members: list[Stored] = field(default_factory=list)
    start: int = 0
    count: int = 0
    mask: int = 0

    def takes(self, row: Frame, one: frames.Frame) -> bool:
        """Say whether a frame continues this run."""
        if not self.members:
            return True
        follows = row.first_sample is None or not self.count or row.first_sample == self.start + self.count
        return row.number == self.members[-1][0].number + 1 and follows

    def add(self, row: Frame, one: frames.Frame) -> None:
        """Continue with a frame."""
        self.members.append((row, one))
        if one.first_sample is not None:
            self.start = self.start if self.count else one.first_sample
            self.count += one.sample_count
            self.mask |= one.mask

    def chunk(self, recording: Recording) -> Chunk:
        """Return the row that keeps what is known of these frames."""
        first, _ = self.members[0]
        return Chunk(
            subject_id=recording.subject_id,
            recording=recording,
            number=first.number,
            crc32=first.crc32,
            sample_start=self.start,
            sample_count=self.count,
            channels=self.mask,
            received_at=max(row.received_at for row, _ in self.members),
            frame_count=len(self.members),
            frame_crcs=clocks.pack_crcs(row.crc32 for row, _ in self.members),
            frame_clocks=clocks.pack(clocks.rows_of(_kept(row, one) for row, one in self.members)),
        )


def _runs(new: Sequence[Stored]) -> list[_Run]:
    found: list[_Run] = []
    for row, one in new:
        if not found or not found[-1].takes(row, one):
            found.append(_Run())
        found[-1].add(row, one)
    return found


def _kept(row: Frame, one: frames.Frame) -> tuple[int, int, int, int, int, int, int]:
    received_ms = int(row.received_at.timestamp() * 1_000)
    first = row.first_sample or 0
    return one.phone_ms, one.device_ms, received_ms, first, row.sample_count, one.flags, one.battery


@write
def fold_one(actor: None, *, recording_pk: int, at: datetime) -> int:
    """Fold what lies still of one recording; returns how many frames."""
    rows = Recording.objects.for_system("frames are folded").select_related("pregnancy")
    recording = rows.select_for_update(of=("self",)).get(pk=recording_pk)
    if recording.deleted_at is not None:
        KEPT.forget(recording)
        return 0
    return fold(recording, at=at)


def lying_still(at: datetime) -> list[int]:
    """Return recordings, by primary key, whose oldest frame nobody has folded for too long."""
    rows = Frame.objects.for_system("what lies still").filter(received_at__lt=at - LIES_STILL)
    found = rows.values("recording_id").annotate(newest=Max("id")).order_by("newest")
    return list(found.values_list("recording_id", flat=True)[:A_SWEEP])


class Kept:
    """The frames of recordings, for `apps.recordings.unfolded`."""

    def pieces(self, recording_pk: int) -> list[unfolded.Piece]:
        """Return the numbers that are not folded."""
        rows = Frame.objects.for_system("the recording was seen").filter(recording_id=recording_pk)
        found = rows.order_by("number").values_list("number", "first_sample", "sample_count")
        return [unfolded.Piece(*row) for row in found]

    def samples(self, recording_pk: int, first: int, last: int) -> list[tuple[int, Samples]]:
        """Return the samples that are not folded, in the order of their numbers."""
        rows = Frame.objects.for_system("the recording was seen").filter(
            recording_id=recording_pk,
            first_sample__lt=last,
            first_sample__gt=first - frames.MOST_SAMPLES,
        )
        read = [
            frames.read_one(bytes(data)) for data in rows.order_by("number").values_list("data", flat=True)
        ]
        found = [chunk for one in read if (chunk := one.chunk) is not None]
        return [(chunk.sample_start, chunk.samples) for chunk in found]

    def fold(self, recording: Recording, at: datetime) -> None:
        """Lay everything into its minutes."""
        fold(recording, at=at)

    def forget(self, recording: Recording) -> None:
        """Delete the frames of a recording that is withdrawn."""
        Frame.objects.for_system("the recording is withdrawn").filter(recording_id=recording.pk).delete()


KEPT = Kept()

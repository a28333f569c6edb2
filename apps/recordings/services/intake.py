"""Samples come in: as one file, or as numbered chunks in any order.

Acknowledged after commit, repeatable for ever.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet
from apps.recordings import analysing, channels, chunks, unfolded
from apps.recordings.channels import Samples
from apps.recordings.models import FS_HZ, Chunk, Intake, Recording
from apps.recordings.services import blocks, completing, locks, may
from apps.recordings.services.announcing import CLOCK_SLACK
from apps.recordings.services.refusals import as_invalid
from apps.recordings.states import State
from ml_models import ctg

MOST_FILE_BYTES: Final = 30 * 1024 * 1024
"""A day at 4 Hz with every channel as CSV takes 12 MB."""


@dataclass(frozen=True)
class Upload:
    """A file as it came; `companions` by name for formats of two files (WFDB)."""

    filename: str
    content: bytes
    companions: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        """SHA-256 over all parts."""
        digest = hashlib.sha256(self.content)
        for name in sorted(self.companions):
            digest.update(hashlib.sha256(self.companions[name]).digest())
        return digest.digest()


@write
def store_file(person: Person, *, recording_id: UUID, upload: Upload, at: datetime) -> tuple[Recording, bool]:
    """Read a file and keep its samples; returns the recording and whether they are new.

    Takes no number in the feed: what a phone holds of a recording changes when it is complete.
    Raises NotVisible, Forbidden, ConsentRequired, Conflict (another file or chunks are there), Invalid
    (unreadable).
    """
    recording = locks.recording_for_samples(person, recording_id)
    may.require_sender(person, _mother(person, recording))
    digest = upload.digest
    if recording.source_sha256 is not None and bytes(recording.source_sha256) == digest:
        return recording, False
    _require_way(recording, Intake.FILE)
    if recording.source_sha256 is not None or recording.state != State.RECEIVING:
        raise Conflict.field("file", _("This recording has its file already."), code="other_file")
    with as_invalid():
        source = ctg.read_bytes(upload.content, upload.filename, companions=upload.companions)
    recording.source_sha256, recording.source_format = digest, source.source.format[:16]
    recording.rate_resolution_bpm = source.source.rate_resolution_bpm
    _keep(
        recording,
        channels.from_recording(source),
        number=0,
        crc32=zlib.crc32(upload.content),
        start=0,
        at=at,
        intake=Intake.FILE,
        source_hz=source.source.fs_hz,
        scalp_rates=_scalp_rates(person, recording, source.source),
    )
    return recording, True


def _scalp_rates(person: Person, recording: Recording, source: ctg.Source) -> int:
    """What was announced and what the file tells; of what a mother made or sends herself the file is not believed."""
    if recording.subject_id in (person.pk, recording.uploaded_by_id):
        return recording.scalp_rates
    return recording.scalp_rates | analysing.scalp_rates_of(source)


@write
def store_chunk(
    person: Person, *, recording_id: UUID, number: int, data: bytes, at: datetime
) -> tuple[Recording, bool]:
    """Keep the samples of one chunk; returns the recording and whether they are new.

    The same bytes again change nothing. A chunk after completion makes a new analysis due. Raises NotVisible,
    Forbidden, ConsentRequired, Invalid (unreadable), Conflict (other bytes under this number, an overlap, a
    file).
    """
    with as_invalid():
        _check_number(number)
        chunk = chunks.read(data)
    recording = locks.recording_for_samples(person, recording_id)
    may.require_sender(person, _mother(person, recording))
    _require_way(recording, Intake.CHUNKS)
    unfolded.fold(recording, at=at)
    if _is_known(recording, number, chunk):
        return recording, False
    _check_fits(recording, chunk)
    _keep(
        recording,
        chunk.samples,
        number=number,
        crc32=chunk.crc32,
        start=chunk.sample_start,
        at=at,
        intake=Intake.CHUNKS,
        source_hz=chunk.source_hz,
    )
    if recording.is_closed:
        completing.make_due(recording, at=at)
    return recording, True


def _mother(person: Person, recording: Recording) -> Person:
    return person if person.pk == recording.subject_id else recording.subject


def _check_number(number: int) -> None:
    if not 0 <= number <= chunks.MOST_NUMBER:
        raise Invalid.field(
            "number",
            _("Number chunks from 0 to %(limit)d.") % {"limit": chunks.MOST_NUMBER},
            code="out_of_range",
            limit=chunks.MOST_NUMBER,
        )


def _require_way(recording: Recording, way: Intake) -> None:
    """A recording comes as one file or as chunks; mixed, nobody could tell what is missing."""
    if recording.intake not in ("", way):
        raise Conflict(
            _("This recording comes in another way: either one file or numbered chunks."),
            code="other_way",
            way=recording.intake,
        )


def _is_known(recording: Recording, number: int, chunk: chunks.Chunk) -> bool:
    crc32 = crc32_of(recording, number)
    if crc32 is None:
        return False
    if crc32 != chunk.crc32:
        raise Conflict.field("number", _("Other samples are stored under this number."), code="chunk_differs")
    return True


def crc32_of(recording: Recording, number: int) -> int | None:
    """Return the checksum of what is stored under a number, alone or among others; None where nothing is."""
    rows = _chunks_of(recording).filter(number__lte=number, number__gt=number - F("frame_count"))
    stored = rows.values_list("number", "crc32", "frame_crcs").first()
    if stored is None:
        return None
    first, crc32, of_frames = stored
    if of_frames is None:
        return int(crc32)
    place = (number - first) * 4
    return int.from_bytes(bytes(of_frames)[place : place + 4], "little")


def _check_fits(recording: Recording, chunk: chunks.Chunk) -> None:
    if recording.source_hz not in (None, chunk.source_hz):
        raise Conflict.field(
            "chunk.fs_hz",
            _("All chunks of a recording have one sampling rate."),
            code="other_rate",
            limit=recording.source_hz,
        )
    before_end = _chunks_of(recording).filter(sample_start__lt=chunk.sample_end)
    ends = before_end.annotate(sample_end=F("sample_start") + F("sample_count"))
    other = ends.filter(sample_end__gt=chunk.sample_start).first()
    if other is not None:
        raise Conflict.field(
            "chunk.first_sample",
            _("Some of these samples are stored already, in chunk %(number)d.") % {"number": other.number},
            code="overlap",
            limit=other.number,
        )


def _chunks_of(recording: Recording) -> SubjectQuerySet:
    return Chunk.objects.for_system("the recording was seen and is locked").filter(recording_id=recording.pk)


def ahead_s(recording: Recording, end: int, at: datetime) -> float:
    """Seconds by which samples lie after their arrival: the clock or the start that was given is wrong.

    They are kept and marked: refused, they would be lost. Below the slack that any clock has: 0.
    """
    ahead = recording.started_at + timedelta(seconds=end / FS_HZ) - at
    return ahead.total_seconds() if ahead > CLOCK_SLACK else 0.0


def _keep(
    recording: Recording, samples: Samples, *, number: int, crc32: int, start: int, at: datetime, **about: Any
) -> None:
    count, mask = channels.length_of(samples), channels.mask_of(samples)
    blocks.store(recording, samples, start=start)
    Chunk.objects.create(
        subject_id=recording.subject_id,
        recording=recording,
        number=number,
        crc32=crc32,
        sample_start=start,
        sample_count=count,
        channels=mask,
        received_at=at,
    )
    for name, value in about.items():
        setattr(recording, name, value)
    recording.channels |= mask
    recording.sample_count = max(recording.sample_count, start + count)
    recording.stored_count += count
    recording.ahead_s = max(recording.ahead_s, ahead_s(recording, start + count, at))
    recording.save(
        update_fields=[
            *about,
            "channels",
            "sample_count",
            "stored_count",
            "ahead_s",
            "source_sha256",
            "source_format",
            "rate_resolution_bpm",
        ]
    )

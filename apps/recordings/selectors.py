"""Every read of recordings, narrowed to who asks.

What the console joins lies in `worklist.py` and `page.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet, Window
from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.foundation.errors import Invalid, NotVisible
from apps.pregnancies.selectors import gestational_age
from apps.recordings import codec, trace, unfolded
from apps.recordings.analysing import Given
from apps.recordings.channels import Channel, IntArray, Samples
from apps.recordings.models import (
    FS_HZ,
    LONGEST_S,
    SAMPLES_PER_MINUTE,
    Analysis,
    ChannelSet,
    Chunk,
    Gap,
    Recording,
    Review,
    ReviewState,
    SampleBlock,
)

SHOWN_WITH = ("pregnancy", "fetus", "second_fetus", "current_analysis")
NOT_SHOWN = ("current_analysis__result", "current_analysis__baseline")


def recordings_visible_to(person: Person) -> QuerySet[Recording]:
    """Recordings that `person` may see, with what their representation needs."""
    visible = Recording.objects.visible_to(person).filter(deleted_at=None)
    return visible.select_related(*SHOWN_WITH).defer(*NOT_SHOWN)


def recording_visible_to(person: Person, recording_id: UUID) -> Recording:
    """One recording that `person` may see. Raises NotVisible."""
    recording: Recording | None = recordings_visible_to(person).filter(public_id=recording_id).first()
    if recording is None:
        raise NotVisible
    return recording


def gaps_of(person: Person, recording_id: UUID) -> list[Gap]:
    """What the client said about stretches without samples, in order of time. Raises NotVisible."""
    recording = recording_visible_to(person, recording_id)
    return list(
        Gap.objects.for_system("the recording was seen").filter(recording_id=recording.pk).order_by("start_s")
    )


def analysis_of(person: Person, recording_id: UUID) -> tuple[Recording, Analysis | None]:
    """A recording and its current analysis, whole. Raises NotVisible."""
    recording = recording_visible_to(person, recording_id)
    if recording.current_analysis_id is None:
        return recording, None
    whole = (
        Analysis.objects.visible_to(person)
        .select_related("supersedes")
        .defer("supersedes__result", "supersedes__baseline")
    )
    return recording, whole.get(pk=recording.current_analysis_id)


def reviews_visible_to(person: Person) -> QuerySet[Review]:
    """Signed reviews and her own drafts for a clinician; for the mother the newest version, once it is
    released."""
    reviews = Review.objects.visible_to(person).filter(recording__deleted_at=None)
    if person.role == Role.CLINICIAN:
        reviews = reviews.filter(Q(state=ReviewState.SIGNED) | Q(author=person))
    else:
        reviews = reviews.filter(state=ReviewState.SIGNED, is_released=True, pk__in=_newest_versions(person))
    return reviews.select_related("recording", "analysis", "author", "amends").defer(
        "analysis__result", "analysis__baseline"
    )


def _newest_versions(person: Person) -> QuerySet[Any]:
    """Ids of the reviews that no later version amends."""
    signed = Review.objects.visible_to(person).filter(state=ReviewState.SIGNED)
    newest = Window(Max("version"), partition_by="recording_id")
    return signed.annotate(newest=newest).filter(version=F("newest")).values("pk")


def reviews_of(person: Person, recording_id: UUID) -> list[Review]:
    """The reviews of a recording that `person` may see: oldest version first, her own draft last."""
    recording = recording_visible_to(person, recording_id)
    return list(
        reviews_visible_to(person)
        .filter(recording_id=recording.pk)
        .order_by(F("version").asc(nulls_last=True))
    )


@dataclass(frozen=True)
class Stretch:
    """Whole numbers from `first` to `last`, both counted."""

    first: int
    last: int


@dataclass(frozen=True)
class Arrived:
    """What is stored of a recording that comes in chunks: numbers, and the holes in its samples at 4 Hz."""

    recording: Recording
    numbers: list[Stretch]
    holes: list[Stretch]


def arrived(person: Person, recording_id: UUID) -> Arrived:
    """What a phone has to send again, or still. Raises NotVisible."""
    recording = recording_visible_to(person, recording_id)
    pieces = unfolded.pieces_of(recording)
    rows = Chunk.objects.for_system("the recording was seen").filter(recording_id=recording.pk)
    stored = list(rows.values_list("number", "frame_count", "sample_start", "sample_count"))
    numbers = [(row[0], row[1]) for row in stored] + [(piece.number, 1) for piece in pieces]
    spans = [(row[2], row[3]) for row in stored] + [
        (piece.first_sample, piece.sample_count) for piece in pieces if piece.first_sample is not None
    ]
    return Arrived(recording, stretches(numbers), _holes(spans))


def stretches(runs: Iterable[tuple[int, int]]) -> list[Stretch]:
    """Join runs of numbers, (first, how many) in any order, to the stretches that they make."""
    found: list[Stretch] = []
    for first, count in sorted(runs):
        last = first + count - 1
        if found and first <= found[-1].last + 1:
            found[-1] = Stretch(found[-1].first, max(last, found[-1].last))
        else:
            found.append(Stretch(first, last))
    return found


def _holes(spans: Iterable[tuple[int, int]]) -> list[Stretch]:
    found, end = [], 0
    for start, count in sorted(spans):
        if count and start > end:
            found.append(Stretch(end, start - 1))
        end = max(end, start + count) if count else end
    return found


# ── samples ──


def stored_samples(
    recording: Recording, *, first: int = 0, last: int | None = None, mask: int | None = None
) -> dict[Channel, IntArray]:
    """Samples `first` up to, without, `last` of a recording in hand; what did not arrive is missing."""
    fresh = unfolded.samples_of(recording, first, last)
    length = max(recording.sample_count, unfolded.end_of(fresh))
    last = length if last is None else min(last, length)
    wanted = recording.channels | unfolded.channels_of(fresh)
    wanted = wanted if mask is None else mask & wanted
    if first >= last:
        return codec.decode_minutes([], minutes=0, length=0, mask=wanted)
    samples = _in_minutes(recording, first, last, wanted)
    for start, part in fresh:
        _lay_over(samples, part, start - first)
    return samples


def _in_minutes(recording: Recording, first: int, last: int, wanted: int) -> dict[Channel, IntArray]:
    minute, end = first // SAMPLES_PER_MINUTE, -(-last // SAMPLES_PER_MINUTE)
    rows = SampleBlock.objects.for_system("the recording was seen").filter(
        recording_id=recording.pk, channel_set=ChannelSet.CARDIOTOCOGRAM, minute__gte=minute, minute__lt=end
    )
    blobs = ((row_minute - minute, bytes(blob)) for row_minute, blob in rows.values_list("minute", "blob"))
    offset = first - minute * SAMPLES_PER_MINUTE
    samples = codec.decode_minutes(blobs, minutes=end - minute, length=offset + last - first, mask=wanted)
    return {channel: values[offset:] for channel, values in samples.items()}


def _lay_over(samples: dict[Channel, IntArray], part: Samples, offset: int) -> None:
    """Lay `part` over `samples`, beginning at index `offset` of theirs, as far as it lies within."""
    begin = max(offset, 0)
    for channel in part.keys() & samples.keys():
        room = samples[channel][begin : offset + part[channel].size]
        room[:] = part[channel][begin - offset : begin - offset + room.size]


@dataclass(frozen=True)
class Window4Hz:
    """A part of a recording's grid: samples `first` up to, without, `last`; `stored` of the whole are there."""

    recording: Recording
    first: int
    last: int
    stored: int

    @property
    def etag(self) -> str:
        """Stored samples never change, they only become more: their number says what is there."""
        recording = self.recording
        return f'"{recording.public_id.hex}-{self.stored}-{self.first}-{self.last}"'

    def encoded(self) -> bytes:
        """Return the bytes of this part, layout KTR1."""
        start = self.recording.started_at + timedelta(seconds=self.first / FS_HZ)
        samples = stored_samples(self.recording, first=self.first, last=self.last)
        return trace.encode(samples, start_epoch_s=start.timestamp())


def trace_of(
    person: Person, recording_id: UUID, *, from_s: float | None = None, to_s: float | None = None
) -> Window4Hz:
    """The part of a trace between two seconds since its start (default: all). Raises NotVisible, Invalid."""
    from_s, to_s = 0.0 if from_s is None else from_s, LONGEST_S if to_s is None else to_s
    if not 0 <= from_s < to_s <= LONGEST_S:
        raise Invalid.field(
            "from_s",
            _("Give seconds from 0 to 86,400, the first before the second."),
            code="out_of_range",
            limit=LONGEST_S,
        )
    recording = recording_visible_to(person, recording_id)
    pieces = unfolded.pieces_of(recording)
    ends = (piece.first_sample + piece.sample_count for piece in pieces if piece.first_sample is not None)
    length = max([recording.sample_count, *ends])
    stored = recording.stored_count + sum(piece.sample_count for piece in pieces)
    first = min(math.floor(from_s * FS_HZ), length)
    return Window4Hz(recording, first, min(math.ceil(to_s * FS_HZ), length), stored)


# ── for the system ──


def given_for_analysis(recording: Recording) -> Given:
    """Everything that an analysis of this recording is told, as it is now."""
    return Given(
        samples=stored_samples(recording),
        source_hz=recording.source_hz,
        rate_resolution_bpm=recording.rate_resolution_bpm,
        twins=recording.is_of_twins,
        gestation_weeks=gestation_weeks(recording),
        in_labour=recording.in_labour,
        scalp_rates=recording.scalp_rates,
    )


def gestation_weeks(recording: Recording) -> float | None:
    """Weeks of pregnancy on the day of the recording; see `gestation_days`."""
    days = gestation_days(recording)
    return None if days is None else round(days / 7, 2)


def gestation_days(recording: Recording) -> int | None:
    """Days of pregnancy on the day of the recording, by the dating that counts; None where nothing is known."""
    age = gestational_age(recording.pregnancy, recording.started_local.date())
    return age.days if age is not None and age.is_counted else None


# ── for the change feed ──


def recordings_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of its mother's recordings, by id."""
    from apps.recordings.api.serializers import RecordingOut

    return {
        row.public_id: RecordingOut(row).data
        for row in recordings_visible_to(person).filter(public_id__in=ids)
    }


def analyses_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of analyses, by id: without the line of the baseline, which it fetches with
    the trace."""
    from apps.recordings.api.serializers import AnalysisOut

    rows = Analysis.objects.visible_to(person).filter(public_id__in=ids, recording__deleted_at=None)
    rows = rows.select_related("recording", "supersedes").defer(
        "baseline", "supersedes__result", "supersedes__baseline"
    )
    return {row.public_id: AnalysisOut(row).data for row in rows}


def reviews_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of reviews, by id."""
    from apps.recordings.api.serializers import ReviewOut

    rows = reviews_visible_to(person).filter(public_id__in=ids)
    return {row.public_id: ReviewOut(row, context={"person": person}).data for row in rows}


def has_recording(subject_id: int, recording_id: UUID) -> bool:
    """Say whether a mother has this recording: what a message may point to. It reads nothing of it."""
    rows = Recording.objects.for_system("whether a message may point to it")
    return rows.filter(subject_id=subject_id, public_id=recording_id, deleted_at=None).exists()

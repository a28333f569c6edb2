"""Writes samples into their minutes. Only called by `intake`, which holds the recording's lock."""

from __future__ import annotations

from typing import Final

from django.db import connection

from apps.recordings import channels, codec
from apps.recordings.channels import Samples
from apps.recordings.models import SAMPLES_PER_MINUTE, ChannelSet, Recording, SampleBlock

UPSERT: Final = """
INSERT INTO recordings_sampleblock (subject_id, recording_id, minute, channel_set, sample_count, blob)
SELECT %s, %s, new.minute, %s, new.sample_count, new.blob
FROM unnest(%s::smallint[], %s::smallint[], %s::bytea[]) AS new (minute, sample_count, blob)
ON CONFLICT (recording_id, channel_set, minute)
DO UPDATE SET sample_count = excluded.sample_count, blob = excluded.blob
"""


def store(recording: Recording, samples: Samples, *, start: int) -> None:
    """Write `samples`, which begin at index `start` of the grid, beside what their minutes hold already."""
    count = channels.length_of(samples)
    first, last = start // SAMPLES_PER_MINUTE, (start + count - 1) // SAMPLES_PER_MINUTE
    begins_inside = start % SAMPLES_PER_MINUTE != 0
    ends_inside = (start + count) % SAMPLES_PER_MINUTE != 0 and start + count < recording.sample_count
    if recording.stored_count and (begins_inside or ends_inside):
        samples = _merged(recording, samples, start, first, last)
    elif begins_inside:
        samples = _laid_over(
            None, samples, start - first * SAMPLES_PER_MINUTE, start - first * SAMPLES_PER_MINUTE + count
        )
    _upsert(recording, first, codec.encode(samples))


def _merged(recording: Recording, samples: Samples, start: int, first: int, last: int) -> Samples:
    """Return whole minutes `first` to `last` with `samples` laid over what is stored."""
    rows = SampleBlock.objects.for_system("samples are laid over their minutes").filter(
        recording_id=recording.pk, channel_set=ChannelSet.CARDIOTOCOGRAM, minute__range=(first, last)
    )
    stored = rows.values_list("minute", "blob", "sample_count")
    kept = [(minute - first, bytes(blob), length) for minute, blob, length in stored]
    offset = start - first * SAMPLES_PER_MINUTE
    end = max(
        [offset + channels.length_of(samples), *(m * SAMPLES_PER_MINUTE + length for m, _, length in kept)]
    )
    before = codec.decode_minutes(((m, blob) for m, blob, _ in kept), minutes=last - first + 1, length=end)
    return _laid_over(before, samples, offset, end)


def _laid_over(before: Samples | None, samples: Samples, offset: int, length: int) -> Samples:
    mask = channels.mask_of([*(before or {}), *samples])
    full = {**channels.nothing(mask, length), **(before or {})}
    for channel, values in samples.items():
        full[channel] = full[channel].copy()
        full[channel][offset : offset + values.size] = values
    return {channel: full[channel] for channel in channels.in_mask(mask)}


def _upsert(recording: Recording, first: int, blobs: list[bytes]) -> None:
    minutes = list(range(first, first + len(blobs)))
    counts = [codec.HEADER.unpack_from(blob)[2] for blob in blobs]
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            [recording.subject_id, recording.pk, int(ChannelSet.CARDIOTOCOGRAM), minutes, counts, blobs],
        )

"""What has come of beds before somebody watches them: of many in three queries, as records.

System code: whoever asks has asked who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection

from apps.monitoring import frames, records
from apps.monitoring.models import Frame
from apps.recordings import codec
from apps.recordings.models import FS_HZ, SAMPLES_PER_MINUTE, ChannelSet, Recording

WHY: Final = "shown to those who may see it"
BLOCKS: Final = """
SELECT block.recording_id, block.minute, block.blob
FROM unnest(%s::bigint[], %s::smallint[]) AS wanted (recording_id, minute)
JOIN recordings_sampleblock block ON block.recording_id = wanted.recording_id AND block.minute >= wanted.minute
WHERE block.channel_set = %s
ORDER BY block.recording_id, block.minute
"""


@dataclass(slots=True)
class History:
    """Records behind the handle, and where they end (index on the grid)."""

    records: list[bytes] = field(default_factory=list)
    end: int = 0


def histories_of(
    recording_pks: Sequence[int], *, minutes: int = 0, first: Mapping[int, int] | None = None
) -> dict[int, History]:
    """Return what has come of each recording in the last `minutes`, or from sample `first` on.

    Frames are read first and minutes then: what is folded in between comes twice, never not at all.
    """
    rows = _frames_of(recording_pks)
    lengths = dict(
        Recording.objects.for_system(WHY).filter(pk__in=recording_pks).values_list("pk", "sample_count")
    )
    found: dict[int, History] = {}
    begins: dict[int, int] = {}
    for pk in recording_pks:
        ends = [one.first_sample + one.sample_count for _, one in rows[pk] if one.first_sample is not None]
        found[pk] = History(end=max([lengths.get(pk, 0), *ends]))
        begins[pk] = max(0, found[pk].end - int(minutes * 60 * FS_HZ)) if first is None else first[pk]
    blocks = _blocks_of({pk: begin for pk, begin in begins.items() if begin < lengths.get(pk, 0)})
    for pk, history in found.items():
        if pk in blocks:
            history.records += _of_blocks(blocks[pk], begins[pk])
        for received_at, one in rows[pk]:
            if one.first_sample is not None and one.first_sample + one.sample_count > begins[pk]:
                received_ms = int(received_at.timestamp() * 1_000)
                record = records.of_frame(one, received_ms, is_history=True)
                history.records += [record] if record is not None else []
    return found


def _frames_of(recording_pks: Sequence[int]) -> dict[int, list[tuple[datetime, frames.Frame]]]:
    rows = Frame.objects.for_system(WHY).filter(recording_id__in=recording_pks).order_by("number")
    found: dict[int, list[tuple[datetime, frames.Frame]]] = {pk: [] for pk in recording_pks}
    for pk, received_at, data in rows.values_list("recording_id", "received_at", "data"):
        found[pk].append((received_at, frames.read_one(bytes(data))))
    return found


def _blocks_of(begins: Mapping[int, int]) -> dict[int, list[tuple[int, bytes]]]:
    """Return (minute, blob) of each recording from the minute of its sample on."""
    found: dict[int, list[tuple[int, bytes]]] = {}
    if begins:
        minutes = [begin // SAMPLES_PER_MINUTE for begin in begins.values()]
        with connection.cursor() as cursor:
            cursor.execute(BLOCKS, [list(begins), minutes, int(ChannelSet.CARDIOTOCOGRAM)])
            for pk, minute, blob in cursor.fetchall():
                found.setdefault(pk, []).append((minute, bytes(blob)))
    return found


def _of_blocks(blocks: Sequence[tuple[int, bytes]], begin: int) -> list[bytes]:
    """Return records of minutes that follow one another, from sample `begin` on: what never came is in none."""
    found: list[bytes] = []
    for minute, blob in blocks:
        samples = codec.decode(blob)
        start = minute * SAMPLES_PER_MINUTE
        skip = max(0, begin - start)
        part = {channel: values[skip:] for channel, values in samples.items()}
        found += records.of_history(part, start + skip, 0)
    return found

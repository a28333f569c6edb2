"""Frames of many recordings are stored by one statement: a commit costs the same for one as for hundreds.

Subject and state come from the recording's own row; a number that is there is left as it is, in `Frame` or folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from apps.monitoring.frames import Frame
from apps.recordings.models import Intake
from apps.recordings.states import State

INSERT: Final = """
INSERT INTO monitoring_frame
    (subject_id, recording_id, number, crc32, first_sample, sample_count, received_at, data)
SELECT r.subject_id, r.id, g.number, g.crc32, g.first_sample, g.sample_count, to_timestamp(g.received_s), g.data
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::int[], %s::smallint[], %s::float8[], %s::bytea[])
    WITH ORDINALITY AS g (recording_id, number, crc32, first_sample, sample_count, received_s, data, place)
JOIN recordings_recording r ON r.id = g.recording_id
WHERE r.deleted_at IS NULL AND r.intake IN ('', %s) AND (r.state = %s OR %s)
    AND g.number >= coalesce(
        (SELECT c.number + c.frame_count FROM recordings_chunk c
         WHERE c.recording_id = g.recording_id AND c.number <= g.number ORDER BY c.number DESC LIMIT 1), 0)
ORDER BY g.place
ON CONFLICT (recording_id, number) DO NOTHING
RETURNING recording_id, number
"""
THERE: Final = """
SELECT g.place, r.deleted_at IS NULL AND r.intake IN ('', %s) AND (r.state = %s OR %s), coalesce(
    (SELECT f.crc32 FROM monitoring_frame f WHERE f.recording_id = g.recording_id AND f.number = g.number),
    (SELECT CASE WHEN c.frame_crcs IS NULL THEN c.crc32
                 ELSE (get_byte(c.frame_crcs, (g.number - c.number) * 4 + 3)::bigint << 24)
                    | (get_byte(c.frame_crcs, (g.number - c.number) * 4 + 2) << 16)
                    | (get_byte(c.frame_crcs, (g.number - c.number) * 4 + 1) << 8)
                    | get_byte(c.frame_crcs, (g.number - c.number) * 4) END
     FROM recordings_chunk c WHERE c.recording_id = g.recording_id AND c.number <= g.number
     AND g.number < c.number + c.frame_count))
FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY AS g (recording_id, number, place)
LEFT JOIN recordings_recording r ON r.id = g.recording_id
ORDER BY g.place
"""


class Outcome(StrEnum):
    """What became of a frame."""

    NEW = "new"
    KNOWN = "known"
    DIFFERS = "differs"
    CLOSED = "closed"


@dataclass(frozen=True, eq=False, slots=True)
class Arrival:
    """A frame and when it came, in seconds since 1970."""

    recording_pk: int
    frame: Frame
    received_s: float


def store_batch(arrivals: Sequence[Arrival], *, is_late: bool = False) -> list[Outcome]:
    """Store frames and return what became of each, in their order; committed where no transaction is open.

    Whoever calls has asked who may send them. `is_late`: recordings that are complete take them too.
    Raises DatabaseError: then none is stored.
    """
    where: list[Any] = [Intake.CHUNKS, State.RECEIVING, is_late]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*_columns(arrivals), *where])
        new = set(cursor.fetchall())
        outcomes, first_of, asked = _told_apart(arrivals, new)
        if asked:
            cursor.execute(THERE, [*where, *_keys(arrivals, asked)])
            for place, (_, is_open, crc32) in zip(asked, cursor.fetchall(), strict=True):
                outcomes[place] = _outcome(arrivals[place], crc32, is_open)
    return [outcome or _as_the_first(arrivals, first_of, place) for place, outcome in enumerate(outcomes)]


def _columns(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    return [
        [one.recording_pk for one in arrivals],
        [one.frame.number for one in arrivals],
        [one.frame.crc32 for one in arrivals],
        [one.frame.first_sample for one in arrivals],
        [one.frame.sample_count for one in arrivals],
        [one.received_s for one in arrivals],
        [one.frame.data for one in arrivals],
    ]


def _told_apart(
    arrivals: Sequence[Arrival], new: set[tuple[int, int]]
) -> tuple[list[Outcome | None], dict[tuple[int, int], int], list[int]]:
    """Return outcomes as far as they are clear, the place of the first of each number, and what is to be asked.

    What came twice in one batch is judged by the one that was stored (`_as_the_first`).
    """
    outcomes: list[Outcome | None] = [None] * len(arrivals)
    first_of: dict[tuple[int, int], int] = {}
    asked: list[int] = []
    for place, one in enumerate(arrivals):
        key = one.recording_pk, one.frame.number
        if key not in new:
            asked.append(place)
        elif key not in first_of:
            first_of[key] = place
            outcomes[place] = Outcome.NEW
    return outcomes, first_of, asked


def _as_the_first(arrivals: Sequence[Arrival], first_of: dict[tuple[int, int], int], place: int) -> Outcome:
    one = arrivals[place]
    first = arrivals[first_of[one.recording_pk, one.frame.number]]
    return Outcome.KNOWN if first.frame.crc32 == one.frame.crc32 else Outcome.DIFFERS


def _keys(arrivals: Sequence[Arrival], asked: Sequence[int]) -> list[list[int]]:
    return [
        [arrivals[place].recording_pk for place in asked],
        [arrivals[place].frame.number for place in asked],
    ]


def _outcome(one: Arrival, crc32: int | None, is_open: bool | None) -> Outcome:
    if crc32 is None or is_open is None:
        return Outcome.CLOSED
    return Outcome.KNOWN if crc32 == one.frame.crc32 else Outcome.DIFFERS

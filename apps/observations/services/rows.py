"""The statements that write many readings at once. The caller holds the mother's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from apps.accounts.models import Person
from apps.foundation.ids import uuid7
from apps.observations.rules.days import counts_for
from apps.observations.rules.measures import measures
from apps.observations.sources.points import Deletion, Reading
from apps.pregnancies.days import zone
from apps.pregnancies.states import PregnancyState

Key = tuple[str, str]
LOCK: Final = """
SELECT pg_advisory_xact_lock(%s),
       (SELECT id FROM pregnancies_pregnancy WHERE subject_id = %s AND state = %s ORDER BY id DESC LIMIT 1)
"""
"""One round trip for both: under load each costs more than its work."""
LOCKED_AS: Final = 0x4F42 << 40
"""Readings: keeps this lock apart from every other use of the same number."""

ADD: Final = """
WITH given AS (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS r(
        public_id uuid, measure text, source_app text, external_id text, device text, origin text, modality text,
        start_at timestamptz, end_at timestamptz, utc_offset_minutes smallint, end_offset_minutes smallint,
        zone_name text, local_day date, value float8, second_value float8, unit text, detail jsonb,
        is_unlikely bool, source_changed_at timestamptz)
)
INSERT INTO observations_observation (
    subject_id, pregnancy_id, recorded_by_id, recorded_at, changed_at, version,
    public_id, measure, source_app, external_id, device, origin, modality, start_at, end_at,
    utc_offset_minutes, end_offset_minutes, zone_name, local_day, value, second_value, unit, detail,
    is_unlikely, source_changed_at)
SELECT %(subject)s, %(pregnancy)s, %(by)s, %(at)s, %(at)s, 1, given.* FROM given
ON CONFLICT (subject_id, source_app, external_id) DO NOTHING
RETURNING source_app, external_id
"""
"""What is new, which is nearly everything: an index is asked once for each row, and nothing is joined."""

KEEP: Final = """
WITH given AS (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS r(
        public_id uuid, measure text, source_app text, external_id text, device text, origin text, modality text,
        start_at timestamptz, end_at timestamptz, utc_offset_minutes smallint, end_offset_minutes smallint,
        zone_name text, local_day date, value float8, second_value float8, unit text, detail jsonb,
        is_unlikely bool, source_changed_at timestamptz)
), known AS MATERIALIZED (
    SELECT o.* FROM given CROSS JOIN LATERAL (
        SELECT source_app, external_id, public_id, local_day, measure FROM observations_observation
        WHERE subject_id = %(subject)s AND source_app = given.source_app AND external_id = given.external_id
        LIMIT 1) AS o
), kept AS (
    INSERT INTO observations_observation AS o (
        subject_id, pregnancy_id, recorded_by_id, recorded_at, changed_at, version,
        public_id, measure, source_app, external_id, device, origin, modality, start_at, end_at,
        utc_offset_minutes, end_offset_minutes, zone_name, local_day, value, second_value, unit, detail,
        is_unlikely, source_changed_at)
    SELECT %(subject)s, %(pregnancy)s, %(by)s, %(at)s, %(at)s, 1, given.* FROM given
    ON CONFLICT (subject_id, source_app, external_id) DO UPDATE SET
        measure = excluded.measure, device = excluded.device, origin = excluded.origin,
        modality = excluded.modality, start_at = excluded.start_at, end_at = excluded.end_at,
        utc_offset_minutes = excluded.utc_offset_minutes, end_offset_minutes = excluded.end_offset_minutes,
        zone_name = excluded.zone_name, local_day = excluded.local_day, value = excluded.value,
        second_value = excluded.second_value, unit = excluded.unit, detail = excluded.detail,
        is_unlikely = excluded.is_unlikely, source_changed_at = excluded.source_changed_at,
        changed_at = excluded.changed_at, recorded_by_id = excluded.recorded_by_id,
        deleted_at = NULL, version = o.version + 1
    WHERE CASE WHEN o.deleted_at IS NULL
        THEN coalesce(excluded.source_changed_at >= o.source_changed_at, true)
            AND (o.measure, o.device, o.modality, o.start_at, o.end_at, o.utc_offset_minutes, o.end_offset_minutes,
                 o.zone_name, o.value, o.second_value, o.detail)
            IS DISTINCT FROM
                (excluded.measure, excluded.device, excluded.modality, excluded.start_at, excluded.end_at,
                 excluded.utc_offset_minutes, excluded.end_offset_minutes, excluded.zone_name, excluded.value,
                 excluded.second_value, excluded.detail)
        ELSE coalesce(excluded.source_changed_at > o.source_changed_at, false) END
    RETURNING o.source_app, o.external_id
)
SELECT given.source_app, given.external_id, kept.source_app IS NOT NULL, coalesce(known.public_id, given.public_id),
       known.local_day, known.measure
FROM given LEFT JOIN kept USING (source_app, external_id) LEFT JOIN known USING (source_app, external_id)
"""

REMOVE: Final = """
WITH given AS (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS r(
        public_id uuid, source_app text, external_id text, source_changed_at timestamptz)
), known AS MATERIALIZED (
    SELECT o.* FROM given CROSS JOIN LATERAL (
        SELECT source_app, external_id, public_id, local_day, measure FROM observations_observation
        WHERE subject_id = %(subject)s AND source_app = given.source_app AND external_id = given.external_id
        LIMIT 1) AS o
), gone AS (
    UPDATE observations_observation AS o
    SET deleted_at = %(at)s, changed_at = %(at)s, version = o.version + 1,
        source_changed_at = greatest(o.source_changed_at, coalesce(given.source_changed_at, %(at)s))
    FROM given
    WHERE o.subject_id = %(subject)s AND o.source_app = given.source_app AND o.external_id = given.external_id
        AND o.deleted_at IS NULL AND coalesce(given.source_changed_at >= o.source_changed_at, true)
    RETURNING o.source_app, o.external_id
), marked AS (
    INSERT INTO observations_observation (
        subject_id, recorded_by_id, recorded_at, changed_at, deleted_at, version, public_id, source_app, external_id,
        source_changed_at, measure, device, origin, modality, start_at, end_at, zone_name, local_day, unit, detail,
        is_unlikely)
    SELECT %(subject)s, %(by)s, %(at)s, %(at)s, %(at)s, 1, given.public_id, source_app, external_id,
           coalesce(source_changed_at, %(at)s), '', '', 'omh', '', %(at)s, %(at)s, '', %(at)s::date, '', '{}', false
    FROM given LEFT JOIN known USING (source_app, external_id) WHERE known.source_app IS NULL
    RETURNING source_app, external_id
)
SELECT given.source_app, given.external_id,
       CASE WHEN gone.source_app IS NOT NULL THEN 'deleted' WHEN marked.source_app IS NOT NULL THEN 'remembered'
            ELSE 'unchanged' END,
       coalesce(known.public_id, given.public_id), known.local_day, known.measure
FROM given LEFT JOIN gone USING (source_app, external_id) LEFT JOIN marked USING (source_app, external_id)
    LEFT JOIN known USING (source_app, external_id)
"""
"""A mark for what was never seen, too: its point may still be on the way."""


@dataclass(slots=True)
class Row:
    """What became of one row. `days` and `measures`: before and after; none of a mark for what was never seen."""

    status: str
    public_id: UUID
    days: set[date] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)


def lock(subject_id: int) -> int | None:
    """Wait until nobody else writes readings of this mother, until the end of the transaction; returns the key of the
    pregnancy that goes on.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [LOCKED_AS + subject_id, subject_id, PregnancyState.GOING])
        pregnancy_id: int | None = cursor.fetchone()[1]
    return pregnancy_id


def keep(
    mother: Person, pregnancy_id: int | None, readings: Sequence[Reading], *, by_id: int, at: datetime
) -> dict[Key, Row]:
    """Insert or update readings, each source and id at most once; returns what became of each."""
    given = {(each.source_app, each.external_id): _columns(each, mother) for each in readings}
    values = {"subject": mother.pk, "pregnancy": pregnancy_id, "by": by_id, "at": at}
    new = {(source, external_id) for source, external_id in _run(ADD, [*given.values()], values)}
    kept = {
        key: Row("stored", row["public_id"], {row["local_day"]}, {row["measure"]})
        for key, row in given.items()
        if key in new
    }
    left = [row for key, row in given.items() if key not in new]
    if not left:
        return kept
    for source, external_id, is_written, public_id, old_day, old_measure in _run(KEEP, left, values):
        row = given[source, external_id]
        status = "updated" if is_written else "unchanged"
        days, kinds = {row["local_day"], old_day}, {row["measure"], old_measure} - {""}
        kept[source, external_id] = Row(status, public_id, days, kinds)
    return kept


def remove(subject_id: int, deletions: Sequence[Deletion], *, by_id: int, at: datetime) -> dict[Key, Row]:
    """Mark readings as deleted, those included that were never seen."""
    given = [
        {
            "public_id": uuid7(),
            "source_app": each.source_app,
            "external_id": each.external_id,
            "source_changed_at": each.source_changed_at,
        }
        for each in deletions
    ]
    found = _run(REMOVE, given, {"subject": subject_id, "by": by_id, "at": at})
    return {
        (source, external_id): Row(
            status,
            public_id,
            {old_day} if old_measure else set(),
            {old_measure} if old_measure else set(),
        )
        for source, external_id, status, public_id, old_day, old_measure in found
    }


def _run(statement: str, given: list[dict[str, Any]], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"rows": orjson.dumps(given).decode()})
        return cursor.fetchall()


def _columns(reading: Reading, mother: Person) -> dict[str, Any]:
    offset, end_offset = reading.offset, reading.end_offset
    return {
        "public_id": uuid7(),
        "measure": reading.measure,
        "source_app": reading.source_app,
        "external_id": reading.external_id,
        "device": reading.device,
        "origin": reading.origin,
        "modality": reading.modality,
        "start_at": reading.start,
        "end_at": reading.end,
        "utc_offset_minutes": offset,
        "end_offset_minutes": None if end_offset == offset else end_offset,
        "zone_name": reading.zone_name,
        "local_day": counts_for(
            reading.measure, reading.start, reading.end, offset, end_offset, zone(mother)
        ),
        "value": reading.value,
        "second_value": reading.second_value,
        "unit": measures()[reading.measure].unit,
        "detail": reading.detail,
        "is_unlikely": reading.is_unlikely,
        "source_changed_at": reading.source_changed_at,
    }

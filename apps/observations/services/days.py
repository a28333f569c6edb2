"""Days on which something has changed: one number of the feed for each, however many readings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

import orjson
from django.db import connection

from apps.foundation.ids import uuid7

TOUCH: Final = """
INSERT INTO observations_observedday AS d (public_id, subject_id, local_day, version, changed_at)
SELECT r.public_id, %s, r.local_day, 1, %s
FROM json_to_recordset(%s::json) AS r(public_id uuid, local_day date)
ON CONFLICT (subject_id, local_day) DO UPDATE SET version = d.version + 1, changed_at = excluded.changed_at
RETURNING public_id
"""


def touch(subject_id: int, changed: Iterable[date], *, at: datetime) -> list[UUID]:
    """Note that days have changed; returns their ids. The caller holds the mother's lock."""
    given = [{"public_id": uuid7(), "local_day": day} for day in sorted(changed)]
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, [subject_id, at, orjson.dumps(given).decode()])
        return [row[0] for row in cursor.fetchall()]

"""One order of locks for everything about a mother's alerts: her own lock, then her snoozes, then her alerts.

Her lock is PostgreSQL's advisory lock of the transaction: it ends with it, and is taken again for nothing by whoever
has it. Only one alert and no snooze: the conditional step is enough (see `moves`).
"""

from __future__ import annotations

from typing import Final

from django.db import connection

SPACE: Final = 7_203_116 << 40


def of_mother(subject_id: int) -> None:
    """Wait for the lock of a mother (internal id)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SPACE + subject_id])


def of_mother_if_free(subject_id: int) -> bool:
    """Take the lock of a mother (internal id) without waiting; False where somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SPACE + subject_id])
        (taken,) = cursor.fetchone()
    return bool(taken)

"""Messages as rows of a statement and as values: what posting and reading have in common. Who may is their callers'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from apps.consultations.entries import Entry

ENTRY = """
SELECT m.author_id, m.subject_id, m.public_id, t.public_id AS thread, m.sequence, m.client_id,
       p.public_id AS author, m.by_mother,
       m.kind, m.text, m.payload::text, m.relation, m.relates_to, m.sent_at, m.posted_at
FROM consultations_message m
JOIN consultations_thread t ON t.id = m.thread_id
LEFT JOIN accounts_person p ON p.id = m.author_id
"""


def entry_of(row: Sequence[Any]) -> Entry:
    """Return a row of the statement `ENTRY` (after author and subject) as a value."""
    id_, thread, sequence, client_id, author, by_mother, kind, text, payload, *rest = row
    shown = orjson.loads(payload) if payload is not None else None
    return Entry(id_, thread, sequence, client_id, author, by_mother, kind, text, shown, *rest)

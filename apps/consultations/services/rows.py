"""The statements of posting: many messages in a few round trips. System code: who may is decided by its caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import orjson
from django.db import connection

from apps.consultations.entries import Entry
from apps.consultations.entry_rows import ENTRY, entry_of
from apps.consultations.posting import Line

LOCK = """
SELECT id, public_id, subject_id, team_id, state, urgency, last_sequence, responsible_id, waiting_since,
       answer_due_at, notify_due_at, pregnancy_id
FROM consultations_thread WHERE public_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
OF_EACH = "SELECT said.* FROM unnest(%s::bigint[], %s::uuid[]) AS asked (author, client), LATERAL ("
SAID_ALREADY = (
    f"{OF_EACH}{ENTRY} WHERE m.author_id = asked.author AND m.client_id = asked.client LIMIT 1) AS said"
)
RELATED = """
SELECT m.thread_id, m.sequence, m.author_id, m.relation, m.kind,
       EXISTS (SELECT FROM consultations_message r WHERE r.thread_id = m.thread_id
               AND r.relates_to = m.sequence AND r.relation = 'removal')
FROM consultations_message m
JOIN unnest(%s::bigint[], %s::bigint[]) AS asked (thread, number)
  ON m.thread_id = asked.thread AND m.sequence = asked.number
"""
STORE = """
WITH moved AS (
    UPDATE consultations_thread AS t
    SET state = n.state, urgency = n.urgency, last_sequence = n.last_sequence, last_posted_at = n.last_posted_at,
        responsible_id = n.responsible_id, waiting_since = n.waiting_since, answer_due_at = n.answer_due_at,
        notify_due_at = n.notify_due_at
    FROM json_to_recordset(%s) AS n (pk bigint, state text, urgency text, last_sequence bigint,
         last_posted_at timestamptz, responsible_id bigint, waiting_since timestamptz, answer_due_at timestamptz,
         notify_due_at timestamptz)
    WHERE t.id = n.pk
)
INSERT INTO consultations_message (public_id, subject_id, thread_id, sequence, client_id, author_id, by_mother,
       kind, text, payload, relation, relates_to, sent_at, posted_at)
SELECT * FROM json_to_recordset(%s) AS m (public_id uuid, subject_id bigint, thread_id bigint, sequence bigint,
       client_id uuid, author_id bigint, by_mother bool, kind text, text text, payload jsonb, relation text,
       relates_to bigint, sent_at timestamptz, posted_at timestamptz)
"""
ADVANCED = (
    "pk", "state", "urgency", "last_sequence", "last_posted_at", "responsible_id", "waiting_since", "answer_due_at",
    "notify_due_at",
)  # fmt: skip


def lock(threads: Iterable[UUID]) -> dict[UUID, Line]:
    """Lock threads in the order of their ids, so that two batches never wait for each other in a ring.

    Their keys stay free: a receipt that is written beside it points to the thread, and would wait, holding others.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(threads)])
        return {row[1]: Line(*row) for row in cursor.fetchall()}


def said_already(pairs: Sequence[tuple[int, UUID]]) -> dict[tuple[int, UUID], tuple[int, Entry]]:
    """Return what these authors have posted under these client ids: (subject's id, entry)."""
    with connection.cursor() as cursor:
        cursor.execute(SAID_ALREADY, [[author for author, _ in pairs], [client for _, client in pairs]])
        return {(row[0], row[5]): (row[1], entry_of(row[2:])) for row in cursor.fetchall()}


def related(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int | None, str, str, bool]]:
    """Return (author's id, relation, kind, was taken back) of messages by (thread's id, number)."""
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(RELATED, [[thread for thread, _ in pairs], [number for _, number in pairs]])
        return {(row[0], row[1]): tuple(row[2:]) for row in cursor.fetchall()}  # type: ignore[misc]


def store(lines: Sequence[Line], said: Sequence[tuple[Line, int | None, Entry]]) -> None:
    """Insert messages, (thread, author's id, entry), and write down where their threads, which are locked, have come to.

    One parameter for all: binding a column each costs more than all else of a batch.
    """
    values = [
        {
            "public_id": entry.id,
            "subject_id": line.subject_id,
            "thread_id": line.pk,
            "sequence": entry.sequence,
            "client_id": entry.client_id,
            "author_id": author_id,
            "by_mother": entry.by_mother,
            "kind": entry.kind,
            "text": entry.text,
            "payload": entry.payload,
            "relation": entry.relation,
            "relates_to": entry.relates_to,
            "sent_at": entry.sent_at,
            "posted_at": entry.posted_at,
        }
        for line, author_id, entry in said
    ]
    moved = [{name: getattr(line, name) for name in ADVANCED} for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [orjson.dumps(moved).decode(), orjson.dumps(values).decode()])

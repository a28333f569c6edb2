"""Writes down who looked at whose data. The only place that adds to an access log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone

from apps.accounts import chain
from apps.accounts.keys import access_log_keys
from apps.accounts.models import AccessLogEntry, AccessLogHead
from apps.foundation import accesses
from apps.foundation.ids import uuid7
from apps.foundation.transactions import write

# Written out: it is asked before every answer that shows somebody else's data, and by thousands of sockets at once.
KNOWN = """
SELECT id, coalesce(nullif(profession, ''), role) FROM accounts_person WHERE id = ANY(%s::bigint[])
UNION ALL
SELECT subject_id, NULL FROM accounts_accessloghead WHERE subject_id = ANY(%s::bigint[])
"""
BEGIN_LOGS = """
INSERT INTO accounts_accessloghead (subject_id, sequence, digest, key_id, seal)
SELECT * FROM json_to_recordset(%s) AS h (subject_id bigint, sequence bigint, digest bytea, key_id text, seal bytea)
ORDER BY subject_id ON CONFLICT DO NOTHING
"""
LOCK_HEADS = """
SELECT subject_id, sequence, digest FROM accounts_accessloghead
WHERE subject_id = ANY(%s::bigint[]) ORDER BY subject_id FOR UPDATE
"""
STORE = """
WITH moved AS (
    UPDATE accounts_accessloghead AS head
    SET sequence = h.sequence, digest = h.digest, key_id = h.key_id, seal = h.seal
    FROM json_to_recordset(%s) AS h (subject_id bigint, sequence bigint, digest bytea, key_id text, seal bytea)
    WHERE head.subject_id = h.subject_id
)
INSERT INTO accounts_accesslogentry (subject_id, sequence, public_id, reader_id, reader_role, action, kind,
       object_ids, at, key_id, digest)
SELECT * FROM json_to_recordset(%s) AS e (subject_id bigint, sequence bigint, public_id uuid, reader_id bigint,
       reader_role text, action text, kind text, object_ids uuid[], at timestamptz, key_id text, digest bytea)
"""

Reads = Mapping[tuple[int, int, str], Mapping[UUID | None, None]]
LONGEST_ACTION = 120


@contextmanager
def recorded(action: str) -> Iterator[accesses.Collector]:
    """Run a block that reads for a person outside HTTP (a frame, a command), then write its reads down.

    Hand out what was read only after the block: where the log cannot be written, leaving it raises.
    """
    with accesses.collected() as collector:
        try:
            yield collector
        finally:
            record(None, collector.drain(), action=action, at=timezone.now())


def record(actor: None, reads: Reads, *, action: str, at: datetime) -> int:
    """Add one entry for each reader, subject and kind; returns how many. No reads: no query."""
    if not reads:
        return 0
    return _append(actor, reads, action=action[:LONGEST_ACTION], at=at)


@write
def _append(actor: None, reads: Reads, *, action: str, at: datetime) -> int:
    key_id, key = next(iter(access_log_keys().items()))
    roles, known = _known(
        {reader_id for reader_id, _, _ in reads}, {subject_id for _, subject_id, _ in reads}
    )
    heads = _locked_heads({subject_id for _, subject_id, _ in reads}, known, key_id, key)
    entries = []
    for (reader_id, subject_id, kind), ids in reads.items():
        sequence, before = heads[subject_id]
        link = chain.Link(
            subject_id=subject_id,
            sequence=sequence + 1,
            public_id=uuid7(),
            reader_id=reader_id,
            reader_role=roles[reader_id],
            action=action,
            kind=kind,
            object_ids=[object_id for object_id in ids if object_id],
            at=at,
            key_id=key_id,
        )
        digest = chain.digest(key, before, link)
        heads[subject_id] = link.sequence, digest
        entries.append((link, digest))
    _store(entries, heads, key_id, key)
    return len(entries)


def link_of(entry: AccessLogEntry) -> chain.Link:
    """Return what the digest of an entry protects."""
    return chain.Link(
        subject_id=entry.subject_id,
        sequence=entry.sequence,
        public_id=entry.public_id,
        reader_id=entry.reader_id,
        reader_role=entry.reader_role,
        action=entry.action,
        kind=entry.kind,
        object_ids=entry.object_ids,
        at=entry.at,
        key_id=entry.key_id,
    )


def seal_of(head: AccessLogHead, key: bytes) -> bytes:
    """Return the seal that a head should carry under this key."""
    return chain.seal(
        key, subject_id=head.subject_id, sequence=head.sequence, newest=bytes(head.digest), key_id=head.key_id
    )


def _known(reader_ids: set[int], subject_ids: set[int]) -> tuple[dict[int, str], set[int]]:
    """Return who reads as what, and which of these mothers have a log already.

    The profession of a clinician, the role of anybody else, as it was at the time of reading.
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(reader_ids), list(subject_ids)])
        rows = cursor.fetchall()
    return {pk: role for pk, role in rows if role is not None}, {pk for pk, role in rows if role is None}


def _locked_heads(
    subject_ids: set[int], known: set[int], key_id: str, key: bytes
) -> dict[int, tuple[int, bytes]]:
    """Lock the heads in the order of their subjects; return number and digest of each.

    All missing ones are inserted before any is locked. Otherwise two transactions could wait for each other:
    one for a row that the other has inserted, the other for a row that the one has locked.
    """
    new = [_head_json(subject_id, 0, chain.FIRST, key_id, key) for subject_id in sorted(subject_ids - known)]
    with connection.cursor() as cursor:
        if new:
            cursor.execute(BEGIN_LOGS, [_json(new)])
        cursor.execute(LOCK_HEADS, [list(subject_ids)])
        return {subject_id: (sequence, bytes(digest)) for subject_id, sequence, digest in cursor.fetchall()}


def _store(
    entries: Sequence[tuple[chain.Link, bytes]],
    heads: Mapping[int, tuple[int, bytes]],
    key_id: str,
    key: bytes,
) -> None:
    """Add the entries and move the heads on, in one statement."""
    moved = [_head_json(subject_id, *head, key_id, key) for subject_id, head in heads.items()]
    said = [{**asdict(link), "digest": _bytea(digest)} for link, digest in entries]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [_json(moved), _json(said)])


def _head_json(subject_id: int, sequence: int, digest: bytes, key_id: str, key: bytes) -> dict[str, Any]:
    seal = chain.seal(key, subject_id=subject_id, sequence=sequence, newest=digest, key_id=key_id)
    values = {"subject_id": subject_id, "sequence": sequence, "key_id": key_id}
    return {**values, "digest": _bytea(digest), "seal": _bytea(seal)}


def _bytea(value: bytes) -> str:
    return f"\\x{value.hex()}"


def _json(values: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(values).decode()

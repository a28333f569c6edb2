"""Writes down who looked at whose data. The only place that adds to an access log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from apps.accounts import chain
from apps.accounts.keys import access_log_keys
from apps.accounts.models import AccessLogEntry, AccessLogHead, Person
from apps.foundation import accesses
from apps.foundation.transactions import write

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
    roles = _roles({reader_id for reader_id, _, _ in reads})
    heads = _locked_heads({subject_id for _, subject_id, _ in reads}, key_id, key)
    entries = []
    for (reader_id, subject_id, kind), ids in reads.items():
        head = heads[subject_id]
        entry = AccessLogEntry(
            subject_id=subject_id,
            sequence=head.sequence + 1,
            reader_id=reader_id,
            reader_role=roles[reader_id],
            action=action,
            kind=kind,
            object_ids=[object_id for object_id in ids if object_id],
            at=at,
            key_id=key_id,
        )
        entry.digest = chain.digest(key, bytes(head.digest), link_of(entry))
        head.sequence, head.digest = entry.sequence, entry.digest
        entries.append(entry)
    AccessLogEntry.objects.bulk_create(entries)
    _save_heads(heads, key_id, key)
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


def _roles(reader_ids: set[int]) -> dict[int, str]:
    """The profession of a clinician, the role of anybody else, as it was at the time of reading."""
    people = Person.objects.filter(pk__in=reader_ids).values_list("pk", "role", "profession")
    return {pk: profession or role for pk, role, profession in people}


def _locked_heads(subject_ids: set[int], key_id: str, key: bytes) -> dict[int, AccessLogHead]:
    """Lock the heads in the order of their subjects.

    All missing ones are inserted before any is locked. Otherwise two transactions could wait for each other:
    one for a row that the other has inserted, the other for a row that the one has locked.
    """
    new = [
        AccessLogHead(subject_id=pk, sequence=0, digest=chain.FIRST, key_id=key_id)
        for pk in sorted(subject_ids)
    ]
    for head in new:
        head.seal = seal_of(head, key)
    AccessLogHead.objects.bulk_create(new, ignore_conflicts=True)
    locked = (
        AccessLogHead.objects.select_for_update().filter(subject_id__in=subject_ids).order_by("subject_id")
    )
    return {head.subject_id: head for head in locked}


def _save_heads(heads: Mapping[int, AccessLogHead], key_id: str, key: bytes) -> None:
    for head in heads.values():
        head.key_id = key_id
        head.seal = seal_of(head, key)
    AccessLogHead.objects.bulk_update(heads.values(), ["sequence", "digest", "key_id", "seal"])

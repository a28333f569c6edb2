"""The change feed: one number per subject orders everything that a phone may hold.

`changed(...)` is called by services; the numbers are taken at the end of the transaction under the
subject's row lock, so that commit order is number order and a reader who asks for «after N» never skips
one. One row per object holds only its latest number: the feed is a list of what to fetch again, and does
not grow with time. Deletions stay as marks. Each kind is registered with a selector and a serializer by the
app that owns it.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.foundation import hints
from apps.foundation.errors import Invalid
from apps.foundation.models import Change, FeedHead
from apps.foundation.transactions import current_unit

Fetch = Callable[[Any, Sequence[UUID]], dict[UUID, dict[str, Any]]]


NUMBER = """
WITH given AS (
    SELECT (r->>0)::bigint AS subject_id, (r->>1)::bigint AS back, r->>2 AS kind, (r->>3)::uuid AS object_id,
           (r->>4)::bool AS deleted
    FROM json_array_elements(%s::json) AS r
), heads AS (
    INSERT INTO foundation_feedhead AS head (subject_id, sequence)
    SELECT subject_id, count(*) FROM given GROUP BY subject_id ORDER BY subject_id
    ON CONFLICT (subject_id) DO UPDATE SET sequence = head.sequence + excluded.sequence
    RETURNING subject_id, sequence
), kept AS (
    INSERT INTO foundation_change (subject_id, sequence, kind, object_id, deleted, recorded_at)
    SELECT given.subject_id, heads.sequence - given.back, given.kind, given.object_id, given.deleted, %s
    FROM given JOIN heads ON heads.subject_id = given.subject_id
    ON CONFLICT (subject_id, kind, object_id) DO UPDATE
    SET sequence = excluded.sequence, deleted = excluded.deleted, recorded_at = excluded.recorded_at
)
SELECT subject_id, sequence FROM heads
"""
"""Takes the next numbers of several subjects, which locks them in the order of their ids, and gives them out."""


@dataclass(frozen=True)
class Kind:
    """A kind of object in the feed.

    `fetch(person, ids)` returns what the phone may hold, as plain values by id; `serializer` describes them.
    """

    name: str
    fetch: Fetch
    serializer: type | None = None


_kinds: dict[str, Kind] = {}


def register(name: str, fetch: Fetch, *, serializer: type | None = None) -> None:
    """Register a kind of object. Raises ValueError where the name is taken."""
    if name in _kinds and _kinds[name].fetch is not fetch:
        raise ValueError(f"feed kind {name} is registered already")
    _kinds[name] = Kind(name, fetch, serializer)


def kinds() -> dict[str, Kind]:
    """Return the registered kinds by name."""
    return dict(_kinds)


def changed(subject_id: int, kind: str, object_id: UUID, *, deleted: bool = False) -> None:
    """Note that an object which the subject's phone may hold has changed. Only inside a `@write` service."""
    if kind not in _kinds:
        raise KeyError(f"feed kind {kind} is not registered")
    current_unit().changes.append((subject_id, kind, object_id, deleted))


def number(changes: Iterable[tuple[int, str, UUID, bool]]) -> None:
    """Give each changed object its subject's next number; subjects are locked in the order of their ids."""
    latest: dict[tuple[int, str, UUID], bool] = {}
    for subject_id, kind, object_id, deleted in changes:
        latest.pop((subject_id, kind, object_id), None)
        latest[subject_id, kind, object_id] = deleted
    if not latest:
        return
    taken: Counter[int] = Counter()
    rows = []
    for (subject_id, kind, object_id), deleted in reversed(latest.items()):
        rows.append((subject_id, taken[subject_id], kind, str(object_id), deleted))
        taken[subject_id] += 1
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [json.dumps(rows), timezone.now()])
        reached = dict(cursor.fetchall())
    transaction.on_commit(functools.partial(_hint, reached), robust=True)


def _hint(reached: Mapping[int, int]) -> None:
    """Tell open sockets that there is something up to N. A lost hint costs a heartbeat, never a change."""
    hints.publish_many(
        (hints.subject_topic(subject_id), str(sequence)) for subject_id, sequence in reached.items()
    )


def head(subject_id: int) -> int:
    """Return the subject's newest number; 0 where nothing has happened yet."""
    return FeedHead.objects.filter(subject_id=subject_id).values_list("sequence", flat=True).first() or 0


class UnknownSequence(Invalid):
    """A number that this feed never gave: the phone must start afresh from 0."""

    code = "unknown_sequence"


@dataclass(frozen=True)
class Page:
    """A stretch of the feed. `next_after` is what to ask for next; `has_more` says whether to ask at once."""

    changes: list[dict[str, Any]]
    next_after: int
    has_more: bool
    head: int


def read(person: Any, *, after: int, limit: int) -> Page:
    """Return what changed for `person` after that number, each object in its present state (None: deleted).

    Raises UnknownSequence for a number beyond the head: another database, or one restored from a backup.
    """
    newest = head(person.pk)
    if after > newest:
        raise UnknownSequence.field(
            "after", _("This number is not known here. Start again from 0."), limit=newest
        )
    rows = list(
        Change.objects.filter(subject_id=person.pk, sequence__gt=after).order_by("sequence")[: limit + 1]
    )
    page, has_more = rows[:limit], len(rows) > limit
    objects = _present(person, page)
    changes = [
        {
            "sequence": row.sequence,
            "kind": row.kind,
            "id": str(row.object_id),
            "object": objects.get((row.kind, row.object_id)),
        }
        for row in page
    ]
    next_after = page[-1].sequence if page else after
    return Page(changes, next_after, has_more, max(newest, next_after))


def _present(person: Any, rows: Sequence[Change]) -> dict[tuple[str, UUID], dict[str, Any]]:
    wanted: dict[str, list[UUID]] = {}
    for row in rows:
        if not row.deleted:
            wanted.setdefault(row.kind, []).append(row.object_id)
    return {
        (kind, object_id): value
        for kind, ids in wanted.items()
        for object_id, value in _kinds[kind].fetch(person, ids).items()
    }

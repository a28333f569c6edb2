"""What many people who open a thread at once are shown: the same as each would be shown alone, in four statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.utils import translation

from apps.accounts.visibility import people_who_see
from apps.consultations.entries import Entry
from apps.consultations.entry_rows import ENTRY, entry_of
from apps.consultations.models import Thread
from apps.consultations.selectors.messages import MOST, require_known
from apps.foundation import accesses
from apps.foundation.errors import NotVisible, Problem
from apps.foundation.visibility import UnrecordedRead

THREADS = """
SELECT public_id, id, subject_id, last_sequence FROM consultations_thread WHERE public_id = ANY(%s::uuid[])
"""
OF_EACH = """
SELECT asked.thread, asked.after, said.*,
       (SELECT max(r.sequence) FROM consultations_message r WHERE r.thread_id = asked.thread
        AND r.relates_to = said.sequence AND r.relation = 'correction'),
       (SELECT max(r.sequence) FROM consultations_message r WHERE r.thread_id = asked.thread
        AND r.relates_to = CASE said.relation WHEN 'correction' THEN said.relates_to ELSE said.sequence END
        AND r.relation = 'removal')
FROM unnest(%s::bigint[], %s::bigint[]) AS asked (thread, after), LATERAL (
"""
AFTER = "WHERE m.thread_id = asked.thread AND m.sequence > asked.after ORDER BY m.sequence LIMIT %s"
SAID = f"{OF_EACH}{ENTRY}{AFTER}) AS said ORDER BY asked.thread, asked.after, said.sequence"
RECEIPTS = """
SELECT r.thread_id, r.person_id, p.public_id, r.delivered_sequence, r.read_sequence
FROM consultations_receipt r JOIN accounts_person p ON p.id = r.person_id
WHERE r.thread_id = ANY(%s::bigint[]) ORDER BY r.id
"""


class Wanted(msgspec.Struct, frozen=True):
    """Somebody opens a thread: she has it up to `after`. `language`: in which she reads why not."""

    person_id: int
    thread: UUID
    after: int
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a member of a thread has come."""

    person_id: int
    person: UUID
    delivered_sequence: int
    read_sequence: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What whoever opens a thread is shown. `seen_by`: who may see it now, by id of the account."""

    subject_id: int
    entries: list[Entry]
    has_more: bool
    receipts: list[Reach]
    seen_by: set[int]


def openings(wanted: Sequence[Wanted]) -> list[Opening | Problem]:
    """Return what each is shown, or why not: NotVisible, or Invalid beyond the newest number.

    What another person than the mother sees is noted for the access log, so it runs inside a collector.
    """
    threads = _threads({one.thread for one in wanted})
    seen_by = people_who_see({subject_id for _, subject_id, _ in threads.values()})
    judged = [_judged(one, threads.get(one.thread), seen_by) for one in wanted]
    let_in = [
        (one, threads[one.thread]) for one, problem in zip(wanted, judged, strict=True) if problem is None
    ]
    said = _said({(pk, one.after) for one, (pk, _, _) in let_in})
    receipts = _receipts({pk for _, (pk, _, _) in let_in})
    return [
        problem or _opening(one, threads[one.thread], seen_by, said, receipts)
        for one, problem in zip(wanted, judged, strict=True)
    ]


def _judged(one: Wanted, thread: tuple[int, int, int] | None, seen_by: dict[int, set[int]]) -> Problem | None:
    if thread is None or one.person_id not in seen_by[thread[1]]:
        return NotVisible()
    _note(one, thread[1])
    try:
        with translation.override(one.language):
            require_known(one.after, newest=thread[2])
    except Problem as problem:
        return problem
    return None


def _note(one: Wanted, subject_id: int) -> None:
    if one.person_id == subject_id:
        return
    if not accesses.note(one.person_id, subject_id, Thread._meta.label_lower, one.thread):
        raise UnrecordedRead("a thread was opened for somebody else outside accesses.collected()")


def _opening(
    one: Wanted,
    thread: tuple[int, int, int],
    seen_by: dict[int, set[int]],
    said: dict[tuple[int, int], list[Entry]],
    receipts: dict[int, list[Reach]],
) -> Opening:
    pk, subject_id, _ = thread
    entries = said.get((pk, one.after), [])
    return Opening(subject_id, entries[:MOST], len(entries) > MOST, receipts.get(pk, []), seen_by[subject_id])


def _threads(ids: Iterable[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """Return id, subject's id and newest number of threads."""
    return {row[0]: row[1:] for row in _fetched(THREADS, [list(ids)])}


def _said(stretches: set[tuple[int, int]]) -> dict[tuple[int, int], list[Entry]]:
    """Return the messages of (thread's id, after) as they are to be shown now, one more than a page holds."""
    if not stretches:
        return {}
    asked = [[thread for thread, _ in stretches], [after for _, after in stretches], MOST + 1]
    found: dict[tuple[int, int], list[Entry]] = {}
    for thread, after, _author, _subject, *row in _fetched(SAID, asked):
        found.setdefault((thread, after), []).append(_shown(entry_of(row)))
    return found


def _shown(entry: Entry) -> Entry:
    """What was taken back has no words any more."""
    return msgspec.structs.replace(entry, text="", payload=None) if entry.removed_by else entry


def _receipts(threads: set[int]) -> dict[int, list[Reach]]:
    found: dict[int, list[Reach]] = {}
    for thread, *reach in _fetched(RECEIPTS, [list(threads)]) if threads else []:
        found.setdefault(thread, []).append(Reach(*reach))
    return found


def _fetched(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())

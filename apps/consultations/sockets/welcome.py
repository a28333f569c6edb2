"""What a socket is told about people and numbers: where all stands, how far others have come, as whom she sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from apps.accounts.models import Person
from apps.accounts.visibility import subjects_seen_by
from apps.consultations.models import Thread
from apps.consultations.selectors import unread_counts
from apps.consultations.selectors.opening import Reach
from apps.consultations.services import receipts as written
from apps.consultations.sockets import frames
from apps.consultations.sockets.hub import hub
from apps.consultations.states import State

MOST_HEADS = 500
NEWEST = """
SELECT person, id, public_id, last_sequence, state, urgency
FROM (
    SELECT asked.person, t.*,
           row_number() OVER (PARTITION BY asked.person ORDER BY t.last_posted_at DESC, t.id DESC) AS place
    FROM unnest(%s::bigint[], %s::bigint[]) AS asked (person, subject)
    JOIN consultations_thread t ON t.subject_id = asked.subject
) AS ranked
WHERE place <= %s ORDER BY person, place
"""


def heads(people: Sequence[int]) -> list[frames.Heads]:
    """Return for each of these accounts number, unread count and state of each thread of hers that goes on or is unread.

    No words, no names.
    """
    sees = subjects_seen_by(people)
    pairs = [(person, subject_id) for person, subject_ids in sees.items() for subject_id in subject_ids]
    found = _newest(pairs)
    counts = unread_counts([(row[0], person) for person, rows in found.items() for row in rows[:MOST_HEADS]])
    return [_heads(person, found.get(person, []), counts) for person in people]


def _newest(pairs: Sequence[tuple[int, int]]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the newest threads by person, of the (person's id, mother's id) that may see and be seen."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            NEWEST, [[person for person, _ in pairs], [subject for _, subject in pairs], MOST_HEADS + 1]
        )
        for person, *row in cursor.fetchall():
            found.setdefault(person, []).append(tuple(row))
    return found


def _heads(person: int, rows: Sequence[tuple[Any, ...]], counts: dict[tuple[int, int], int]) -> frames.Heads:
    threads = [
        {
            "thread": public_id,
            "sequence": sequence,
            "unread": counts[pk, person],
            "state": state,
            "urgency": urgency,
        }
        for pk, public_id, sequence, state, urgency in rows[:MOST_HEADS]
        if state != State.CLOSED or counts[pk, person]
    ]
    return frames.Heads(threads=threads, is_cut=len(rows) > MOST_HEADS)


def sides(seen_by: Iterable[int], subject_id: int, person: Person) -> Iterator[tuple[set[int], UUID | None]]:
    """Return to whom somebody is shown as whom: a mother sees her team as one, colleagues see each other."""
    others = set(seen_by) - {subject_id}
    yield others, person.public_id
    yield {subject_id}, person.public_id if person.pk == subject_id else None


def receipts(thread: Thread, person: Person) -> list[frames.Receipt]:
    """Return how far the members of a thread have come, as `person` may know it."""
    rows = [
        Reach(row.person_id, row.person.public_id, row.delivered_sequence, row.read_sequence)
        for row in written.of_thread(thread)
    ]
    return shown_receipts(
        thread.public_id, rows, to_mother=person.pk == thread.subject_id, reader_id=person.pk
    )


def shown_receipts(
    thread: UUID, rows: Sequence[Reach], *, to_mother: bool, reader_id: int
) -> list[frames.Receipt]:
    """Return how far members have come as `reader_id` may know it: to a mother her team is one."""
    own = [row for row in rows if row.person_id == reader_id] if to_mother else rows
    team = [row for row in rows if row.person_id != reader_id] if to_mother else []
    shown = [frames.Receipt(thread, row.person, row.delivered_sequence, row.read_sequence) for row in own]
    if team:
        delivered = max(row.delivered_sequence for row in team)
        shown.append(frames.Receipt(thread, None, delivered, max(row.read_sequence for row in team)))
    return shown


def pass_on(reached: written.Receipts, person: Person, *, but: Any = None) -> None:
    """Tell the members who look at the thread how far somebody has come, and her other devices what is unread."""
    delivered, read = reached.delivered_sequence, reached.read_sequence
    for people, shown_as in sides(reached.seen_by, reached.subject_id, person):
        said = frames.Receipt(reached.thread, shown_as, delivered, read)
        hub().send_to(people, said, opened=reached.thread, but=but)
    hub().read_elsewhere(reached.thread, person.pk)

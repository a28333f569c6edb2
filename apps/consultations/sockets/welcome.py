"""What a socket is told about people and numbers: where all stands, how far others have come, as whom she sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.accounts.models import Person
from apps.accounts.visibility import people_who_see
from apps.consultations.models import Thread
from apps.consultations.selectors import Page, messages_after, unread_counts
from apps.consultations.services import receipts as written
from apps.consultations.sockets import frames
from apps.consultations.sockets.hub import hub
from apps.consultations.states import State
from apps.foundation.visibility import visible_subjects

MOST_HEADS = 500


def heads(person: Person) -> frames.Heads:
    """Return number, unread count and state of each thread of hers that goes on or is unread. No words, no names."""
    rows = Thread.objects.for_system("numbers of threads that she may see").filter(visible_subjects(person))
    columns = ("pk", "public_id", "last_sequence", "state", "urgency")
    found = list(rows.order_by("-last_posted_at", "-pk").values_list(*columns)[: MOST_HEADS + 1])
    counts = unread_counts([(row[0], person.pk) for row in found[:MOST_HEADS]])
    threads = [
        {
            "thread": public_id,
            "sequence": sequence,
            "unread": counts[pk, person.pk],
            "state": state,
            "urgency": urgency,
        }
        for pk, public_id, sequence, state, urgency in found[:MOST_HEADS]
        if state != State.CLOSED or counts[pk, person.pk]
    ]
    return frames.Heads(threads=threads, is_cut=len(found) > MOST_HEADS)


@dataclass(frozen=True)
class Found:
    """What whoever opens a thread is told."""

    page: Page
    receipts: list[frames.Receipt]
    seen_by: set[int]


def opened(person: Person, thread_id: UUID, after: int) -> Found:
    """Read a thread from a number on, in one go. Raises NotVisible, Invalid."""
    page = messages_after(person, thread_id, after=after)
    seen_by = people_who_see([page.thread.subject_id])[page.thread.subject_id]
    return Found(page, receipts(page.thread, person), seen_by)


def sides(seen_by: Iterable[int], subject_id: int, person: Person) -> Iterator[tuple[set[int], UUID | None]]:
    """Return to whom somebody is shown as whom: a mother sees her team as one, colleagues see each other."""
    others = set(seen_by) - {subject_id}
    yield others, person.public_id
    yield {subject_id}, person.public_id if person.pk == subject_id else None


def receipts(thread: Thread, person: Person) -> list[frames.Receipt]:
    """Return how far the members of a thread have come, as `person` may know it."""
    rows = written.of_thread(thread)
    if person.pk != thread.subject_id:
        return [
            frames.Receipt(thread.public_id, row.person.public_id, row.delivered_sequence, row.read_sequence)
            for row in rows
        ]
    own = [row for row in rows if row.person_id == person.pk]
    team = [row for row in rows if row.person_id != person.pk]
    shown = [
        frames.Receipt(thread.public_id, person.public_id, row.delivered_sequence, row.read_sequence)
        for row in own
    ]
    if team:
        delivered = max(row.delivered_sequence for row in team)
        shown.append(
            frames.Receipt(thread.public_id, None, delivered, max(row.read_sequence for row in team))
        )
    return shown


def pass_on(reached: written.Receipts, person: Person, *, but: Any = None) -> None:
    """Tell the members who look at the thread how far somebody has come, and her other devices what is unread."""
    delivered, read = reached.delivered_sequence, reached.read_sequence
    for people, shown_as in sides(reached.seen_by, reached.subject_id, person):
        said = frames.Receipt(reached.thread, shown_as, delivered, read)
        hub().send_to(people, said, opened=reached.thread, but=but)
    hub().read_elsewhere(reached.thread, person.pk)

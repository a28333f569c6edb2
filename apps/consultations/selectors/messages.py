"""Messages of a thread by number, as they are to be shown now: corrected, taken back, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.entries import Entry
from apps.consultations.models import Kind, Message, Relation, Thread
from apps.consultations.selectors.threads import thread_visible_to
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.visibility import SubjectQuerySet, visible_subjects

MOST: int = 200
SHORTEST_SEARCH = 2


@dataclass(frozen=True)
class Page:
    """A stretch of a thread in the order of its numbers. `next_after` is what to ask for next."""

    thread: Thread
    entries: list[Entry]
    has_more: bool
    next_after: int


@dataclass(frozen=True)
class Listed:
    """An entry that was found by its words, with its thread."""

    thread: Thread
    entry: Entry


def messages_after(person: Person, thread_id: UUID, *, after: int, limit: int = MOST) -> Page:
    """Return what is said after a number, oldest first. Raises NotVisible, and Invalid beyond the newest number."""
    thread = thread_visible_to(person, thread_id)
    require_known(after, newest=thread.last_sequence)
    rows = list(_of(thread).filter(sequence__gt=after).order_by("sequence")[: limit + 1])
    entries = listed(rows[:limit])
    return Page(thread, entries, len(rows) > limit, entries[-1].sequence if entries else after)


def require_known(after: int, *, newest: int) -> None:
    """Raise Invalid where a thread has never given this number: another database, or one from a backup."""
    if after > newest:
        raise Invalid.field(
            "after", _("This number is not known here. Start again from 0."), code="unknown_sequence",
            limit=newest,
        )  # fmt: skip


def latest(person: Person, thread_id: UUID, *, before: int | None = None, limit: int = 50) -> Page:
    """Return the newest messages, or those before a number: what is scrolled back to. Raises NotVisible."""
    thread = thread_visible_to(person, thread_id)
    rows = _of(thread)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    found = list(rows.order_by("-sequence")[: limit + 1])
    entries = listed(found[:limit][::-1])
    return Page(thread, entries, len(found) > limit, entries[-1].sequence if entries else 0)


def wordings(person: Person, thread_id: UUID, *, sequence: int) -> list[Entry]:
    """Return a message with every correction of it, oldest first; empty words where it was taken back.

    Raises NotVisible, also for a number that the thread does not have.
    """
    thread = thread_visible_to(person, thread_id)
    is_one = Q(sequence=sequence, relation=Relation.NONE) | Q(
        relates_to=sequence, relation=Relation.CORRECTION
    )
    found = listed(list(_of(thread).filter(is_one).order_by("sequence")))
    if not found:
        raise NotVisible
    return found


def entries_between(thread: Thread, *, after: int, up_to: int) -> list[Entry]:
    """Return a stretch of a thread for those of its members who are connected. System code."""
    rows = Message.objects.for_system("told to members who have opened the thread")
    rows = rows.filter(thread=thread, sequence__gt=after, sequence__lte=up_to)
    return listed(list(rows.select_related("thread", "author").order_by("sequence")[:MOST]))


def search(person: Person, words: str, *, thread_id: UUID | None = None, limit: int = 50) -> list[Listed]:
    """Return messages that hold these words, newest first; never what was taken back or corrected since.

    Raises NotVisible for a thread of somebody else, Invalid for too short words.
    """
    wanted = words.strip()
    if len(wanted) < SHORTEST_SEARCH:
        raise Invalid.field("q", _("Give two characters or more."), code="min_length", limit=SHORTEST_SEARCH)
    related = Message.objects.for_system("whether a visible message still stands").filter(
        thread=OuterRef("thread"), relates_to=OuterRef("sequence")
    )
    threads = Thread.objects.for_system("where visible messages stand").filter(visible_subjects(person))
    if thread_id is not None:
        threads = threads.filter(pk=thread_visible_to(person, thread_id).pk)
    rows = Message.objects.visible_to(person).filter(
        ~Exists(related), ~Q(kind=Kind.SYSTEM), ~Q(relation=Relation.REMOVAL), text__icontains=wanted,
        thread__in=threads.values("pk"),
    )  # fmt: skip
    found = list(rows.select_related("thread", "author").order_by("-pk")[:limit])
    return [Listed(row.thread, entry) for row, entry in zip(found, listed(found), strict=True)]


def listed(rows: Sequence[Message]) -> list[Entry]:
    """Return rows (with thread and author at hand) as values; what was taken back without its words."""
    later = _later(rows)
    return [_entry(row, later) for row in rows]


def _entry(row: Message, later: dict[tuple[int, int, str], int]) -> Entry:
    root = row.relates_to if row.relation == Relation.CORRECTION else row.sequence
    removed_by = later.get((row.thread_id, root or 0, Relation.REMOVAL))
    return Entry(
        id=row.public_id,
        thread=row.thread.public_id,
        sequence=row.sequence,
        client_id=row.client_id,
        author=row.author.public_id if row.author else None,
        by_mother=row.by_mother,
        kind=row.kind,
        text="" if removed_by else row.text,
        payload=None if removed_by else row.payload,
        relation=row.relation,
        relates_to=row.relates_to,
        sent_at=row.sent_at,
        posted_at=row.posted_at,
        corrected_by=later.get((row.thread_id, row.sequence, Relation.CORRECTION)),
        removed_by=removed_by,
    )


def _later(rows: Sequence[Message]) -> dict[tuple[int, int, str], int]:
    """Return the newest entry that corrects or takes back an earlier one: by thread, its number and the relation."""
    roots = {row.sequence for row in rows} | {row.relates_to for row in rows if row.relates_to}
    related = Message.objects.for_system("how visible messages stand now").filter(
        thread_id__in={row.thread_id for row in rows}, relates_to__in=roots
    )
    found = related.order_by("sequence").values_list("thread_id", "relates_to", "relation", "sequence")
    return {(thread, root or 0, relation): sequence for thread, root, relation, sequence in found}


def _of(thread: Thread) -> SubjectQuerySet:
    """Return the messages of a thread that was seen: the access log knows the thread, not each of its lines."""
    rows = Message.objects.for_system("the thread was seen").filter(thread=thread)
    return rows.select_related("thread", "author")

"""Who is connected to this process, and what is told to whom. Belongs to one event loop.

What is said reaches the sockets of this process from the transaction that stored it, and those of others through a hint
with numbers, upon which each process asks the database once for all of its sockets. Only those who have opened a thread
get its words; others hear a number. Hints that were lost are found again at the next heartbeat.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from apps.accounts.visibility import people_who_see
from apps.consultations import moving as hints
from apps.consultations.entries import Entry
from apps.consultations.models import Message, Thread
from apps.consultations.moving import Hint, Moved
from apps.consultations.selectors import entries_between, unread_counts
from apps.consultations.sockets import frames
from apps.foundation.buckets import Bucket
from apps.foundation.sockets.fanout import fanout
from apps.foundation.sockets.frames import FrameOut
from apps.foundation.sockets.of_loop import OfLoop
from apps.foundation.sockets.threads import in_thread
from ml_models import triage

if TYPE_CHECKING:
    from apps.consultations.sockets.consumer import ConsultationsConsumer

log = structlog.get_logger(__name__)
HEADS_PAUSE_S = 0.25
REMEMBERED_THREADS = 20_000
LOOKED_BACK_MESSAGES = 2_000
"""Ids are given before commits: so many are looked at again for what was committed late."""
STANDING = (
    "SELECT public_id, id, last_sequence, state, urgency FROM consultations_thread WHERE public_id = ANY(%s)"
)


class Hub:
    """The sockets of this process by person."""

    def __init__(self) -> None:
        self._sockets: dict[int, set[ConsultationsConsumer]] = {}
        self._dirty: dict[tuple[UUID, int], None] = {}
        self._heads: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._buckets: dict[int, Bucket] = {}
        self._passing: list[Hint] = []
        self._is_passing = False
        self._told: dict[UUID, int] = {}
        self._newest_id = 0
        self._looked_at = 0.0

    async def join(self, socket: ConsultationsConsumer) -> None:
        """Tell this socket what concerns its person from now on."""
        if not self._sockets:
            await fanout().listen(hints.topic(), self._heard)
            self._start(
                in_thread(triage.prepare)
            )  # its tables take half a second; the first message shall not
        self._sockets.setdefault(socket.person.pk, set()).add(socket)

    async def leave(self, socket: ConsultationsConsumer) -> None:
        """Tell this socket nothing more."""
        others = self._sockets.get(socket.person.pk, set())
        others.discard(socket)
        if not others:
            self._sockets.pop(socket.person.pk, None)
            self._buckets.pop(socket.person.pk, None)
        if not self._sockets:
            await fanout().leave(hints.topic(), self._heard)

    def of(self, people: Iterable[int]) -> list[ConsultationsConsumer]:
        """Return the sockets of these people in this process."""
        return [socket for person in people for socket in self._sockets.get(person, ())]

    def wait_s(self, person_id: int) -> float:
        """Count a message of somebody, whatever device it comes from; returns how long to wait, 0.0 where it may pass."""
        now_s = time.monotonic()
        if person_id not in self._buckets:
            most, a_second = settings.CONSULTATION_MESSAGES_AT_ONCE, settings.CONSULTATION_MESSAGES_A_SECOND
            self._buckets[person_id] = Bucket(most=most, a_second=a_second, now_s=now_s)
        return self._buckets[person_id].take(now_s)

    def told(
        self,
        thread: UUID,
        subject_id: int,
        entries: Sequence[Entry],
        seen_by: Iterable[int],
        *,
        but: ConsultationsConsumer | None = None,
    ) -> None:
        """Tell the sockets of this process what was said; `but` has been answered by itself."""
        words: dict[str, str] = {}
        if entries:
            self._remember(thread, entries[-1].sequence)
        for socket in self.of(seen_by):
            if socket is not but and socket.shows(thread, subject_id):
                language = socket.person.language
                if language not in words:
                    words[language] = _encoded(thread, entries, socket)
                socket.push_text(words[language])
            self._dirty[thread, socket.person.pk] = None
        self._tell_heads()

    def _remember(self, thread: UUID, sequence: int) -> None:
        """Keep what was told last of the threads that moved last."""
        known = self._told.pop(thread, 0)
        self._told[thread] = max(known, sequence)
        if len(self._told) > REMEMBERED_THREADS:
            del self._told[next(iter(self._told))]

    def send_to(
        self, people: Iterable[int], frame: FrameOut, *, opened: UUID | None = None, but: Any = None
    ) -> None:
        """Pass a frame to all sockets of these people, in this process and others; nothing of it is kept.

        `opened`: only to sockets that have opened this thread. `but`: not to this one.
        """
        text, ids = msgspec.json.encode(frame).decode(), list(people)
        self._pass(text, ids, opened, but)
        self._passing.append(Hint(by=hints.process(), frame=text, to=ids, opened=opened))
        if not self._is_passing:
            self._is_passing = True
            self._start(self._pass_on())

    async def _pass_on(self) -> None:
        """Tell the other processes what passes, in its order; what comes while one lot leaves goes with the next."""
        try:
            while self._passing:
                passing, self._passing = self._passing, []
                await in_thread(hints.publish_all, passing)
        finally:
            self._is_passing = False

    def _pass(self, text: str, people: Iterable[int], opened: UUID | None, but: Any = None) -> None:
        for socket in self.of(people):
            if socket is not but and (opened is None or opened in socket.opened):
                socket.push_text(text)

    def read_elsewhere(self, thread: UUID, person_id: int) -> None:
        """Somebody has read on one of her devices: the others get the new count."""
        self._dirty[thread, person_id] = None
        self._tell_heads()

    def look(self) -> None:
        """Look for what no hint has told; at most once a heartbeat."""
        now = time.monotonic()
        if now - self._looked_at >= settings.SOCKET_HEARTBEAT_SECONDS * 0.9:
            self._looked_at = now
            self._start(self._catch_up())

    def _heard(self, text: str | None) -> None:
        if text is None:
            self._looked_at = 0.0
            self.look()
            return
        if hints.is_of_this_process(text):
            return
        hint = msgspec.json.decode(text, type=Hint)
        if hint.frame:
            self._pass(hint.frame, hint.to, hint.opened)
        if hint.moved:
            self._start(self._tell_moved(hint.moved))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Any) -> None:
        """What cannot be looked up now is found at the next heartbeat."""
        try:
            await work
        except DatabaseError as error:
            log.warning("consultations_not_looked_up", error=type(error).__name__)

    async def _catch_up(self) -> None:
        newest, moved = await in_thread(moved_since, self._newest_id)
        is_first, self._newest_id = self._newest_id == 0, newest
        missed = [
            Moved(one.thread, one.subject_id, max(one.after, self._told.get(one.thread, 0)), one.sequence)
            for one in moved
            if one.sequence > self._told.get(one.thread, 0)
        ]
        for one in missed:
            self._remember(one.thread, one.sequence)
        if missed and not is_first:
            await self._tell_moved(missed)

    async def _tell_moved(self, moved: Sequence[Moved]) -> None:
        here = frozenset(self._sockets)
        wanted = {one.subject_id for one in moved}
        seen_by = await in_thread(people_who_see, wanted)
        for one in moved:
            present = here & seen_by[one.subject_id]
            if not present:
                continue
            entries: list[Entry] = []
            if any(socket.shows(one.thread, one.subject_id) for socket in self.of(present)):
                entries = await in_thread(_entries, one)
            self.told(one.thread, one.subject_id, entries, present)

    def _tell_heads(self) -> None:
        if self._dirty and self._heads is None:
            self._heads = asyncio.create_task(self._flush_heads())

    async def _flush_heads(self) -> None:
        """Tell the counts of what has changed; the longer it takes, the longer the pause before the next time."""
        try:
            while self._dirty:
                dirty, self._dirty = list(self._dirty), {}
                began = time.monotonic()
                try:
                    heads = await in_thread(heads_of, dirty)
                except DatabaseError as error:
                    log.warning("heads_not_told", error=type(error).__name__)
                    self._dirty = {**dict.fromkeys(dirty), **self._dirty}  # told with the next that moves
                    return
                for person_id, head in heads:
                    text = msgspec.json.encode(head).decode()
                    for socket in self.of([person_id]):
                        socket.push_text(text, key=head.thread)
                await asyncio.sleep(max(HEADS_PAUSE_S, 8 * (time.monotonic() - began)))
        finally:
            self._heads = None


def _encoded(thread: UUID, entries: Sequence[Entry], socket: ConsultationsConsumer) -> str:
    shown = socket.worded(entries)
    return msgspec.json.encode(frames.Posted(thread=thread, messages=shown)).decode()


def _entries(moved: Moved) -> list[Entry]:
    thread = Thread.objects.for_system("told to members who have opened the thread").get(
        public_id=moved.thread
    )
    return entries_between(thread, after=moved.after, up_to=moved.sequence)


def moved_since(newest_id: int) -> tuple[int, list[Moved]]:
    """Return the newest message's id, and which threads have got messages since an older one. System code."""
    rows = Message.objects.for_system("which threads have moved on")
    newest = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest_id == 0:
        return max(newest, 1), []
    found = rows.filter(pk__gt=newest_id - LOOKED_BACK_MESSAGES, pk__lte=newest)
    moved: dict[UUID, Moved] = {}
    for thread, subject_id, sequence in found.values_list("thread__public_id", "subject_id", "sequence"):
        before = moved.get(thread)
        after = min(sequence - 1, before.after) if before else sequence - 1
        moved[thread] = Moved(thread, subject_id, after, max(sequence, before.sequence if before else 0))
    return newest, list(moved.values())


def heads_of(dirty: Sequence[tuple[UUID, int]]) -> list[tuple[int, frames.Head]]:
    """Return (person's id, head) for threads and people, with the same count as everywhere. System code."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list({thread for thread, _ in dirty})])
        threads = {row[0]: row for row in cursor.fetchall()}
    pairs = [(threads[thread][1], person) for thread, person in dirty if thread in threads]
    counts = unread_counts(pairs)
    return [
        (
            person,
            frames.Head(
                thread=thread,
                sequence=threads[thread][2],
                unread=counts[threads[thread][1], person],
                state=threads[thread][3],
                urgency=threads[thread][4],
            ),
        )
        for thread, person in dirty
        if thread in threads
    ]


hub = OfLoop(Hub)
"""Returns the hub of the running event loop."""

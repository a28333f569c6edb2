"""One connection of one person to all of her consultations."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from apps.accounts.visibility import people_who_see
from apps.consultations import selectors
from apps.consultations.api.representations import entry_json
from apps.consultations.calls.frames import CALL_FRAMES, CallChanged, CallRefused, CallSignal
from apps.consultations.entries import Draft, Entry, Posted
from apps.consultations.selectors.opening import Opening, Wanted
from apps.consultations.services.receipts import Reached, Receipts
from apps.consultations.sockets import frames as talk
from apps.consultations.sockets import welcome
from apps.consultations.sockets.calls import CallFrames
from apps.consultations.sockets.hub import hub
from apps.consultations.sockets.looks import ACTION, looks
from apps.consultations.sockets.writer import writer
from apps.foundation.errors import NotVisible, Problem, Throttled, Unavailable
from apps.foundation.sockets import PersonConsumer
from apps.foundation.sockets.frames import FrameIn, FrameOut, Gone
from apps.foundation.sockets.threads import in_thread

TYPING = timedelta(seconds=6)
PRESENT = timedelta(seconds=30)
PRESENT_AGAIN_S = 20.0
RECEIPT_AGAIN_S = 1.0
VISIT_S = 25 * 60.0
"""After so long an open thread is noted in the access log again: a visit there ends after half an hour."""

FRAMES_OUT: Final[tuple[type[FrameOut], ...]] = (
    talk.Heads, talk.Opened, talk.Posted, talk.Head, talk.Accepted, talk.Refused, talk.Receipt,
    talk.IsTyping, talk.Presence, talk.AttachmentReady, CallChanged, CallRefused, CallSignal,
)  # fmt: skip
"""What its clients hear beside `welcome`, `heartbeat` and `gone`; the reference is made from it."""


@dataclass(slots=True)
class Opened:
    """A thread that this socket looks at."""

    subject_id: int
    noted_at_s: float
    present_at_s: float = 0.0


class ConsultationsConsumer(CallFrames, PersonConsumer):
    """Frames in: open, close, post, delivered, read, typing. Frames out: heads, opened, posted, head, accepted, refused,
    receipt, typing, presence, gone. Binary: none.
    """

    name: ClassVar[str] = ACTION
    roles: ClassVar[frozenset[str]] = frozenset({"mother", "clinician"})
    frames: ClassVar[tuple[type[FrameIn], ...]] = (
        talk.Open, talk.Close, talk.Post, talk.Delivered, talk.Read, talk.Typing, *CALL_FRAMES,
    )  # fmt: skip
    frames_out: ClassVar[tuple[type[FrameOut], ...]] = FRAMES_OUT
    largest_frame_bytes: ClassVar[int] = 64 * 1024
    beats_together: ClassVar[bool] = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.opened: dict[UUID, Opened] = {}
        self.hub, self.writer, self.looks = hub(), writer(), looks()

    def push_text(self, text: str, *, key: Any = None) -> None:
        """Queue a frame that is encoded already; one with the same key that still waits is replaced."""
        self.out.put(text, key=key)

    def shows(self, thread: UUID, subject_id: int) -> bool:
        """Say whether the words of this thread go to this socket: to a mother all of hers, to others what they opened."""
        return self.person.pk == subject_id or thread in self.opened

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Speak the language of this person for the length of the block."""
        with translation.override(self.person.language):
            yield

    def worded(self, entries: Sequence[Entry]) -> list[Any]:
        """Return entries as this person sees them; only what the system says has words of a language."""
        if all(entry.payload is None for entry in entries):
            return list(entries)
        with self.speaking():
            return [entry_json(entry) for entry in entries]

    async def on_welcome(self) -> None:
        """Listen first, then tell where everything stands, so that nothing falls between."""
        await self.hub.join(self)
        self.push(await self.looks.heads.done(self.person.pk))

    async def on_leave(self) -> None:
        """Called once, however the connection ends."""
        if hasattr(self, "guest"):
            await self.hub.leave(self)

    @classmethod
    async def beat_together(cls, members: Sequence[ConsultationsConsumer]) -> None:
        """Look for what was missed; who may not see a thread any more loses it; visits are noted again."""
        hub().look()
        subjects = {
            opened.subject_id for member in members for opened in member.opened.values() if opened.subject_id
        }
        seen_by = await in_thread(people_who_see, subjects) if subjects else {}
        for member in members:
            await member.look_again(seen_by)

    async def look_again(self, seen_by: dict[int, set[int]]) -> None:
        """Judge every open thread of this socket by who may see whom now."""
        now_s = time.monotonic()
        for thread, opened in list(self.opened.items()):
            if not opened.subject_id:  # it is only just being read
                continue
            if self.person.pk not in seen_by.get(opened.subject_id, ()):
                self._gone(thread)
            elif now_s - opened.noted_at_s > VISIT_S:
                opened.noted_at_s = now_s
                await self.call(selectors.thread_visible_to, self.person, thread)
            if thread in self.opened and now_s - opened.present_at_s > PRESENT_AGAIN_S:
                self._say_present(thread, seen_by[opened.subject_id])

    async def on_open(self, frame: talk.Open) -> None:
        """Send what is said in a thread from a number on, and whatever follows until `close`.

        It counts as opened before it is read, so that nothing falls between; what is told meanwhile goes to those who
        may see it, whoever has opened what. A client puts messages in their order by number.
        """
        self.opened[frame.thread] = Opened(0, time.monotonic())
        wanted = Wanted(self.person.pk, frame.thread, frame.after, self.person.language)
        try:
            found = await self.looks.openings.done(wanted)
        except NotVisible:
            self._gone(frame.thread)
        except Problem as problem:
            self.opened.pop(frame.thread, None)
            self._refuse(frame.thread, None, problem)
        else:
            self._show(frame.thread, found)

    def _show(self, thread: UUID, found: Opening) -> None:
        is_mother = self.person.pk == found.subject_id
        if thread in self.opened:
            self.opened[thread].subject_id = found.subject_id
        self.push(talk.Opened(thread=thread, messages=self.worded(found.entries), has_more=found.has_more))
        for receipt in welcome.shown_receipts(
            thread, found.receipts, to_mother=is_mother, reader_id=self.person.pk
        ):
            self.push(receipt)
        self._say_present(thread, found.seen_by)

    async def on_close(self, frame: talk.Close) -> None:
        """Send no more words of a thread."""
        self.opened.pop(frame.thread, None)

    async def on_post(self, frame: talk.Post) -> None:
        """Hand a message to the writer; it is accepted or refused once its transaction is over."""
        wait_s = self.hub.wait_s(self.person.pk)
        if wait_s:
            self._refuse(
                frame.thread,
                frame.client_id,
                Throttled(_("Too many messages at once. Please wait a moment.")),
                retry_after_s=wait_s,
            )
            return
        draft = Draft(
            person_id=self.person.pk,
            person=self.person.public_id,
            thread=frame.thread,
            client_id=frame.client_id,
            at=timezone.now(),
            kind=frame.kind,
            text=frame.text,
            target=frame.target,
            attachments=tuple(frame.attachments),
            relation=frame.relation,
            relates_to=frame.relates_to,
            sent_at=frame.sent_at,
            language=self.person.language,
        )
        self.writer.post(draft, partial(self._answer, draft))

    def _answer(self, draft: Draft, result: Posted | Problem | BaseException) -> None:
        """Acknowledge what is committed, or say why nothing was stored. The connection may be gone by now."""
        if not isinstance(result, Posted):
            problem = result if isinstance(result, Problem) else Unavailable()
            self._refuse(draft.thread, draft.client_id, problem, retry_after_s=_retry_after(problem))
            return
        entry = result.entry
        self.push(
            talk.Accepted(
                thread=entry.thread,
                client_id=entry.client_id,
                id=entry.id,
                sequence=entry.sequence,
                posted_at=entry.posted_at,
                is_new=result.is_new,
                followed_by=self.worded(result.followed_by),
            )
        )
        if result.is_new:
            said = (entry, *result.followed_by)
            self.hub.told(entry.thread, result.subject_id, said, result.seen_by, but=self)

    async def on_delivered(self, frame: talk.Delivered) -> None:
        """Note what this device has."""
        self._reached(frame.thread, frame.sequence, is_read=False)

    async def on_read(self, frame: talk.Read) -> None:
        """Note what she has seen."""
        self._reached(frame.thread, frame.sequence, is_read=True)

    def _reached(self, thread: UUID, sequence: int, *, is_read: bool) -> None:
        reached = Reached(self.person.pk, thread, sequence, is_read, timezone.now())
        self._hand_in(reached)

    def _hand_in(self, reached: Reached) -> None:
        if self in self.hub.of([self.person.pk]):  # it may have left while we waited to try again
            self.writer.receipts.hand_in(reached, partial(self._received, reached))

    def _received(self, reached: Reached, result: Receipts | Problem | BaseException) -> None:
        """Pass on what is stored; where the database did not answer, try again: nobody else would say it."""
        if isinstance(result, Receipts):
            welcome.pass_on(result, self.person, but=self)
        elif isinstance(result, NotVisible):
            self._gone(reached.thread)
        else:
            asyncio.get_running_loop().call_later(RECEIPT_AGAIN_S, self._hand_in, reached)

    async def on_typing(self, frame: talk.Typing) -> None:
        """Tell the others who look at this thread; who has not opened it has nothing to say there."""
        opened = self.opened.get(frame.thread)
        if opened is None or not opened.subject_id:
            return
        seen_by = await in_thread(people_who_see, [opened.subject_id])
        until = timezone.now() + TYPING
        for people, person in welcome.sides(seen_by[opened.subject_id], opened.subject_id, self.person):
            said = talk.IsTyping(thread=frame.thread, person=person, until=until)
            self.hub.send_to(people, said, opened=frame.thread, but=self)

    def _say_present(self, thread: UUID, seen_by: set[int]) -> None:
        opened = self.opened.get(thread)
        if opened is None:  # it was taken away while we asked who may see it
            return
        opened.present_at_s = time.monotonic()
        until = timezone.now() + PRESENT
        for people, person in welcome.sides(seen_by, opened.subject_id, self.person):
            said = talk.Presence(thread=thread, person=person, until=until)
            self.hub.send_to(people, said, opened=thread, but=self)

    def _gone(self, thread: UUID) -> None:
        self.opened.pop(thread, None)
        self.push(Gone(subject=thread))

    def _refuse(
        self, thread: UUID, client_id: UUID | None, problem: Problem, *, retry_after_s: float | None = None
    ) -> None:
        with self.speaking():
            detail = force_str(problem.detail or problem.title)
            errors = [error.to_json() for error in problem.errors]
        self.push(talk.Refused(thread, client_id, problem.code, detail, errors, retry_after_s))


def _retry_after(problem: Problem) -> float | None:
    return 1.0 if isinstance(problem, Unavailable) else None

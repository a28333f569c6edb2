"""`/ws/v1/updates`: «there is something of this subject up to N»."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from apps.foundation import hints
from apps.foundation.models import FeedHead
from apps.foundation.sockets.closing import Closing, Code
from apps.foundation.sockets.consumer import PersonConsumer
from apps.foundation.sockets.fanout import Listener, fanout
from apps.foundation.sockets.frames import FrameIn, Gone, Head, Subscribe, Unsubscribe
from apps.foundation.visibility import subjects_visible_to


class UpdatesConsumer(PersonConsumer):
    """Frames in: subscribe, unsubscribe. Frames out: head, gone. Binary: none. No value of anybody passes
    here.
    """

    name: ClassVar[str] = "socket updates"
    roles: ClassVar[frozenset[str]] = frozenset({"mother", "clinician"})
    frames: ClassVar[tuple[type[FrameIn], ...]] = (Subscribe, Unsubscribe)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._subjects: dict[UUID, int] = {}
        self._listeners: dict[UUID, Listener] = {}

    async def on_subscribe(self, frame: Subscribe) -> None:
        """Listen first, then look, so that nothing falls between."""
        if len(self._subjects) >= settings.SOCKET_SUBSCRIPTIONS:
            raise Closing(Code.TOO_MUCH)
        found = await self.look(visible_ids, self.person, [frame.subject])
        if not found:
            self.push(Gone(subject=frame.subject))
            return
        await self._listen(frame.subject, found[frame.subject])
        heads = await self.look(heads_of, list(found.values()))
        self.push(Head(subject=frame.subject, sequence=heads.get(found[frame.subject], 0)), key=frame.subject)

    async def on_unsubscribe(self, frame: Unsubscribe) -> None:
        """Nothing more of this subject; one that was never subscribed is no error."""
        await self._forget(frame.subject)

    async def on_beat(self) -> None:
        """Tell every number again; a subject that she may not see any more is gone, the last one ends the
        socket.
        """
        asked = list(self._subjects)
        if not asked:
            return
        found = await self.look(visible_ids, self.person, asked)
        heads = await self.look(heads_of, list(found.values()))
        lost = [subject for subject in asked if subject in self._subjects and subject not in found]
        for subject in asked:
            if subject in self._subjects and subject in found:
                self.push(Head(subject=subject, sequence=heads.get(found[subject], 0)), key=subject)
        for subject in lost:
            await self._forget(subject)
            self.push(Gone(subject=subject), key=subject)
        if lost and not self._subjects:
            raise Closing(Code.NOT_FOUND)

    async def on_leave(self) -> None:
        """End every subscription."""
        for subject in list(self._subjects):
            await self._forget(subject)

    async def _listen(self, subject: UUID, subject_id: int) -> None:
        if subject in self._subjects:
            return

        def listener(text: str | None) -> None:
            if text is None:
                self.look_now()
            else:
                self.push(Head(subject=subject, sequence=int(text)), key=subject)

        self._subjects[subject], self._listeners[subject] = subject_id, listener
        await fanout().listen(hints.subject_topic(subject_id), listener)

    async def _forget(self, subject: UUID) -> None:
        subject_id = self._subjects.pop(subject, None)
        if subject_id is not None:
            await fanout().leave(hints.subject_topic(subject_id), self._listeners.pop(subject))


def visible_ids(person: Any, subjects: list[UUID]) -> dict[UUID, int]:
    """Return the ids of those subjects whom `person` may see now."""
    visible: QuerySet[Any] = subjects_visible_to(person).filter(public_id__in=subjects)
    return dict(visible.values_list("public_id", "pk"))


def heads_of(subject_ids: list[int]) -> dict[int, int]:
    """Return the newest number of each subject that has one."""
    return dict(FeedHead.objects.filter(subject_id__in=subject_ids).values_list("subject_id", "sequence"))

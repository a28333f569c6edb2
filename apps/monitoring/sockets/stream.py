"""`/ws/v1/recordings/{id}/stream`: a phone sends a recording frame by frame (docs/reference/live-stream.md)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django.utils import timezone

from apps.foundation.errors import Forbidden, NotVisible
from apps.foundation.sockets import PersonConsumer
from apps.foundation.sockets.closing import Closing, Code, Left
from apps.foundation.sockets.frames import FrameOut
from apps.foundation.sockets.of_loop import OfLoop
from apps.foundation.sockets.routing import IN_PATH
from apps.foundation.sockets.threads import in_thread
from apps.monitoring import frames
from apps.monitoring.frames import Frame
from apps.monitoring.judging import Refusal
from apps.monitoring.selectors import senders
from apps.monitoring.selectors.senders import Ended, Sending
from apps.monitoring.services.arriving import Progress
from apps.monitoring.services.opening import Opened, OtherWay, RecordingClosed, open_stream
from apps.monitoring.services.storing import Outcome
from apps.monitoring.sockets.messages import Coach
from apps.monitoring.sockets.progress import scribe
from apps.monitoring.sockets.writer import writer
from apps.recordings.gatekeeping import GateClosed
from ml_models.ctg.errors import FormatError

MOST_UNANSWERED: Final = 1_200
"""So many frames of one phone may wait for the disk: twenty minutes of frames of one second."""
OF_REFUSALS: Final = {
    Refusal.NUMBER_AHEAD: Code.OUT_OF_REACH,
    Refusal.CLOCK_OFF: Code.CLOCK_OFF,
    Refusal.OTHER_RATE: Code.UNFIT,
    Refusal.OVERLAP: Code.UNFIT,
}
OF_ENDINGS: Final = {
    Ended.GONE: Code.NOT_FOUND,
    Ended.FORBIDDEN: Code.FORBIDDEN,
    Ended.CLOSED: Code.CLOSED,
    Ended.TAKEN_OVER: Code.TAKEN_OVER,
}
sending: OfLoop[dict[int, StreamConsumer]] = OfLoop(dict)
"""Returns who sends which recording, by primary key, in the running event loop."""


class StreamConsumer(PersonConsumer):
    """Text in: hello. Binary in: frames. Text out: coach. Binary out: what is stored, after each commit."""

    name: ClassVar[str] = "socket stream"
    roles: ClassVar[frozenset[str]] = frozenset({"mother", "clinician"})
    frames_out: ClassVar[tuple[type[FrameOut], ...]] = (Coach,)
    beats_together: ClassVar[bool] = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._recording = UUID(self.scope[IN_PATH]["recording"])
        self._opened: Opened | None = None
        self._progress: Progress
        self._unanswered = 0
        self._coach = ""
        self._writer, self._scribe, self._sending = writer(), scribe(), sending()

    @property
    def opened(self) -> Opened:
        """The recording that comes through this connection. Only after the welcome."""
        if self._opened is None:
            raise RuntimeError("no recording was opened")
        return self._opened

    async def on_welcome(self) -> None:
        """Ask whether she may send, take over from an older connection, and say what is stored."""
        try:
            self._opened = await self.call(
                open_stream, self.person, recording_id=self._recording, at=timezone.now()
            )
        except NotVisible as error:
            raise Closing(Code.NOT_FOUND) from error
        except GateClosed as error:
            raise Closing(Code.GATE) from error
        except Forbidden as error:
            raise Closing(Code.FORBIDDEN) from error
        except RecordingClosed as error:
            raise Closing(Code.CLOSED) from error
        except OtherWay as error:
            raise Closing(Code.UNFIT) from error
        self._progress = Progress(self._opened.subject_id)
        before = self._sending.get(self._opened.pk)
        self._sending[self._opened.pk] = self
        if before is not None:
            before.end(Code.TAKEN_OVER)
        self._acknowledge()

    async def _take_frames(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                raise Left
            self._frames_left -= 1
            if self._frames_left < 0:
                raise Closing(Code.TOO_MUCH)
            data = message.get("bytes")
            if data is None:
                raise Closing(Code.NOT_BINARY)
            self._take(data)

    def _take(self, data: bytes) -> None:
        """Hand the frames of a message to the writer; where one of them does not hold, none is stored."""
        taken = _read(data)
        refused = self.opened.standing.take(taken, time.time_ns() // 1_000_000)
        if refused is not None:
            raise Closing(OF_REFUSALS[refused])
        if self._unanswered + len(taken) > MOST_UNANSWERED:
            raise Closing(Code.UNAVAILABLE)
        self._unanswered += len(taken)
        if not self._writer.hand_in(self, self.opened.pk, taken):
            raise Closing(Code.UNAVAILABLE)

    def stored(self, taken: Sequence[Frame], outcomes: Sequence[Outcome]) -> None:
        """Say what is stored; where a number stands for other bytes, or nothing is taken any more, close then."""
        self._unanswered -= len(taken)
        standing, code, now_s = self.opened.standing, None, time.time()
        for frame, outcome in zip(taken, outcomes, strict=True):
            if outcome is Outcome.NEW or outcome is Outcome.KNOWN:
                standing.stored.add(frame.number)
                if outcome is Outcome.NEW:
                    self._progress.add(frame, now_s)
            else:
                code = Code.DIFFERS if outcome is Outcome.DIFFERS else Code.CLOSED
        self._acknowledge()
        self._scribe.moved(self.opened.pk, self._progress)
        if code is not None:
            self.end(code)

    def not_stored(self) -> None:
        """The database answers, but cannot keep this message: whoever sends it again may be luckier elsewhere."""
        self.end(Code.UNAVAILABLE)

    def _acknowledge(self) -> None:
        stored = self.opened.standing.stored
        self.out.put(frames.write_ack(stored.through, stored.beyond()), key="ack")

    @classmethod
    async def beat_together(cls, members: Sequence[StreamConsumer]) -> None:
        """Whoever may not send any more is closed; others hear what the mother should do."""
        open_ones = [member for member in members if member._opened is not None]
        found = await in_thread(senders.stand, [member.as_sending() for member in open_ones])
        for member in open_ones:
            ended, coach = found[member.opened.pk]
            if ended is not None:
                member.end(OF_ENDINGS[ended])
            elif coach != member._coach:
                member._coach = coach
                member.push(Coach(code=coach, at=timezone.now()), key="coach")

    def as_sending(self) -> Sending:
        """Return who sends what, as the heartbeat asks for it."""
        opened = self.opened
        return Sending(opened.pk, opened.subject_id, self.person.pk, opened.connected_at)

    async def on_leave(self) -> None:
        """Note that the phone has gone, unless another connection has taken over."""
        if self._opened is None:
            return
        if self._sending.get(self._opened.pk) is self:
            del self._sending[self._opened.pk]
        self._scribe.left(self._opened.pk, self._opened.connected_at)


def _read(data: bytes) -> list[Frame]:
    try:
        return frames.read(data)
    except frames.TooLong as error:
        raise Closing(Code.TOO_LONG) from error
    except FormatError as error:
        raise Closing(Code.BAD_FRAME) from error

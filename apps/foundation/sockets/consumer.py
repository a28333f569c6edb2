"""The base of every socket: hello, typed frames, a heartbeat that asks again whether she may stay, a
bounded queue.

A plain ASGI application, not a Channels consumer: that one hops to a thread for each event (decision 0010).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, ParamSpec, TypeVar

import msgspec
import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from redis.exceptions import RedisError

from apps.foundation import accesses
from apps.foundation.sockets import admission
from apps.foundation.sockets.batches import Batches
from apps.foundation.sockets.closing import REASONS, Closing, Code, Left
from apps.foundation.sockets.frames import FrameIn, FrameOut, Heartbeat, Hello, Welcome
from apps.foundation.sockets.of_loop import OfLoop
from apps.foundation.sockets.outgoing import Outgoing
from apps.foundation.sockets.roll import roll
from apps.foundation.sockets.threads import in_thread

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
FRAMES_A_HEARTBEAT = 600
CLOSE_S = 2.0
MOST_HELLOS = 64
hellos = OfLoop(lambda: Batches("socket-hellos", admission.let_in, most=MOST_HELLOS, shared=True))
"""Who says hello while others are judged is judged with all who wait: after a restart thousands come at once."""


@cache
def decoder(frames: tuple[type[FrameIn], ...]) -> msgspec.json.Decoder[Any]:
    """The one decoder of a kind of socket."""
    return msgspec.json.Decoder(_union((Hello, *frames)))


class PersonConsumer:
    """One connection of one person. Subclasses name their frames and write `on_<type>(frame)` for each.

    `roles`: who may come in (empty: every role). `frames`: the incoming frame types beside `hello`.
    `beats_together`: all sockets of the process are looked after in one go (`roll`), for sockets by the thousand.
    """

    name: ClassVar[str] = "socket"
    roles: ClassVar[frozenset[str]] = frozenset()
    frames: ClassVar[tuple[type[FrameIn], ...]] = ()
    largest_frame_bytes: ClassVar[int] = 4_096
    beats_together: ClassVar[bool] = False

    def __init__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.out = Outgoing(
            send, limit=settings.SOCKET_QUEUE_FRAMES, send_s=settings.SOCKET_SEND_SECONDS, ended=self.end
        )
        self._decoder = decoder(self.frames)
        self._look_now: asyncio.Event | None = None
        self._frames_left = FRAMES_A_HEARTBEAT
        self._serving: asyncio.Task[Any] | None = None
        self._is_ended = False
        self._code: Code | None = None
        self.guest: admission.Guest

    @property
    def person(self) -> Any:
        """Who is connected."""
        return self.guest.person

    def end(self, code: Code | None) -> None:
        """End the connection from outside its own task: with a code, or silently where the client has left."""
        if not self._is_ended:
            self._is_ended, self._code = True, code
            if self._serving is not None:
                self._serving.cancel()

    async def on_welcome(self) -> None:
        """Begin, right after the welcome. For subclasses."""

    async def on_beat(self) -> None:
        """Look again whether she may see what she listens to, and tell the numbers. For subclasses."""

    @classmethod
    async def beat_together(cls, members: Sequence[Any]) -> None:
        """What `on_beat` is for one, for all of this kind that beat together. For subclasses."""

    async def on_leave(self) -> None:
        """Let go of what was held. For subclasses; called once, however the connection ends."""

    def push(self, frame: FrameOut, *, key: Hashable | None = None) -> None:
        """Queue a frame; one with the same key that still waits is replaced."""
        self.out.put(msgspec.json.encode(frame).decode(), key=key)

    def look_now(self) -> None:
        """Have the heartbeat come at once: something may have been missed."""
        if self._look_now is not None:
            self._look_now.set()

    def heard_beat(self) -> None:
        """A heartbeat has passed: the client hears it, and may send as many frames again."""
        self.push(Heartbeat(at=timezone.now()), key="heartbeat")
        self._frames_left = FRAMES_A_HEARTBEAT

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a selector or service in a thread; what it reads of others is written to the access log
        first.
        """

        def recorded() -> R:
            with accesses.recorded(self.name):
                return function(*args, **kwargs)

        return await in_thread(recorded)

    async def look(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run in a thread what asks for permissions and numbers only; reading somebody's data here raises."""
        return await in_thread(function, *args, **kwargs)

    async def run(self) -> None:
        """Serve the connection from its accept to its end."""
        if (await self._receive())["type"] != "websocket.connect":
            return
        await self._send({"type": "websocket.accept"})
        self._serving = asyncio.current_task()
        code: Code | None = None
        try:
            code = await self._until_closed()
        finally:
            self._serving = None
            self.out.stop()
            await self.on_leave()
        if code is not None:
            await self._close(code)

    async def _until_closed(self) -> Code | None:
        """Return why to close; None where the client has left."""
        code: Code | None = None
        try:
            await self._converse()
        except* (DatabaseError, RedisError) as unreachable:
            log.warning("socket_without_servers", socket=self.name, error=type(_first(unreachable)).__name__)
            code = Code.UNAVAILABLE
        except* Closing as closings:
            code = _first(closings).code
        except* Left:
            code = None
        except* asyncio.CancelledError:
            if not self._is_ended or self._serving is None:
                raise
            self._serving.uncancel()
            code = self._code
        return code

    async def _converse(self) -> None:
        await self._admit()
        await self.on_welcome()
        if self.beats_together:
            with roll().joined(self):
                await self._take_frames()
        else:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._beat())
                await self._take_frames()

    async def _take_frames(self) -> None:
        while True:
            frame = await self._next_frame()
            if isinstance(frame, Hello):
                raise Closing(Code.BAD_FRAME)
            await getattr(self, f"on_{frame.__struct_config__.tag}")(frame)

    async def _admit(self) -> None:
        """Wait for the hello, and let in whom it or the cookie vouches for."""
        try:
            async with asyncio.timeout(settings.SOCKET_HELLO_SECONDS):
                hello = await self._next_frame()
        except TimeoutError as error:
            raise Closing(Code.NOT_SIGNED_IN) from error
        if not isinstance(hello, Hello):
            raise Closing(Code.BAD_FRAME)
        self.guest = await self._guest(hello)
        if self.roles and self.person.role not in self.roles:
            raise Closing(Code.FORBIDDEN)
        self.push(Welcome(person=self.person.public_id, heartbeat_s=settings.SOCKET_HEARTBEAT_SECONDS))
        self.scope = {}  # what came with the handshake is not needed any more

    async def _guest(self, hello: Hello) -> admission.Guest:
        guest = await hellos().done(admission.claim_of(hello.ticket, self.scope))
        if guest is None:
            raise Closing(Code.NOT_SIGNED_IN)
        return guest

    async def _beat(self) -> None:
        self._look_now = asyncio.Event()
        while True:
            if not await self.look(admission.is_still_welcome, self.guest):
                raise Closing(Code.NOT_SIGNED_IN)
            await self.on_beat()
            self.heard_beat()
            await self._wait_for_beat(self._look_now)

    async def _wait_for_beat(self, look_now: asyncio.Event) -> None:
        started = time.monotonic()
        try:
            async with asyncio.timeout(settings.SOCKET_HEARTBEAT_SECONDS):
                await look_now.wait()
        except TimeoutError:
            log.debug("socket_heartbeat", socket=self.name, waited_s=time.monotonic() - started)
        look_now.clear()

    async def _next_frame(self) -> Any:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise Left
        text = message.get("text")
        self._frames_left -= 1
        if self._frames_left < 0:
            raise Closing(Code.TOO_MUCH)
        if text is None or len(text) > self.largest_frame_bytes:
            raise Closing(Code.BAD_FRAME)
        try:
            return self._decoder.decode(text)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise Closing(Code.BAD_FRAME) from error

    async def _close(self, code: Code) -> None:
        """Say why; a client that does not even take this is dropped by the server."""
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._send({"type": "websocket.close", "code": int(code), "reason": REASONS[code]})
        except (TimeoutError, OSError) as error:
            log.info(
                "socket_not_closed_politely", socket=self.name, code=int(code), error=type(error).__name__
            )


def _union(types: tuple[type, ...]) -> Any:
    union: Any = types[0]
    for frame in types[1:]:
        union = union | frame
    return union


def _first(group: BaseExceptionGroup[Any]) -> Any:
    error: Any = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error

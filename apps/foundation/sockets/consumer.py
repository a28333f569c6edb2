"""The base of every socket: hello, typed frames, a heartbeat that asks again whether she may stay, a
bounded queue.

A plain ASGI application, not a Channels consumer: that one hops to a thread for each event (decision 0010).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, ClassVar, ParamSpec, TypeVar

import msgspec
import structlog
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from redis.exceptions import RedisError

from apps.foundation import accesses
from apps.foundation.sockets import admission
from apps.foundation.sockets.closing import REASONS, Closing, Code, Left
from apps.foundation.sockets.frames import FrameIn, FrameOut, Heartbeat, Hello, Welcome
from apps.foundation.sockets.outgoing import Outgoing

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
LARGEST_FRAME_BYTES = 4_096
FRAMES_A_HEARTBEAT = 600
CLOSE_S = 2.0


@cache
def threads() -> ThreadPoolExecutor:
    """The threads in which sockets of this process talk to the database."""
    return ThreadPoolExecutor(settings.SOCKET_THREADS, thread_name_prefix="socket")


class PersonConsumer:
    """One connection of one person. Subclasses name their frames and write `on_<type>(frame)` for each.

    `roles`: who may come in (empty: every role). `frames`: the incoming frame types beside `hello`.
    """

    name: ClassVar[str] = "socket"
    roles: ClassVar[frozenset[str]] = frozenset()
    frames: ClassVar[tuple[type[FrameIn], ...]] = ()

    def __init__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.out = Outgoing(send, limit=settings.SOCKET_QUEUE_FRAMES, send_s=settings.SOCKET_SEND_SECONDS)
        self._decoder = msgspec.json.Decoder(Hello if not self.frames else _union((Hello, *self.frames)))
        self._look_now = asyncio.Event()
        self._frames_left = FRAMES_A_HEARTBEAT
        self.guest: admission.Guest

    @property
    def person(self) -> Any:
        """Who is connected."""
        return self.guest.person

    async def on_beat(self) -> None:
        """Look again whether she may see what she listens to, and tell the numbers. For subclasses."""

    async def on_leave(self) -> None:
        """Let go of what was held. For subclasses; called once, however the connection ends."""

    def push(self, frame: FrameOut, *, key: Hashable | None = None) -> None:
        """Queue a frame; one with the same key that still waits is replaced."""
        self.out.put(msgspec.json.encode(frame).decode(), key=key)

    def look_now(self) -> None:
        """Have the heartbeat come at once: something may have been missed."""
        self._look_now.set()

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a selector or service in a thread; what it reads of others is written to the access log
        first.
        """

        def recorded() -> R:
            with accesses.recorded(self.name):
                return function(*args, **kwargs)

        return await _in_thread(recorded)

    async def look(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run in a thread what asks for permissions and numbers only; reading somebody's data here raises."""
        return await _in_thread(function, *args, **kwargs)

    async def run(self) -> None:
        """Serve the connection from its accept to its end."""
        if (await self._receive())["type"] != "websocket.connect":
            return
        await self._send({"type": "websocket.accept"})
        code: Code | None = None
        try:
            code = await self._until_closed()
        finally:
            await self.on_leave()
        if code is not None:
            await self._close(code)

    async def _until_closed(self) -> Code | None:
        """Return why to close; None where the client has left."""
        code: Code | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for work in (self._converse(), self.out.drain(), self.out.watch()):
                    group.create_task(work)
        except* (DatabaseError, RedisError) as unreachable:
            log.warning("socket_without_servers", socket=self.name, error=type(_first(unreachable)).__name__)
            code = Code.UNAVAILABLE
        except* Closing as closings:
            code = _first(closings).code
        except* Left:
            code = None
        return code

    async def _converse(self) -> None:
        await self._admit()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat())
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

    async def _guest(self, hello: Hello) -> admission.Guest:
        if hello.ticket is not None:
            guest = await self.look(admission.by_ticket, hello.ticket)
        else:
            guest = await self.look(admission.by_cookie, self.scope)
        if guest is None:
            raise Closing(Code.NOT_SIGNED_IN)
        return guest

    async def _beat(self) -> None:
        while True:
            if not await self.look(admission.is_still_welcome, self.guest):
                raise Closing(Code.NOT_SIGNED_IN)
            await self.on_beat()
            self.push(Heartbeat(at=timezone.now()), key="heartbeat")
            self._frames_left = FRAMES_A_HEARTBEAT
            await self._wait_for_beat()

    async def _wait_for_beat(self) -> None:
        started = time.monotonic()
        try:
            async with asyncio.timeout(settings.SOCKET_HEARTBEAT_SECONDS):
                await self._look_now.wait()
        except TimeoutError:
            log.debug("socket_heartbeat", socket=self.name, waited_s=time.monotonic() - started)
        self._look_now.clear()

    async def _next_frame(self) -> Any:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise Left
        text = message.get("text")
        self._frames_left -= 1
        if self._frames_left < 0:
            raise Closing(Code.TOO_MUCH)
        if text is None or len(text) > LARGEST_FRAME_BYTES:
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


async def _in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    run = database_sync_to_async(function, thread_sensitive=False, executor=threads())
    return await run(*args, **kwargs)


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

"""One Valkey subscription for each process and topic, handed out to the sockets of this process.

Lost and late hints are allowed for: whenever a topic is (re)subscribed its listeners are called with None,
which means «look for yourself», and every socket looks for itself at each heartbeat anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from apps.foundation.sockets.of_loop import OfLoop

log = structlog.get_logger(__name__)
Listener = Callable[[str | None], None]
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
LOOK_AGAIN_S = 5.0


class Fanout:
    """The topics that this process listens to, and who wants them. Belongs to one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._pubsub: PubSub | None = None
        self._running: asyncio.Task[None] | None = None

    async def listen(self, topic: str, listener: Listener) -> None:
        """Call `listener` with each message of a topic, and with None whenever messages may have been
        missed.
        """
        is_new = topic not in self._listeners
        self._listeners.setdefault(topic, set()).add(listener)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        elif is_new and self._pubsub is not None:
            await self._quietly(self._pubsub.subscribe(topic))

    async def leave(self, topic: str, listener: Listener) -> None:
        """Stop calling `listener`; the last one ends the subscription, the last topic the connection."""
        listeners = self._listeners.get(topic, set())
        listeners.discard(listener)
        if listeners:
            return
        self._listeners.pop(topic, None)
        if self._pubsub is not None and self._listeners:
            await self._quietly(self._pubsub.unsubscribe(topic))
        elif not self._listeners and self._running is not None:
            self._running.cancel()
            self._running = None

    async def _quietly(self, command: object) -> None:
        """A connection that breaks here breaks under the reader too, which subscribes everything again."""
        try:
            await command  # type: ignore[misc]
        except (RedisError, OSError) as error:
            log.warning("hints_subscription_failed", error=type(error).__name__)

    async def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                await self._read()
            except (RedisError, OSError) as error:
                pause_s = FIRST_PAUSE_S if self._pubsub is not None else min(2 * pause_s, LONGEST_PAUSE_S)
                log.warning("hints_disconnected", error=type(error).__name__)
            finally:
                self._pubsub = None
            await asyncio.sleep(pause_s)

    async def _read(self) -> None:
        client = Redis.from_url(
            settings.HINTS_URL, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0), health_check_interval=5
        )
        async with client, client.pubsub() as pubsub:
            await pubsub.subscribe(*self._listeners)
            self._pubsub = pubsub
            while True:
                message = await pubsub.get_message(timeout=LOOK_AGAIN_S)
                if message is not None:
                    self._hand_out(message)

    def _hand_out(self, message: dict[str, Any]) -> None:
        if message["type"] not in ("message", "subscribe"):
            return
        text = message["data"].decode() if message["type"] == "message" else None
        for listener in tuple(self._listeners.get(message["channel"].decode(), ())):
            listener(text)


fanout = OfLoop(Fanout)
"""Returns the fan-out of the running event loop."""

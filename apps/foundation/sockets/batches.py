"""Many small writes, or looks, as one: what arrives while a transaction commits goes into the next one together.

A commit costs about a millisecond of the disk whether it holds one message or two hundred, and a look that thousands ask
for at once costs as much for one as for fifty. Whoever hands something in gets its answer after the batch that holds it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection
from redis.exceptions import RedisError

from apps.foundation.sockets.threads import in_thread

log = structlog.get_logger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 256


class Batches(Generic[Item, Result]):
    """Hands items to `work` in their order, one batch at a time. Belongs to one event loop.

    A batch holds `most` items at most. It runs in a thread of its own, with a connection of its own; with `shared` in one
    of those that all sockets share, where a connection that has died is replaced before it is used.

    `work` answers each item with a result, or with an exception that the one who handed it in gets. Where it raises
    itself, the items are tried one by one, so that one bad item spoils no other.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Sequence[Item]], Sequence[Result | Exception]],
        *,
        most: int = MOST,
        shared: bool = False,
    ) -> None:
        self._work, self._most = work, most
        self._waiting: deque[tuple[Item, Callable[[Result | BaseException], None]]] = deque()
        self._thread = None if shared else ThreadPoolExecutor(1, thread_name_prefix=name)
        self._running: asyncio.Task[None] | None = None

    def hand_in(self, item: Item, answer: Callable[[Result | BaseException], None]) -> None:
        """Put an item behind the others; `answer` is called in this loop once its batch is committed."""
        self._waiting.append((item, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def done(self, item: Item) -> Result:
        """Hand in an item and wait for its result. Raises what it was refused with."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

        def answer(result: Result | BaseException) -> None:
            if future.done():
                return
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)

        self.hand_in(item, answer)
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                results = await self._results([item for item, _ in taken])
                for (_, answer), result in zip(taken, results, strict=True):
                    answer(result)
        finally:
            self._running = None

    async def _results(self, items: list[Item]) -> list[Any]:
        if self._thread is None:
            return await in_thread(self._worked, items)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._worked, items)

    def _worked(self, items: list[Item]) -> list[Any]:
        """Return a result or an exception for each item."""
        try:
            return list(self._work(items))
        except (
            OperationalError,
            InterfaceError,
            RedisError,
        ) as error:  # the servers do not answer: asking again helps nobody
            log.warning("batch_without_servers", batch=self._work.__name__, error=type(error).__name__)
            connection.close()
            return [error] * len(items)
        except Exception as error:
            log.exception("batch_failed", batch=self._work.__name__, size=len(items))
            if len(items) == 1:
                return [error]
        return [result for item in items for result in self._worked([item])]

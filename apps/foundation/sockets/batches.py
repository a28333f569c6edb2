"""Many small writes as one: what arrives while a transaction commits goes into the next one together.

A commit costs about a millisecond of the disk whether it holds one message or two hundred. Whoever hands something in
gets its answer after the commit that holds it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

log = structlog.get_logger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 256


class Batches(Generic[Item, Result]):
    """Hands items to `work` in their order, one batch at a time, in a thread of its own. Belongs to one event loop.

    `work` answers each item with a result, or with an exception that the one who handed it in gets. Where it raises
    itself, the items are tried one by one, so that one bad item spoils no other.
    """

    def __init__(self, name: str, work: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._work = work
        self._waiting: deque[tuple[Item, Callable[[Result | BaseException], None]]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
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
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                items = [item for item, _ in taken]
                results = await loop.run_in_executor(self._thread, self._worked, items)
                for (_, answer), result in zip(taken, results, strict=True):
                    answer(result)
        finally:
            self._running = None

    def _worked(self, items: list[Item]) -> list[Any]:
        """Return a result or an exception for each item."""
        try:
            return list(self._work(items))
        except (
            OperationalError,
            InterfaceError,
        ) as error:  # the database does not answer: asking again helps nobody
            log.warning("batch_without_database", batch=self._work.__name__, error=type(error).__name__)
            connection.close()
            return [error] * len(items)
        except Exception as error:
            log.exception("batch_failed", batch=self._work.__name__, size=len(items))
            if len(items) == 1:
                return [error]
        return [result for item in items for result in self._worked([item])]

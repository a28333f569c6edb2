"""The threads in which sockets of this process talk to the database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings

P = ParamSpec("P")
R = TypeVar("R")


@cache
def threads() -> ThreadPoolExecutor:
    """The few threads that all sockets share."""
    return ThreadPoolExecutor(settings.SOCKET_THREADS, thread_name_prefix="socket")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run what talks to the database in one of the threads that sockets have for it."""
    run = database_sync_to_async(function, thread_sensitive=False, executor=threads())
    return await run(*args, **kwargs)

"""One object for each event loop: made at the first call in it, gone with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Kept = TypeVar("Kept")


class OfLoop(Generic[Kept]):
    """Called without arguments, returns what `make` made for the running event loop."""

    def __init__(self, make: Callable[[], Kept]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[asyncio.AbstractEventLoop, Kept] = WeakKeyDictionary()

    def __call__(self) -> Kept:
        """Return the one of this loop. Raises RuntimeError outside of one."""
        loop = asyncio.get_running_loop()
        kept = self._kept.get(loop)
        if kept is None:
            kept = self._kept[loop] = self._make()
        return kept

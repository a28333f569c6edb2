"""When the web process looks for garbage in cycles: seldom, by its own clock, never because somebody sent a frame.

Python looks through all objects once those that are new have grown by a quarter. With a thousand open sockets that
stands the process still for a fifth of a second, every few seconds: `bench live` found it behind its slowest frames. What
the start has made is never looked at again; the youngest two generations are collected as ever.
"""

from __future__ import annotations

import gc
import threading
import time
from typing import Final

NEW_OBJECTS, YOUNG_TURNS, NEVER = 10_000, 20, 1_000_000_000
"""New objects before the youngest are looked through; how often before the next; and all of them never by count."""
SHORTEST_PAUSE_S: Final = 60.0
PAUSES_FOR_ONE: Final = 1_000.0
"""A pause is so many times as long as the collection before it, so that a thousandth of the time goes there at most."""


def by_clock() -> None:
    """Set what was made so far aside, and collect by a clock from now on. For a process that has started up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG_TURNS, NEVER)
    threading.Thread(target=_run, name="garbage", daemon=True).start()


def pause_s(took_s: float) -> float:
    """Return how long to wait after a collection that took so long, in seconds."""
    return max(SHORTEST_PAUSE_S, took_s * PAUSES_FOR_ONE)


def _run() -> None:
    wait_s = SHORTEST_PAUSE_S
    while True:
        time.sleep(wait_s)
        began = time.monotonic()
        gc.collect()
        wait_s = pause_s(time.monotonic() - began)

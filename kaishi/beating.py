"""How worker, beat and web show that they move: their loops touch a pulse, which leaves a heartbeat in the database."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from celery.beat import PersistentScheduler

from apps.foundation.heartbeats import BEAT, WEB, WORKER, Pulse

TOUCHES_EVERY_S: Final = 2.0
_pulses: dict[str, Pulse] = {}


def pulse(name: str) -> Pulse:
    """Return the pulse of this process, by its name; made when it is first asked for."""
    if name not in _pulses:
        _pulses[name] = Pulse(name, makes_rounds=name == WEB)
    return _pulses[name]


class Scheduler(PersistentScheduler):  # type: ignore[misc]
    """Celery's own, which touches its pulse whenever it looks what is due."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Look what is due, at most a moment ahead."""
        pulse(BEAT).touch()
        return min(float(super().tick(*args, **kwargs)), TOUCHES_EVERY_S)

    def setup_schedule(self) -> None:
        """Begin."""
        super().setup_schedule()
        pulse(BEAT).start()


def worker_is_ready(consumer: Any) -> None:
    """Beat from a timer of the loop that takes tasks; called again after each reconnection to the broker."""
    mine = pulse(WORKER)
    mine.start()
    consumer.timer.call_repeatedly(TOUCHES_EVERY_S, mine.touch)


async def beat_while_serving() -> None:
    """Touch the web's pulse from the loop that serves, for as long as it turns."""
    mine = pulse(WEB)
    mine.start()
    while True:
        mine.touch()
        await asyncio.sleep(TOUCHES_EVERY_S)

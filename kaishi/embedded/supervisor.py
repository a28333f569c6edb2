"""Keeps services running: starts them in order, restarts what ends, stops them in reverse order."""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from kaishi.embedded.children import Child
from kaishi.embedded.errors import CannotStart

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STEADY_S = 60.0  # who ran this long starts afresh with the shortest pause
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Running(Protocol):
    """What a service's start returns."""

    def is_running(self) -> bool: ...

    def stop(self, *, seconds: float = ...) -> None: ...


@dataclass
class Service:
    name: str
    start: Callable[[], Running]
    running: Running | None = None
    started_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    due_at: float | None = None


@dataclass
class Supervisor:
    say: Callable[[str], None]
    services: list[Service] = field(default_factory=list)
    asked_to_stop: bool = False
    is_starting: bool = True

    def __post_init__(self) -> None:
        self._wake_up, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop_soon)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake up

    def _stop_soon(self, number: int, _frame: FrameType | None) -> None:
        """While starting, break off at once; while running, let the loop end; while stopping, nothing."""
        if self.is_starting and not self.asked_to_stop:
            self.asked_to_stop = True
            raise KeyboardInterrupt
        self.asked_to_stop = True

    def add(
        self, name: str, start: Callable[[], Running], first: Callable[[], Running] | None = None
    ) -> None:
        """Start a service now (by `first`, where that differs), and keep it running from now on."""
        service = Service(name, start, started_at=time.monotonic())
        self.services.append(service)
        service.running = (first or start)()

    def _start(self, service: Service) -> None:
        service.started_at, service.due_at = time.monotonic(), None
        service.running = service.start()

    def check(self) -> None:
        """Raise CannotStart if something ended while the start is still going on."""
        for service in self.services:
            if service.running is not None and not service.running.is_running():
                raise CannotStart(f"{service.name} ended while starting.")

    def run(self) -> None:
        """Until a stop signal: look whenever a child ends, and start it again."""
        self.is_starting = False
        while not self.asked_to_stop:
            for service in self.services:
                self._look_after(service)
            select.select([self._wake_up], [], [], self._seconds_to_next())
            self._drain()

    def _look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.running is not None and not service.running.is_running():
            self._plan_restart(service, now)
        elif service.due_at is not None and now >= service.due_at:
            self._restart(service)

    def _plan_restart(self, service: Service, now: float) -> None:
        if now - service.started_at > STEADY_S:
            service.pause_s = FIRST_PAUSE_S
        service.running, service.due_at = None, now + service.pause_s
        self.say(f"{service.name} ended; starting it again in {service.pause_s:.1f} s.")
        service.pause_s = min(service.pause_s * 2, LONGEST_PAUSE_S)

    def _restart(self, service: Service) -> None:
        try:
            self._start(service)
            self.say(f"{service.name} runs again.")
        except (CannotStart, OSError) as error:
            self.say(f"{service.name}: {error}")
            self._plan_restart(service, time.monotonic())

    def _seconds_to_next(self) -> float:
        due = [service.due_at for service in self.services if service.due_at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else 5.0

    def _drain(self) -> None:
        while select.select([self._wake_up], [], [], 0)[0]:
            os.read(self._wake_up, 4096)

    def stop(self) -> None:
        """First who uses, then who is used: the reverse of the start. A second Ctrl-C changes nothing."""
        self.asked_to_stop = True
        for service in self.services:
            if isinstance(service.running, Child):
                service.running.ask_to_stop()  # all at once; the servers only after them
        while self.services:
            service = self.services.pop()
            if service.running is not None:
                try:
                    service.running.stop()
                except OSError as error:
                    print(f"{service.name} could not be stopped: {error}", file=sys.stderr)

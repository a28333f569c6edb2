"""A phone with a wire: announces, connects, sends each second, connects again, falls back to HTTP, completes."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from websockets.exceptions import WebSocketException

from apps.monitoring.frames import Range
from apps.monitoring.simulator.faults import LONGEST_S, Faults
from apps.monitoring.simulator.figures import Figures
from apps.monitoring.simulator.line import HOPELESS, Line
from apps.monitoring.simulator.phone import AT_A_TIME, BLOCK_S, Phone, Sensor
from apps.monitoring.simulator.public_api import PublicApi, Refused

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 20.0
OVER_HTTP_AFTER: Final = 3
"""So many connections that failed in a row, and what is kept goes over HTTP."""
MOST_OVER_HTTP: Final = 600
MOST_UNANSWERED: Final = 600
LEAST_TICK_S: Final = 0.05
DRAIN_S: Final = 120.0
KEPT_FROM_S: Final = 5.0
"""What goes out so long after it was made is not live."""
TROUBLE: Final = (OSError, WebSocketException, httpx.HTTPError, TimeoutError)


@cache
def making() -> ThreadPoolExecutor:
    """The one thread in which traces are made up."""
    return ThreadPoolExecutor(1, "traces")


class GaveUp(Exception):
    """Nothing that a phone could do would help; says why."""


@dataclass(frozen=True)
class Session:
    """What is to be recorded. `speed`: seconds of the recording in one of ours."""

    pregnancy: str
    fetuses: Sequence[str]
    seconds: int
    speed: float = 1.0
    client_id: UUID | None = None
    model: str = "Simulated phone"
    serial: str = ""


class Device:
    """One phone on its way through one session."""

    def __init__(
        self,
        api: PublicApi,
        sensor: Sensor,
        faults: Faults,
        session: Session,
        figures: Figures,
        *,
        seed: int = 0,
    ) -> None:
        self.api, self.session, self.figures = api, session, figures
        self.recording_id = ""
        lasts = timedelta(seconds=session.seconds * (1 - 1 / session.speed))
        self.started_at = datetime.now(UTC).replace(microsecond=0) - lasts
        self.phone = Phone(sensor, faults, started_ms=int(self.started_at.timestamp() * 1000), seed=seed)
        self.at_s = self._fault_s = 0
        self._random = random.Random(seed)
        self._line: Line | None = None
        self._sent_at: dict[int, float] = {}
        self._counted = (0, 0, 0, 0)
        self._is_complete = False

    async def run(self) -> None:
        """Live through the session. Raises GaveUp."""
        await self._announce()
        connecting = asyncio.create_task(self._stay_connected())
        living = asyncio.create_task(self._live())
        try:
            done, _ = await asyncio.wait({connecting, living}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a connection that is hopeless ends the session
        finally:
            for task in (connecting, living):
                task.cancel()
            await asyncio.gather(connecting, living, return_exceptions=True)

    async def _announce(self) -> None:
        given = {
            "client_id": self.session.client_id or uuid4(),
            "pregnancy": self.session.pregnancy,
            "started_at": self.started_at.isoformat(),
            "device": {"maker": "KAISHI", "model": self.session.model, "serial": self.session.serial},
            **dict(zip(("fetus", "second_fetus"), self.session.fetuses, strict=False)),
        }
        try:
            self.recording_id = (await self.api.ask("POST", "/api/v1/recordings", given))["id"]
        except Refused as refused:
            reasons = " ".join(str(reason.get("says", "")) for reason in refused.problem.get("reasons", []))
            raise GaveUp(f"{refused} {reasons}".strip()) from refused
        except httpx.HTTPError as error:
            raise GaveUp(str(error)) from error

    async def _live(self) -> None:
        """Live second by second, at the session's speed, then send what is left and complete."""
        await self._look_ahead(0)
        began = time.monotonic()
        for second in range(self.session.seconds):
            if second % BLOCK_S == BLOCK_S // 2:
                await self._look_ahead(second + BLOCK_S // 2)
            wait_s = began + (second + 1) / self.session.speed - time.monotonic()
            if wait_s > LEAST_TICK_S or second % AT_A_TIME == 0:
                await asyncio.sleep(max(wait_s, 0))
            self._second(second)
            await self._send()
        await self._drain()
        await self._complete()

    async def _look_ahead(self, second: int) -> None:
        """Make up the next minute beside the others, who go on meanwhile."""
        await asyncio.get_running_loop().run_in_executor(making(), self.phone.look_ahead, second)

    def _second(self, second: int) -> None:
        self.at_s = self._fault_s = second
        behind_s = time.time() - self.phone.started_ms / 1000 - second - 1
        is_live = self._line is not None and behind_s < KEPT_FROM_S
        self.phone.second(second, is_connected=is_live)
        if not self.phone.is_online(second):
            self._cut()

    def _cut(self) -> None:
        if self._line is not None:
            self._line.cut()

    async def _send(self) -> None:
        line = self._line
        if line is None or not line.is_ready or not self.phone.is_online(self._fault_s):
            return
        with suppress(*TROUBLE):  # whoever listens on this line sees its end, and connects again
            while (room := MOST_UNANSWERED - self.phone.unanswered) > 0:
                waiting = self.phone.to_send(self._fault_s, most=min(AT_A_TIME, room))
                if not waiting:
                    break
                self._sent_at |= dict.fromkeys(self.phone.just_sent, time.monotonic())
                await line.send(waiting)
        self._count()

    def _heard(self, through: int | None, ranges: Sequence[Range]) -> None:
        now = time.monotonic()
        for number in self.phone.heard(through, ranges):
            sent_at = self._sent_at.pop(number, None)
            if sent_at is not None:
                self.figures.waited(now - sent_at)
        self._count()

    def _coached(self, code: str) -> None:
        if code:
            self.figures.coached[code] += 1

    def _count(self) -> None:
        """Tell the figures what is new with this phone."""
        phone = self.phone
        now = (phone.made, phone.sent, phone.sent_again, phone.acknowledged)
        before, self._counted = self._counted, now
        self.figures.add(*(new - old for new, old in zip(now, before, strict=True)))

    async def _stay_connected(self) -> None:
        """Connect, and again with a growing pause whenever the line ends. Raises GaveUp where that is hopeless."""
        pause_s, failed = FIRST_PAUSE_S, 0
        while True:
            if not self.phone.is_online(self._fault_s):
                pause_s, failed = FIRST_PAUSE_S, 0  # the system tells the app when there is a network again
                await asyncio.sleep(0.1 / min(self.session.speed, 10))
                continue
            heard_before = self.phone.acknowledged
            with suppress(*TROUBLE):
                await self._converse()
            pause_s, failed = (
                (FIRST_PAUSE_S, 0) if self.phone.acknowledged > heard_before else (pause_s * 2, failed + 1)
            )
            if failed >= OVER_HTTP_AFTER and self.phone.is_online(self._fault_s):
                await self._over_http()
            await asyncio.sleep(self._random.uniform(0.5, 1) * min(pause_s, LONGEST_PAUSE_S))

    async def _converse(self) -> None:
        """Open a line and listen until it ends. Raises GaveUp, and what is in TROUBLE."""
        try:
            line = await Line.opened(self.api, self.recording_id, self._heard, self._coached)
        except Refused as refused:
            raise GaveUp(str(refused)) from refused
        self._line = line
        self.figures.connections += 1
        self.figures.connected += 1
        try:
            code = await line.listen()
        finally:
            line.cut()
            self._line = None
            self._sent_at.clear()
            self.phone.disconnected()
            self.figures.connected -= 1
        if code in HOPELESS and not self._is_complete:
            raise GaveUp(f"the server closed the connection with {code}")

    async def _over_http(self) -> None:
        """Send what is kept by request; the answer acknowledges it. What cannot be sent stays."""
        with suppress(*TROUBLE):
            while waiting := self.phone.to_send(self._fault_s, most=MOST_OVER_HTTP):
                try:
                    told = await self._post(b"".join(waiting[:MOST_OVER_HTTP]))
                except Refused as refused:
                    if refused.status < 500:
                        raise GaveUp(str(refused)) from refused
                    break
                self.figures.over_http += 1
                self._heard(told["through"], [(first, last) for first, last in told["stored"]])
        self.phone.disconnected()

    async def _post(self, body: bytes) -> Any:
        return await self.api.ask("POST", f"/api/v1/recordings/{self.recording_id}/frames", body)

    async def _drain(self) -> None:
        """Wait until all is acknowledged; what no connection takes goes over HTTP. Raises GaveUp."""
        until = time.monotonic() + DRAIN_S
        self._fault_s = LONGEST_S  # no fault holds any more
        while self.phone.kept:
            if time.monotonic() > until:
                raise GaveUp(f"{len(self.phone.kept)} frames were never acknowledged")
            await self._send()
            await asyncio.sleep(0.05)

    async def _complete(self) -> None:
        self._is_complete = True
        try:
            await self.api.ask("POST", f"/api/v1/recordings/{self.recording_id}/complete", {})
        except (Refused, httpx.HTTPError) as error:
            raise GaveUp(str(error)) from error
        self.figures.completed += 1

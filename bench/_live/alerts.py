"""How long an alert takes from the frame that completes its condition to a console that is open.

A whole KAISHI as `manage.py up` starts it, the simulator's phones at real speed, and one clinician's console on all beds.
Which frame completes a condition is told by a replay of what was stored: the first look at which a rule fires ends with
its last sample. A look is made every five seconds of samples, so up to five more lie between what a heart does and it.

    python -m bench._live.alerts PHONES      one object in JSON
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import httpx
import orjson

from apps.monitoring.frames import read_one
from bench._faults.live import Slow, house
from bench._live.wire import BinaryWire, connect

PHONES, SECONDS = 20, 240
APART_S: Final = 0.37
"""Phones begin one after another, so that their looks do not fall together."""
SETTLE_S: Final = 5.0
WATCH_AGAIN_S: Final = 1.0
PATIENCE_S: Final = 120.0


@dataclass
class Console:
    """What an open console was told: by recording, each alert's severity and when it came (seconds since 1970)."""

    told: dict[UUID, list[tuple[float, str]]] = field(default_factory=dict)

    async def open(self, port: int, token: str) -> None:
        """Open the socket of the wall."""
        self.wire: BinaryWire = await connect(port, "/ws/v1/live", **{"X-Session-Token": token})
        self.wire.on_text = self._heard
        self.wire.send({"type": "hello"})

    def watch(self, recordings: list[str]) -> None:
        """Show these beds."""
        self.wire.send({"type": "watch", "recordings": recordings})

    def _heard(self, payload: bytes) -> None:
        now, said = time.time(), orjson.loads(payload)
        if said["type"] != "bed" or not said["alert"]:
            return
        told = self.told.setdefault(UUID(said["recording"]), [])
        if not told or told[-1][1] != said["alert"]:
            told.append((now, said["alert"]))


def run(phones: int = PHONES) -> list[dict[str, Any]]:
    """Return one row for each alert: seconds from frame to raised, and to the console (None: it never came)."""
    with house() as ours:
        devices, console = asyncio.run(_record(ours.port, phones))
        return [row for device in devices for row in _rows(device, console)]


async def _record(port: int, phones: int) -> tuple[list[Any], Console]:
    from apps.monitoring.simulator import mothers
    from apps.monitoring.simulator.figures import Figures
    from apps.monitoring.simulator.public_api import PublicApi
    from apps.monitoring.simulator.run import through

    figures, console = Figures(phones=phones), Console()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
        wearing = await mothers.of_demo(client, phones, twins=[False] * phones)
        clinician = PublicApi(client)
        await clinician.sign_in(*mothers.demo_account("midwife"))
        await console.open(port, clinician.token)
        devices = [_device(mother, number, figures) for number, mother in enumerate(wearing)]
        watching = asyncio.create_task(_watch(console, devices))
        async with asyncio.timeout(SECONDS + phones * APART_S + PATIENCE_S), asyncio.TaskGroup() as group:
            for number, device in enumerate(devices):
                group.create_task(through(device.device, wearing[number].name, figures))
                await asyncio.sleep(APART_S)
        await asyncio.sleep(SETTLE_S)
        watching.cancel()
    if figures.failures:
        raise RuntimeError("; ".join(figures.failures))
    return devices, console


async def _watch(console: Console, devices: list[Any]) -> None:
    """Watch every bed as soon as it is there, as the wall does."""
    shown: list[str] = []
    while len(shown) < len(devices):
        there = [one.device.recording_id for one in devices if one.device.recording_id]
        if there != shown:
            shown = there
            console.watch(shown)
        await asyncio.sleep(WATCH_AGAIN_S)


def _device(mother: Any, number: int, figures: Any) -> Any:
    from apps.monitoring.simulator.device import Device, Session
    from apps.monitoring.simulator.faults import Faults
    from ml_models.ctg.generator import Live

    session = Session(mother.pregnancy, mother.fetuses[:1], seconds=SECONDS, serial=f"seed {number}")
    device = Device(mother.api, Slow(Live("reactive", number)), Faults([]), session, figures, seed=number)
    return Timed(device)


class Timed:
    """A device, and when each of its frames began to go out first (seconds since 1970)."""

    def __init__(self, device: Any) -> None:
        self.device = device
        self.sent_at: dict[int, float] = {}
        self._to_send = device.phone.to_send
        device.phone.to_send = self._noting

    def _noting(self, *args: Any, **given: Any) -> Any:
        waiting = self._to_send(*args, **given)
        now = time.time()
        for encoded in waiting:
            self.sent_at.setdefault(read_one(encoded).number, now)
        return waiting


def _rows(device: Any, console: Console) -> Iterator[dict[str, Any]]:
    from apps.alerts.models import Alert
    from apps.foundation.severity import Severity
    from apps.recordings.models import Recording

    recording = Recording.objects.for_system("a bench").get(public_id=device.device.recording_id)
    told = console.told.get(recording.public_id, [])
    alerts = Alert.objects.for_system("a bench").filter(subject_id=recording.subject_id)
    for samples, rule, severity in _replayed(recording):
        sent = device.sent_at[(samples - 1) // 4]
        came = [at for at, word in told if Severity(word).is_at_least(severity)]
        raised = alerts.filter(rule_id=rule).values_list("raised_at", flat=True).first()
        yield {
            "rule": rule,
            "severity": severity.value,
            "second": samples / 4,
            "raised_s": round(raised.timestamp() - sent, 3) if raised else None,
            "shown_s": round(min(came) - sent, 3) if came else None,
        }


def _replayed(recording: Any) -> Iterator[tuple[int, str, Any]]:
    """Replay the trace; give samples looked at, rule and severity where the worst of the bed begins or gets worse."""
    from django.utils import timezone

    from apps.monitoring.following.course import Course
    from apps.monitoring.services.following import taken
    from apps.recordings.selectors import stored_samples

    one, worst = taken(recording.pk, at=timezone.now()), -1
    course = Course(one.about, one.limits)
    course.put([(0, stored_samples(recording))])
    for step in course.steps(0.0):
        found = [finding for of_fetus in step.new for new in of_fetus for finding in new.findings]
        top = max(found, key=lambda finding: finding.severity.order, default=None)
        if top is not None and top.severity.order > worst:
            worst = top.severity.order
            yield course.samples, top.rule_id, top.severity


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else PHONES)))

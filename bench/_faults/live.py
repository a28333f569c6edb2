"""A hundred phones record while everything under them is killed in turn: what was acknowledged is there, and whoever
must be called is called once.

Phones are the simulator's: they speak the public API only. A fifth wears a heart at 80 bpm, which calls somebody after
three minutes; others lose their network for two minutes, or send frames twice, out of order, and again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np

ROOT: Final = Path(__file__).resolve().parents[2]
PHONES, MINUTES = 100, 7
SLOW_EVERY: Final = 5
KILLS: Final = (
    (60.0, "kaishi: web"),
    (100.0, "kaishi: follow"),
    (140.0, "valkey-server"),
    (180.0, "/postgres "),
    (220.0, "kaishi: worker"),
    (260.0, "kaishi: follow"),
    (300.0, "kaishi: relay"),
)
"""Seconds after the phones began, and who is killed. The follower twice: also while somebody is to be called."""
SPOILED: Final = ("doubled", "shuffled", "repeated")
CUT_OFF_S: Final = (90, 120)
SLOWER_BPM: Final = 60.0
PATIENCE_S: Final = 240.0
FORGOTTEN: Final = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


@dataclass
class Slow:
    """A heart that beats `SLOWER_BPM` slower than the one that was generated."""

    live: Any
    twins: bool = False

    def piece(self, start_s: int, seconds: int = 1) -> Any:
        """Return what is measured in some seconds."""
        from ml_models.ctg import Recording

        made = self.live.piece(start_s, seconds)
        return Recording.from_channels({"fhr1_bpm": made.fhr1_bpm - SLOWER_BPM, "toco": made.toco})


@dataclass
class House:
    """`manage.py up` with the demonstration's accounts."""

    data: Path
    port: int
    process: subprocess.Popen[str]

    def kill(self, name: str) -> None:
        """End one of its processes at once."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            if name in Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(
                errors="replace"
            ):
                os.kill(int(child), signal.SIGKILL)
                return
        raise LookupError(name)


@contextmanager
def house() -> Iterator[House]:
    """Start it in a folder of its own, end it, leave nothing."""
    data = Path(tempfile.mkdtemp(prefix="kl-"))
    data.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
    environment["KAISHI_LOG_LEVEL"] = "WARNING"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port), "--data", str(data), "--workers", "1"],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    )  # fmt: skip
    try:
        _until_ready(process)
        os.environ |= {"KAISHI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "kaishi.settings.development"}
        os.environ["KAISHI_LOG_LEVEL"] = "ERROR"
        import django

        django.setup()
        yield House(data, port, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)
        shutil.rmtree(data, ignore_errors=True)


def _until_ready(process: subprocess.Popen[str]) -> None:
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "KAISHI is ready" in line:
            return
    raise RuntimeError("it did not start:\n" + "".join(said))


def run(*, phones: int = PHONES, minutes: float = MINUTES) -> list[dict[str, Any]]:
    """Return one row for each thing that must be 0."""
    with house() as ours:
        devices, figures = asyncio.run(_record(ours, phones, minutes))
        return asyncio.run(_compared(devices, figures))


async def _record(ours: House, phones: int, minutes: float) -> tuple[list[Any], Any]:
    from apps.monitoring.simulator import mothers
    from apps.monitoring.simulator.figures import Figures
    from apps.monitoring.simulator.run import through

    figures = Figures(phones=phones)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{ours.port}",
        timeout=30,
        limits=httpx.Limits(max_connections=64),
        trust_env=False,
    ) as client:
        wearing = await mothers.of_demo(client, phones, twins=[False] * phones)
        devices = [_device(mother, number, minutes, figures) for number, mother in enumerate(wearing)]
        killer = asyncio.create_task(_kill(ours, minutes))
        async with asyncio.timeout(minutes * 60 + PATIENCE_S), asyncio.TaskGroup() as group:
            for number, device in enumerate(devices):
                group.create_task(through(device, wearing[number].name, figures))
                await asyncio.sleep(0.05)
        await killer
    return devices, figures


def _device(mother: Any, number: int, minutes: float, figures: Any) -> Any:
    from apps.monitoring.simulator.device import Device, Session
    from apps.monitoring.simulator.faults import Fault, Faults, Kind
    from ml_models.ctg.generator import Live

    live = Live("reactive", number)
    sensor = Slow(live) if number % SLOW_EVERY == 0 else live
    faults = []
    if number % 4 == 1:
        faults.append(Fault(Kind(SPOILED[number // 4 % 3])))
    if number % 10 == 3 or number % 20 == 5:
        faults.append(Fault(Kind.NETWORK, CUT_OFF_S[0], sum(CUT_OFF_S)))
    session = Session(
        mother.pregnancy, mother.fetuses[:1], seconds=round(minutes * 60), serial=f"seed {number}"
    )
    return Device(mother.api, sensor, Faults(faults), session, figures, seed=number)


async def _kill(ours: House, minutes: float) -> None:
    began = time.monotonic()
    for at_s, name in KILLS:
        await asyncio.sleep(max(0.0, began + at_s * min(1.0, minutes / MINUTES) - time.monotonic()))
        await asyncio.to_thread(ours.kill, name)


async def _compared(devices: list[Any], figures: Any) -> list[dict[str, Any]]:
    found = [await asyncio.to_thread(_of_device, device) for device in devices]
    missing = sum(one["made"] - one["stored"] for one in found)
    return [
        _row("phones that did not get through", len(figures.failures)),
        _row("frames that were acknowledged and are not there", missing),
        _row(
            "recordings whose samples are not those that were measured", sum(one["differs"] for one in found)
        ),
        _row("alerts that did not come", sum(one["lost"] for one in found)),
        _row("alerts that came twice", sum(one["doubled"] for one in found)),
        _row("slow hearts for which nobody was called", sum(one["uncalled"] for one in found)),
        {
            "what": "frames acknowledged, sent again, connections, p99 ms from phone to acknowledgement",
            "reached": [
                figures.acknowledged,
                figures.sent_again,
                figures.connections,
                round(figures.latency_ms(0.99) or 0),
            ],
            "asked": None,
            "ok": True,
        },
    ]


def _of_device(device: Any) -> dict[str, int]:
    """Compare what a phone made with what is in the tables, and what a replay of it says with who was called."""
    from django.db import connection

    try:
        return _counted(device)
    finally:
        connection.close()


def _counted(device: Any) -> dict[str, int]:
    from django.db.models import Sum

    from apps.alerts.models import Alert
    from apps.monitoring.models import Frame
    from apps.recordings.channels import Channel, measured
    from apps.recordings.models import Recording
    from apps.recordings.selectors import stored_samples

    recording = Recording.objects.for_system("a bench").get(public_id=device.recording_id)
    folded = recording.chunks.aggregate(count=Sum("frame_count"))["count"] or 0
    stored = folded + Frame.objects.for_system("a bench").filter(recording=recording).count()
    samples = stored_samples(recording)
    made = device.phone.sensor.piece(0, device.session.seconds).fhr1_bpm
    kept = measured(Channel.FHR1, samples[Channel.FHR1])
    differs = kept.size != made.size or not np.allclose(kept, np.round(made * 4) / 4, equal_nan=True)
    rows = Alert.objects.for_system("a bench").filter(
        subject_id=recording.subject_id, rule_id__startswith="trace_"
    )
    told = [tuple(row) for row in rows.values_list("rule_id", "direction")]
    due = _replayed(recording, samples)
    slow = isinstance(device.phone.sensor, Slow)
    return {
        "made": device.phone.made,
        "stored": stored,
        "differs": int(differs),
        "lost": len(due - set(told)),
        "doubled": len(told) - len(set(told)),
        "uncalled": int(slow and ("trace_low_rate", "") not in told),
    }


def _replayed(recording: Any, samples: Any) -> set[tuple[str, str]]:
    """What the rules say of the whole trace where it comes at once."""
    from django.utils import timezone

    from apps.monitoring.following.course import Course
    from apps.monitoring.services.following import taken

    one = taken(recording.pk, at=timezone.now())
    course = Course(one.about, one.limits)
    course.put([(0, samples)])
    return {
        (new.rule.id, finding.direction)
        for step in course.steps(0.0)
        for of_fetus in step.new
        for new in of_fetus
        for finding in new.findings
    }


def _row(what: str, reached: int) -> dict[str, Any]:
    return {"what": what, "reached": reached, "asked": 0, "ok": reached == 0}

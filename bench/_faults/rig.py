"""A whole KAISHI of its own, started as a person would, and a gateway that notes who was called, and when.

A process is made silent by SIGSTOP: killed, the supervisor would have it back in half a second, and nobody needs a call.
Stopped, it is what is left of a process whose supervisor has given up: there, and without a sign of life.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from bench._faults.gateway import FILE

CHECKOUT: Final = Path(__file__).resolve().parents[2]
OPERATOR, CLINICIAN = "+15550000001", "+15550000002"
READY_S: Final = 180.0
PARTS: Final = ("outbox_relay", "web", "worker", "beat", "follow", "watch")
"""Heartbeats of everything that is started."""


@dataclass(frozen=True)
class Calls:
    """The short messages that were handed over, as the gateway wrote them down."""

    file: Path

    def called(self, number: str, since: float) -> float | None:
        """Return when somebody was called, at `since` (monotonic seconds) or later."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        found = [float(at) for at, to in (line.split() for line in lines) if to == number]
        return next((at for at in found if at >= since), None)


@dataclass
class Rig:
    """The running house."""

    data: Path
    grace_s: int
    calls: Calls
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]

    def run(self, code: str) -> str:
        """Run a few lines of Python beside it, with Django set up; return what they print."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        done = subprocess.run(
            command, env=dict(self.environment), cwd=CHECKOUT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2_000:])
        return done.stdout

    def pid(self, name: str) -> int:
        """Return the process of that name among its children."""
        for pid in children(self.process.pid):
            if name in command_line(pid):
                return pid
        raise LookupError(name)

    def ask(self, sql: str, *given: Any) -> Any:
        """Return the first value of the first row; None where there is none, or the database is away."""
        try:
            with psycopg.connect(self.environment["DATABASE_URL"], connect_timeout=2) as plain:
                row = plain.execute(sql, given or None).fetchone()  # type: ignore[call-overload]
        except psycopg.Error:
            return None
        return row[0] if row else None

    def all_beat(self) -> bool:
        """Say whether every part has beaten in the last seven seconds, and nothing is silent."""
        fresh = "select count(*) from foundation_heartbeat where seen_at > now() - interval '7 s' and name = any(%s)"
        silent = "select count(*) from expectations_page where ended_at is null"
        return self.ask(fresh, list(PARTS)) == len(PARTS) and self.ask(silent) == 0

    def silence(self, name: str) -> tuple[float | None, float]:
        """Stop a process until the operator is called; return the seconds it took (None: nobody was), and back."""
        pid = self.pid(name)
        began = time.monotonic()
        os.kill(pid, signal.SIGSTOP)
        try:
            at = until(lambda: self.calls.called(OPERATOR, began), self.grace_s + 75.0)
        finally:
            os.kill(pid, signal.SIGCONT)
        back = time.monotonic()
        until(lambda: self.all_beat() or None, READY_S)
        return (None if at is None else at - began), time.monotonic() - back


def until(ask: Callable[[], Any], seconds: float) -> Any:
    """Ask four times a second until there is an answer; None where none came in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ask()
        if found is not None:
            return found
        time.sleep(0.25)
    return None


PEOPLE: Final = f"""
from django.utils import timezone
from apps.accounts.models import Person, Role
from apps.notifications.models import PhoneNumber
person = Person.objects.create(email="operator@example.org", full_name="Operator", role=Role.ADMINISTRATOR)
PhoneNumber.objects.create(person=person, number="{OPERATOR}")
"""


@contextmanager
def rig(*, grace_s: int) -> Iterator[Rig]:
    """Start everything, with one operator who has a number; end it, and leave nothing behind."""
    with ExitStack() as stack:
        data = Path(tempfile.mkdtemp(prefix="kf-"))
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        data.chmod(0o711)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KAISHI_")}
        for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"):
            kept.pop(name, None)
        environment = kept | {
            "KAISHI_DATA": str(data),
            "KAISHI_WATCH_GRACE_S": str(grace_s),
            "KAISHI_WATCH_EVERY_S": "2",
            "KAISHI_SMS_GATEWAY": "bench._faults.gateway.FileGateway",
            FILE: str(data / "calls"),
            "KAISHI_NOTIFICATION_CHANNELS": "in_app,sms",
            "DJANGO_SETTINGS_MODULE": "kaishi.settings.development",
        }
        port = free_port()
        command = [sys.executable, "manage.py", "up", "--port", str(port), "--data", str(data), "--no-demo"]
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        stack.callback(_end, process)
        yield _ready(data, grace_s, Calls(data / "calls"), environment, process)


def _ready(
    data: Path, grace_s: int, calls: Calls, environment: dict[str, str], process: subprocess.Popen[bytes]
) -> Rig:
    from kaishi.embedded.layout import Layout

    started = until(lambda: (data / "secrets.json").exists() or None, READY_S)
    if not started:
        raise RuntimeError("it did not start")
    layout = Layout(data)
    environment |= {"DATABASE_URL": str(layout.database_url()), "REDIS_URL": str(layout.redis_url())}
    found = Rig(data, grace_s, calls, environment, process)
    if until(lambda: found.all_beat() or None, READY_S) is None:
        raise RuntimeError("not every part beats")
    found.run(PEOPLE)
    os.kill(
        found.pid("watch"), signal.SIGTERM
    )  # begun anew, it knows the operator without waiting for its minute
    began = "select 1 from foundation_heartbeat where name = 'watch' and seen_at > now() - interval '1 s'"
    time.sleep(1.5)
    if until(lambda: found.ask(began), READY_S) is None:
        raise RuntimeError("the watch does not come back")
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    for pid in children(process.pid):
        os.kill(pid, signal.SIGCONT)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    """Return the processes that were started by this one."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if fields[1] == str(pid):
                found.append(int(name))
    return found


def command_line(pid: int) -> str:
    """Return how a process was started, or what it calls itself."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""

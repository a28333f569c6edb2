"""Starts the real `manage.py up` for a test, asks it, ends it, and looks who is left."""

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
OF_THE_TEST_RUN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would lead the start to the servers of the test run."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KAISHI_")}
    return {key: value for key, value in kept.items() if key not in OF_THE_TEST_RUN} | more


@dataclass
class Up:
    """One running start command."""

    data: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ("--no-demo",)
    python: str = sys.executable
    checkout: Path = CHECKOUT
    more: Mapping[str, str] = field(default_factory=dict)
    user: int | None = None
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def start(self) -> "Up":
        command = [
            self.python,
            "manage.py",
            "up",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
            *self.options,
        ]
        drop = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        self.process = subprocess.Popen(
            command,
            cwd=self.checkout,
            env=environment(**self.more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **drop,
        )
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def wait_for(self, words: str, seconds: float = 60.0) -> str:
        """The first line with `words`; fails with everything that was said instead."""
        assert self.process is not None
        assert self.process.stdout is not None
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            line = self.process.stdout.readline()
            self.lines.append(line)
            if words in line:
                return line
            assert line, f"it ended without saying «{words}»:\n{''.join(self.lines)}"
        raise AssertionError(f"it did not say «{words}» in {seconds} s:\n{''.join(self.lines)}")

    def ready(self) -> "Up":
        self.start().wait_for("KAISHI is ready")
        return self

    def refusal(self) -> tuple[int, str]:
        """Exit code and words of a start that is expected to be refused."""
        self.start()
        assert self.process is not None
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, json.loads(body) if "json" in answer.headers["Content-Type"] else body.decode()

    def family(self) -> list[int]:
        """Every process that descends from it, itself included."""
        return [self.pid, *descendants(self.pid)]

    def child(self, name: str) -> int:
        """Its process of that name: web, worker, beat, relay, postgres."""
        found = [pid for pid in children(self.pid) if name in command_line(pid)]
        assert len(found) == 1, found
        return found[0]

    def end(self, number: signal.Signals, seconds: float = 30.0) -> int:
        """Send a signal; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=seconds)
        self.lines.append(said)
        return self.process.returncode

    def clean_up(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end(signal.SIGTERM)


def _status(pid: int) -> list[str]:
    """Fields of /proc/PID/stat after the name: state, parent …; empty where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(pid: int) -> list[int]:
    everybody = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [other for other in everybody if _status(other)[1:2] == [str(pid)]]


def descendants(pid: int) -> list[int]:
    return [below for child in children(pid) for below in (child, *descendants(child))]


def ends_within(pid: int, seconds: float) -> bool:
    """Whether a process ends in time. One that has ended but was not collected (a zombie) has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], max(0.0, seconds))[0])
    finally:
        os.close(handle)


def left_after(pids: list[int], seconds: float) -> list[str]:
    """The command lines of those that still run when `seconds` are over."""
    until = time.monotonic() + seconds
    return [command_line(pid) for pid in pids if not ends_within(pid, until - time.monotonic())]

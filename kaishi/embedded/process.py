"""Starts a child process that never outlives this one, and stops it again.

Linux: `PR_SET_PDEATHSIG`, set in the child after its user was changed (a change of user clears it). The
kernel sends the signal when the *thread* that forked ends: start children from the main thread only.
Elsewhere a small watcher process holds the reading end of a pipe and ends the child when the pipe closes.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kaishi.embedded.errors import CannotStart
from kaishi.embedded.users import Identity

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")
_libc = ctypes.CDLL(None)

WATCHER = """
import os, sys
os.read(0, 1)
try: os.kill(int(sys.argv[1]), int(sys.argv[2]))
except ProcessLookupError: pass
"""


def bind_to_parent(number: signal.Signals) -> None:
    """From now on the end of our parent (of its thread that forked us) sends us `number`; only Linux can."""
    if LINUX:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A function for the child to call: from then on the end of its parent sends it `number`."""
    parent = os.getpid()

    def in_child() -> None:
        bind_to_parent(number)
        if os.getppid() != parent:
            os._exit(1)

    return in_child


def watch_from_outside(pid: int, number: signal.Signals) -> subprocess.Popen[bytes]:
    """For systems without a death signal: a process that ends `pid` when we are gone."""
    command = [sys.executable, "-I", "-S", "-c", WATCHER, str(pid), str(int(number))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


@dataclass
class Server:
    """A running program that is not ours, started as our child."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals
    watcher: subprocess.Popen[bytes] | None = field(default=None)

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        stop_signal: signal.Signals,
        identity: Identity | None = None,
        environment: Mapping[str, str] | None = None,
        given: bytes | None = None,
        keep_open: Sequence[int] = (),
    ) -> "Server":
        """Start `command` in a session of its own: Ctrl-C reaches only us. `given` goes to its input."""
        with open_log(log) as out:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
                stdout=out,
                stderr=out,
                env=dict(environment or clean_environment()),
                cwd="/",
                pass_fds=keep_open,
                start_new_session=True,
                preexec_fn=die_with_parent(stop_signal),
                **(identity.popen() if identity else {}),
            )
        if process.stdin is not None:
            process.stdin.write(given or b"")
            process.stdin.close()
        watcher = None if LINUX else watch_from_outside(process.pid, stop_signal)
        return cls(name, process, log, stop_signal, watcher)

    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Ask `ready` every 10 ms. Raises CannotStart, with the log's end, when it ends or is too slow."""
        until = time.monotonic() + seconds
        while not ready():
            if not self.is_running():
                raise CannotStart(f"{self.name} ended while starting. {last_lines(self.log)}")
            if time.monotonic() > until:
                raise CannotStart(f"{self.name} was not ready after {seconds:.0f} s. {last_lines(self.log)}")
            time.sleep(0.01)

    def stop(self, *, seconds: float = 10.0) -> None:
        """Ask it to end, wait, then force it."""
        if self.is_running():
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT if self.stop_signal == signal.SIGINT else signal.SIGKILL)
            self.process.wait(seconds)
        if self.watcher is not None:
            self.watcher.kill()
            self.watcher.wait()


def clean_environment() -> dict[str, str]:
    """What a server needs of our environment: nothing that could change its settings (PGDATA, LD_PRELOAD)."""
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR", "TZ") if key in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"} | kept


def open_log(log: Path) -> BinaryIO:
    """Open a log for its owner's eyes only, also where it was made wider before."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "ab")


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log, for a message about a server that did not start."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return ""
    return f"The end of {log}:\n  " + "\n  ".join(lines)

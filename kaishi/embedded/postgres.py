"""Our own PostgreSQL: made once (`initdb`, SCRAM passwords), started on a Unix socket, asked if ready."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from kaishi.embedded import binaries
from kaishi.embedded.errors import CannotStart
from kaishi.embedded.layout import DATABASE, ROLE, Layout, private_folder
from kaishi.embedded.process import Server, clean_environment, die_with_parent, last_lines, open_log

# A failed statement carries health values, and so does the detail of a broken constraint: neither goes into the log.
SILENT_ABOUT_VALUES = (
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length=0",
)

# Nothing survives a crash of the machine with these: for tests only.
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def start(
    layout: Layout, *, settings: Sequence[str] = (), durable: bool = True, keep_open: Sequence[int] = ()
) -> Server:
    """Start the server, creating its data on the first call. Returns when it answers. Raises CannotStart.

    `keep_open`: files that the server inherits (a lock that is free only when it has ended).
    """
    server = begin(layout, settings=settings, durable=durable, keep_open=keep_open)
    finish(layout, server)
    return server


def begin(
    layout: Layout, *, settings: Sequence[str] = (), durable: bool = True, keep_open: Sequence[int] = ()
) -> Server:
    """The first half of `start`: the server runs and makes itself ready."""
    folder = binaries.postgres_folder(layout.identity)
    _make_folders(layout)
    if not (layout.postgres_data / "PG_VERSION").exists():
        _create(layout, folder)
    _refuse_other_version(layout, folder)
    options = [*settings, *(() if durable else FAST_AND_FORGETFUL)]
    return Server.start(
        "PostgreSQL",
        _command(layout, folder, options),
        log=layout.postgres_home / "postgres.log",
        stop_signal=signal.SIGINT,
        identity=layout.identity,
        keep_open=keep_open,
    )


def finish(layout: Layout, server: Server) -> None:
    """The second half: wait for the server's word, and make the application's role and database once."""
    server.wait_until(lambda: _says_ready(layout.postgres_data, server.process.pid), seconds=60)
    marker = layout.postgres_home / "database-made"
    if not marker.exists():
        _make_database(layout)
        marker.touch()


def _command(layout: Layout, folder: Path, settings: Sequence[str]) -> list[str | Path]:
    fixed = ("listen_addresses=", "unix_socket_permissions=0777", "log_timezone=UTC", "timezone=UTC")
    options = [part for setting in (*fixed, *SILENT_ABOUT_VALUES, *settings) for part in ("-c", setting)]
    return [folder / "postgres", "-D", layout.postgres_data, "-k", layout.postgres_socket_folder, *options]


def _make_folders(layout: Layout) -> None:
    """The server's user owns its data (0700) and its socket folder; we own what lies around them."""
    identity = layout.identity
    around = 0o711 if identity else 0o700
    if layout.postgres_home != layout.data:
        private_folder(layout.postgres_home, mode=around)
    private_folder(layout.postgres_run, mode=around)
    _make_owned(layout.postgres_socket_folder, layout, mode=0o755 if identity else 0o700)


def _make_owned(folder: Path, layout: Layout, *, mode: int) -> None:
    folder.mkdir(exist_ok=True)
    if layout.identity:
        os.chown(folder, layout.identity.uid, layout.identity.gid)
    folder.chmod(mode)


def _create(layout: Layout, folder: Path) -> None:
    """Make the data beside its place and move it there whole: a start cut off half-way leaves nothing odd."""
    part = layout.postgres_data.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    _make_owned(part, layout, mode=0o700)
    password = layout.postgres_socket_folder / "password"
    password.unlink(missing_ok=True)
    with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(layout.make().postgres_admin_password)
    if layout.identity:
        os.chown(password, layout.identity.uid, layout.identity.gid)
    try:
        _initdb(layout, folder, part, password)
    finally:
        password.unlink()
    _unsynced(layout).touch()
    layout.keep_postgres_home()
    part.rename(layout.postgres_data)


def _unsynced(layout: Layout) -> Path:
    return layout.postgres_home / "not-synced"


def needs_sync(layout: Layout) -> bool:
    """Whether a new server's files may still be in the machine's memory only: then `sync` is due."""
    return _unsynced(layout).exists()


def sync(layout: Layout) -> None:
    """Bring a new server's files to the disk.

    `initdb` would do it itself, while nothing else can go on; on a disk that still writes what was just
    installed that takes seconds. What the running server writes it brings to the disk itself.
    """
    for folder, _, names in os.walk(layout.postgres_data):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            _sync_file(path)
    _unsynced(layout).unlink()


def _sync_file(path: str) -> None:
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return  # the server has removed it meanwhile
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _initdb(layout: Layout, folder: Path, data: Path, password: Path) -> None:
    built_in = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command: list[str | Path] = [folder / "initdb", "-D", data, "-U", "postgres", f"--pwfile={password}"]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--no-instructions", "--no-sync"]
    command += built_in if binaries.postgres_major(folder) >= 17 else ["--locale=C.UTF-8"]
    log = layout.postgres_home / "postgres.log"
    with open_log(log) as out:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=clean_environment(),
            cwd="/",
            preexec_fn=die_with_parent(signal.SIGTERM),
            **(layout.identity.popen() if layout.identity else {}),
        )
    if done.returncode != 0:
        raise CannotStart(f"PostgreSQL's data could not be made. {last_lines(log)}")


def _refuse_other_version(layout: Layout, folder: Path) -> None:
    stored = (layout.postgres_data / "PG_VERSION").read_text().strip()
    major = binaries.postgres_major(folder)
    if stored != str(major):
        raise CannotStart(
            f"The data in {layout.postgres_data} was written by PostgreSQL {stored}, this one is {major}. "
            f"Name the bin folder of version {stored} in KAISHI_POSTGRES_BIN, or move the data over with "
            "pg_dump."
        )


def _says_ready(data: Path, pid: int) -> bool:
    """The server's own word: the eighth line of its pid file, if the file is of this server."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _make_database(layout: Layout) -> None:
    """The application's role and database, once. The role owns the database and is no superuser."""
    import psycopg  # a moment's work: the server starts meanwhile
    from psycopg import sql

    with psycopg.connect(layout.admin_url(), autocommit=True, connect_timeout=10) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            password = sql.Literal(layout.make().postgres_password)
            role = sql.SQL("create role {} login createdb password {}").format(sql.Identifier(ROLE), password)
            connection.execute(role)
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            names = sql.Identifier(DATABASE), sql.Identifier(ROLE)
            connection.execute(sql.SQL("create database {} owner {}").format(*names))

"""The one command that starts everything: real servers, real processes, real signals."""

import json
import os
import shutil
import signal
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from kaishi.embedded.layout import Layout
from tests.kaishi.starting import CHECKOUT, Up, descendants, free_port, left_after

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc and uses pidfd: Linux only"),
]


def made_folder() -> Path:
    """A data folder; as root, one that PostgreSQL's user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="kaishi-up-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def data() -> Iterator[Path]:
    folder = made_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    """A running system for the tests that leave it running."""
    started = Up(made_folder()).ready()
    yield started
    started.clean_up()
    shutil.rmtree(started.data)


def test_after_a_kill_nothing_is_left_and_the_next_start_finds_the_data(data: Path) -> None:
    up = Up(data).ready()
    assert up.get("/health/ready") == (
        200,
        {"status": "ready", "parts": {"database": "ok", "valkey": "ok", "migrations": "ok"}},
    )
    with psycopg.connect(Layout(data).database_url(), autocommit=True) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('before the kill')")
    family = up.family()
    assert len(family) > 8
    assert up.end(signal.SIGKILL) == -signal.SIGKILL
    assert left_after(family, seconds=8) == []

    again = Up(data).ready()
    assert "Migrations: nothing to apply\n" in [line.lstrip() for line in again.lines]
    loaded = [sum("Food table: loaded" in line for line in start.lines) for start in (up, again)]
    assert loaded == [1, 0], "the food table comes with the first start only"
    with psycopg.connect(Layout(data).database_url()) as connection:
        assert connection.execute("select word from kept").fetchall() == [("before the kill",)]
    expect_a_clean_end(again, signal.SIGTERM)


def test_a_second_start_on_the_same_data_is_refused_and_disturbs_nothing(up: Up) -> None:
    code, said = Up(up.data).refusal()
    assert code == 1
    assert said == (
        f"KAISHI does not start: KAISHI already runs on the data folder {up.data} (process {up.pid}). Stop "
        "that one, or start this one with another folder: --data DIR.\n"
    )
    assert up.get("/health/live") == (200, {"status": "live"})


def test_a_busy_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        code, said = Up(tmp_path / "new", port=port).refusal()
    assert code == 1
    assert said == (
        f"KAISHI does not start: port {port} on 127.0.0.1 is in use by another program. Stop that one, or "
        "choose another: --port N.\n"
    )
    assert not (tmp_path / "new" / "valkey").exists()


def owner_of(pid: int) -> int | None:
    """Return whose process it is; None where it has ended."""
    try:
        return Path(f"/proc/{pid}").stat().st_uid
    except FileNotFoundError:
        return None


def expect_a_clean_end(up: Up, number: signal.Signals) -> None:
    """A stop signal ends everything, first who uses, then who is used."""
    family = up.family()
    assert up.end(number) == 0
    assert left_after(family, seconds=0) == []
    assert up.lines[-1].endswith("Stopped. The data is kept.\n")
    log = (Layout(up.data).postgres_home / "postgres.log").read_text().splitlines()
    assert log[-1].endswith("database system is shut down")


def test_what_crashes_is_started_again(up: Up) -> None:
    for name in ("kaishi: web", "kaishi: worker", "bin/postgres"):
        killed = up.child(name)
        family = [killed, *descendants(killed)]
        os.kill(killed, signal.SIGKILL)
        up.wait_for("starting it again")
        up.wait_for("runs again")
        assert left_after(family, seconds=8) == []
    # The socket is the parent's: a request waits for the new web process instead of being refused.
    assert up.get("/health/live") == (200, {"status": "live"})
    assert up.get("/health/ready")[0] == 200


def test_an_interrupted_first_start_is_made_good_by_the_next(data: Path) -> None:
    first = Up(data).start()
    first.wait_for("to apply")  # the migrations are running now
    family = first.family()
    first.end(signal.SIGKILL)
    assert left_after(family, seconds=8) == []
    second = Up(data).ready()
    assert second.get("/health/ready")[0] == 200
    expect_a_clean_end(second, signal.SIGHUP)


def test_servers_ask_for_a_password_and_secrets_are_private(up: Up) -> None:
    layout = Layout(up.data)
    assert stat.S_IMODE(layout.secrets_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.postgres_data.stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=str(layout.postgres_socket_folder), dbname="kaishi", user="kaishi", password="wrong"
        )
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(unix_socket_path=str(layout.valkey_socket), retry=Retry(NoBackoff(), 0)).ping()
    with psycopg.connect(layout.database_url()) as connection:
        assert connection.execute(
            "select rolsuper from pg_roles where rolname = current_user"
        ).fetchone() == (False,)


def test_sockets_and_http_share_the_port(up: Up) -> None:
    status, body = up.get("/api/v1/nothing-of-this-name")
    assert (status, body["status"]) == (404, 404)


def test_data_that_the_servers_user_cannot_enter_are_kept_beside(tmp_path: Path) -> None:
    """As root PostgreSQL runs as somebody else; a checkout under a private home must work all the same."""
    if os.geteuid() != 0:
        pytest.skip("only root starts PostgreSQL as another user")
    tmp_path.chmod(0o700)
    shared = Path(tempfile.mkdtemp(prefix="kaishi-shared-"))
    up = Up(tmp_path / "private", more={"KAISHI_SHARED_HOME": str(shared)}).ready()
    try:
        number = json.loads((tmp_path / "private" / "secrets.json").read_text())["id"]
        assert (shared / number / "postgres" / "PG_VERSION").exists()
        assert not (tmp_path / "private" / "postgres").exists()
        expect_a_clean_end(up, signal.SIGINT)
    finally:
        up.clean_up()
        shutil.rmtree(shared)


def test_an_ordinary_user_starts_it_from_a_private_home() -> None:
    """As `nobody`, with copies of the interpreter and the packages: root's may lie where only root can go."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user; every other test here has run as an ordinary one")
    home = Path(tempfile.mkdtemp(prefix="kaishi-home-"))
    packages = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    copy_tree(Path(sys.base_prefix), home / "python", leave_out=("site-packages", "test", "share", "include"))
    copy_tree(
        packages, home / "packages", leave_out=("torch", "torchvision", "onnx", "onnxscript", "playwright")
    )
    for name in ("kaishi", "apps", "ml_models", "locale"):
        copy_tree(CHECKOUT / name, home / "kaishi" / name)
    shutil.copy(CHECKOUT / "manage.py", home / "kaishi")
    for path in (home, home / "kaishi"):
        os.chown(path, 65534, 65534)
        path.chmod(0o700)
    up = Up(
        home / "kaishi" / "var",
        python=str(home / "python" / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"),
        checkout=home / "kaishi",
        user=65534,
        more={
            "HOME": str(home),
            "PYTHONHOME": str(home / "python"),
            "PYTHONPATH": str(home / "packages"),
            "LD_LIBRARY_PATH": str(home / "python" / "lib"),
        },
    )
    try:
        up.ready()
        assert up.get("/health/ready")[0] == 200
        family = up.family()
        owners = {owner_of(pid) for pid in family} - {None}  # a short one may have ended meanwhile
        assert owners == {65534}
        up.end(signal.SIGKILL)
        assert left_after(family, seconds=8) == []
    finally:
        up.clean_up()
        shutil.rmtree(home)


def copy_tree(source: Path, target: Path, leave_out: tuple[str, ...] = ()) -> None:
    """By hard links: the files stay readable by everybody, and only their new folders are made."""

    def link(here: str, there: str) -> None:
        try:
            os.link(here, there)
        except OSError:
            shutil.copy2(here, there)

    shutil.copytree(
        source, target, copy_function=link, symlinks=True, ignore=shutil.ignore_patterns(*leave_out)
    )


def test_options_that_make_no_sense_are_refused_by_name(tmp_path: Path) -> None:
    code, said = Up(tmp_path, options=("--workers", "0")).refusal()
    assert code == 2
    assert "argument --workers: 0: a number from 1 to" in said
    assert list(tmp_path.iterdir()) == []
    code, said = Up(tmp_path, port=free_port(), options=("--host", "192.0.2.1")).refusal()
    assert code == 1
    assert "it cannot listen on 192.0.2.1" in said

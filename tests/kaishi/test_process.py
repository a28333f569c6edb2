"""Children that never outlive their parent."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kaishi.embedded.errors import CannotStart
from kaishi.embedded.process import Server, clean_environment, watch_from_outside
from tests.kaishi.starting import ends_within

SLEEPER = [sys.executable, "-I", "-S", "-c", "import signal; print('here', flush=True); signal.pause()"]


def start(tmp_path: Path, command: list[str]) -> Server:
    return Server.start("Sleeper", command, log=tmp_path / "log", stop_signal=signal.SIGTERM)


def test_a_server_that_ends_while_starting_is_told_with_its_log(tmp_path: Path) -> None:
    server = start(
        tmp_path, [sys.executable, "-I", "-S", "-c", "import sys; sys.exit('no room on the disk')"]
    )
    with pytest.raises(CannotStart, match=r"Sleeper ended while starting\.(.|\n)*no room on the disk"):
        server.wait_until(lambda: False, seconds=20)


def test_a_server_that_is_too_slow_is_told_as_such(tmp_path: Path) -> None:
    server = start(tmp_path, SLEEPER)
    with pytest.raises(CannotStart, match="Sleeper was not ready after 0 s"):
        server.wait_until(lambda: False, seconds=0.05)
    server.stop()
    assert not server.is_running()


def test_a_server_that_does_not_listen_is_forced(tmp_path: Path) -> None:
    deaf = "import signal as s; s.signal(s.SIGTERM, s.SIG_IGN); print('here', flush=True); s.pause()"
    server = start(tmp_path, [sys.executable, "-I", "-S", "-c", deaf])
    server.wait_until(lambda: "here" in (tmp_path / "log").read_text(), seconds=20)
    server.stop(seconds=0.2)
    assert server.process.returncode == -signal.SIGKILL


def test_without_a_death_signal_a_watcher_ends_the_child(tmp_path: Path) -> None:
    """As on systems that have none: the watcher sees its pipe close when the parent is gone."""
    child = subprocess.Popen(SLEEPER, stdout=subprocess.PIPE)
    watcher = watch_from_outside(child.pid, signal.SIGTERM)
    assert watcher.stdin is not None
    assert child.poll() is None
    watcher.stdin.close()  # what the end of this process would do
    assert ends_within(child.pid, seconds=20)
    assert child.wait() == -signal.SIGTERM
    assert watcher.wait() == 0


def test_servers_do_not_see_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAISHI_SECRET_KEY", "secret")
    monkeypatch.setenv("PGDATA", "/somewhere/else")
    assert set(clean_environment()) <= {"PATH", "LANG", "LC_ALL", "TMPDIR", "TZ"}

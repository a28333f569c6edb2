"""Pytest plugin: real PostgreSQL and Valkey for a test run, unless DATABASE_URL and REDIS_URL name others.

Loaded by `-p tests.servers` (pyproject.toml) before Django is set up. The process that the person started
makes the servers in a folder of its own and ends them; xdist's workers find the addresses in the environment
they inherit.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from kaishi.embedded import postgres, valkey
from kaishi.embedded.layout import Layout
from kaishi.embedded.process import Server

_running: list[Server] = []
_folders: list[Path] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """As a wrapper this runs earlier than pytest-django reads its settings."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaishi.settings.test"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ.setdefault("KAISHI_TEST_RUN", secrets.token_hex(4))
        atexit.register(_stop)
        _start_missing()
    return (yield)


def _start_missing() -> None:
    layout = Layout(Path(tempfile.mkdtemp(prefix="kt-")))
    _folders.append(layout.data)
    if layout.identity:
        layout.data.chmod(0o711)  # PostgreSQL's user has to pass through
    layout.make()
    if not os.environ.get("DATABASE_URL"):
        _running.append(postgres.start(layout, durable=False))
        os.environ["DATABASE_URL"] = layout.database_url()
    if not os.environ.get("REDIS_URL"):
        _running.append(valkey.start(layout, durable=False, databases=256))
        os.environ["REDIS_URL"] = layout.redis_url()


def _stop() -> None:
    while _running:
        _running.pop().stop()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)

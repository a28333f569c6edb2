"""A real server for sockets, in a thread of the test: uvicorn on loopback, the same Valkey and database."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from apps.foundation import feed, hints
from kaishi.embedded import valkey
from kaishi.embedded.layout import Layout
from kaishi.embedded.process import Server


@pytest.fixture
def socket_server(transactional_db: None, settings: object) -> Iterator[str]:
    """The address of a running server of sockets: the process' own ASGI application."""
    from kaishi.asgi import application

    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(
        socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096
    )  # what a slow client has not read soon shows
    config = uvicorn.Config(application, lifespan="off", log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()
    assert not thread.is_alive()


@pytest.fixture(autouse=True)
def _a_kind_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind for the feed that belongs to no app: these tests are about numbers, not about what they stand
    for.
    """
    monkeypatch.setattr(feed, "_kinds", feed.kinds())
    feed.register("test_thing", lambda person, ids: {object_id: {"id": str(object_id)} for object_id in ids})


@pytest.fixture(autouse=True)
def _fresh_hints() -> Iterator[None]:
    """Each test starts with a connection of its own to Valkey, and without an earlier test's pause."""
    forget_client()
    hints._silent_until = 0.0
    yield
    forget_client()


def forget_client() -> None:
    """Close what this process has open to Valkey."""
    if hints.client.cache_info().currsize:
        hints.client().close()
    hints.client.cache_clear()


class OwnValkey:
    """A Valkey that a test may stop and start again."""

    def __init__(self) -> None:
        self._layout = Layout(Path(tempfile.mkdtemp(prefix="kv-")))
        self._layout.make()
        self._server: Server | None = None
        self.start()

    @property
    def url(self) -> str:
        return str(self._layout.redis_url())

    def start(self) -> None:
        self._server = valkey.start(self._layout, durable=False)

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
        self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._layout.data, ignore_errors=True)


@pytest.fixture
def valkey_of_its_own() -> Iterator[OwnValkey]:
    """A running Valkey beside the one of the test run."""
    server = OwnValkey()
    yield server
    server.remove()

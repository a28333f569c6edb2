"""A client of our sockets for tests: frames as dictionaries, closings as codes."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from apps.foundation.sockets import tickets

PATIENCE_S = 8


def session_of(person: Any) -> str:
    """Return the key of a new session of somebody."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def ticket_of(person: Any, session_key: str | None = None) -> str:
    """Return a fresh ticket of somebody."""
    return tickets.issue(person, session_key=session_key or session_of(person), at=timezone.now()).ticket


class Client:
    """`async with Client(address, ticket) as client:` connects and says hello."""

    def __init__(
        self, address: str, ticket: str | None = None, *, path: str = "/ws/v1/updates", **options: Any
    ) -> None:
        self._address, self._ticket, self._options = address + path, ticket, options
        self.connection: ClientConnection

    async def __aenter__(self) -> Self:
        self.connection = await connect(self._address, **self._options)
        if self._ticket is not None:
            await self.send(type="hello", ticket=self._ticket)
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.connection.close()

    async def send(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame, default=str))

    async def next(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a type; others are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = json.loads(await self.connection.recv())
                if frame["type"] == kind:
                    return dict(frame)

    async def head(self, at_least: int) -> dict[str, Any]:
        """Return the first head whose number has reached `at_least`."""
        while True:
            frame = await self.next("head")
            if frame["sequence"] >= at_least:
                return frame

    async def closed(self) -> int:
        """Read until the server closes; return its code."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed:
                return int(self.connection.close_code or 0)

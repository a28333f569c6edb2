"""Which consumer answers at which path. Apps add theirs from their apps.py."""

from __future__ import annotations

from typing import Any

from apps.foundation.sockets.closing import REASONS, Code
from apps.foundation.sockets.consumer import PersonConsumer
from apps.foundation.sockets.updates import UpdatesConsumer

_routes: dict[str, type[PersonConsumer]] = {"/ws/v1/updates": UpdatesConsumer}


def register(path: str, consumer: type[PersonConsumer]) -> None:
    """Answer at a path. Raises ValueError where it is taken."""
    if _routes.get(path, consumer) is not consumer:
        raise ValueError(f"socket path {path} is taken")
    _routes[path] = consumer


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The ASGI application of every socket.

    An unknown path is accepted and closed, so that the code arrives.
    """
    consumer = _routes.get(scope["path"])
    if consumer is not None:
        await consumer(scope, receive, send).run()
        return
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": int(Code.NOT_FOUND), "reason": REASONS[Code.NOT_FOUND]})

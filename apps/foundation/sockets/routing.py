"""Which consumer answers at which path. Apps add theirs from their apps.py."""

from __future__ import annotations

import re
from typing import Any, Final

from apps.foundation.sockets.closing import REASONS, Code
from apps.foundation.sockets.consumer import PersonConsumer
from apps.foundation.sockets.updates import UpdatesConsumer

_routes: dict[str, type[PersonConsumer]] = {"/ws/v1/updates": UpdatesConsumer}
_patterns: dict[re.Pattern[str], type[PersonConsumer]] = {}
UUID_HERE: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
IN_PATH: Final = "in_path"
"""Where a consumer finds in its scope what stood in the place of `{name}`."""


def register(path: str, consumer: type[PersonConsumer]) -> None:
    """Answer at a path; `{name}` in it stands for a UUID. Raises ValueError where it is taken."""
    if _routes.get(path, consumer) is not consumer:
        raise ValueError(f"socket path {path} is taken")
    _routes[path] = consumer
    if "{" in path:
        _patterns[re.compile(re.sub(r"\\?\{(\w+)\\?\}", rf"(?P<\1>{UUID_HERE})", re.escape(path)))] = consumer


def _answering(scope: dict[str, Any]) -> tuple[type[PersonConsumer] | None, dict[str, Any]]:
    consumer = _routes.get(scope["path"])
    if consumer is not None:
        return consumer, scope
    for pattern, its in _patterns.items():
        found = pattern.fullmatch(scope["path"])
        if found is not None:
            return its, {**scope, IN_PATH: found.groupdict()}
    return None, scope


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The ASGI application of every socket.

    An unknown path is accepted and closed, so that the code arrives.
    """
    consumer, scope = _answering(scope)
    if consumer is not None:
        await consumer(scope, receive, send).run()
        return
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": int(Code.NOT_FOUND), "reason": REASONS[Code.NOT_FOUND]})

"""The limit: every frame of phone K goes to viewer K // BEDS. Nothing is read, kept, asked or acknowledged.

`python -m bench._live.relay FILE_NUMBER BEDS` serves on a listening socket.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn


def relay(beds: int) -> Any:
    """Return the application: `/phone/K` sends, `/viewer/J` hears."""
    viewers: dict[int, Any] = {}

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        if scope["type"] == "http":  # whoever asks whether it is there
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "websocket.accept"})
        _, kind, number = scope["path"].split("/")
        if kind == "viewer":
            viewers[int(number)] = send
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            await viewers[int(number) // beds]({"type": "websocket.send", "bytes": message["bytes"]})

    return application


def main() -> None:
    listening, beds = (int(argument) for argument in sys.argv[1:])
    config = uvicorn.Config(relay(beds), log_level="error", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])


if __name__ == "__main__":
    main()

"""Two peers in a process of their own: a raw relay on uvicorn, and the consumer of a Channels textbook with PostgreSQL.

`python -m bench._chat.peers relay PORT` or `… textbook PORT`. Both take `{"to": NAME, …}` at `/ws/NAME`.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import orjson
import uvicorn


def raw_relay() -> Any:
    """Pass every message on to whom it names. Nothing is kept, nothing is asked, nothing is acknowledged."""
    connected: dict[str, Any] = {}

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        connected[scope["path"][4:]] = send
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message["text"]
            await connected[orjson.loads(text)["to"]]({"type": "websocket.send", "text": text})

    return application


def textbook() -> Any:
    """As tutorials write it: an async consumer, one insert through the ORM, `group_send` to the room."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench._chat.textbook_settings"
    import django

    django.setup()
    from channels.db import database_sync_to_async
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import URLRouter
    from django.db import connection
    from django.urls import path

    from bench._chat.textbook.models import TextbookMessage

    with connection.schema_editor() as editor:
        if TextbookMessage._meta.db_table not in connection.introspection.table_names():
            editor.create_model(TextbookMessage)
    connection.close()

    class Consumer(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            self.name = self.scope["url_route"]["kwargs"]["name"]
            await self.channel_layer.group_add(f"person-{self.name}", self.channel_name)
            await self.accept()

        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            given = orjson.loads(text_data or "")
            await database_sync_to_async(TextbookMessage._default_manager.create)(
                sender=self.name, receiver=given["to"], text=given["text"]
            )
            event = {"type": "chat.message", "text": text_data}
            await self.channel_layer.group_send(f"person-{given['to']}", event)

        async def chat_message(self, event: dict[str, Any]) -> None:
            await self.send(text_data=event["text"])

    return URLRouter([path("ws/<str:name>", Consumer.as_asgi())])


def main() -> None:
    kind, port = sys.argv[1:]
    application = raw_relay() if kind == "relay" else textbook()
    uvicorn.run(application, port=int(port), log_level="error", access_log=False, lifespan="off")


if __name__ == "__main__":
    main()

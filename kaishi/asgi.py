"""The web process: one port, one process. Pages and REST over WSGI inside, sockets over ASGI.

The same view costs several times the CPU under Django's ASGI handler (docs/decisions/0002).
"""

import asyncio
import os
from typing import cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")

from kaishi.bodies import Application, Bodies, Receive, Scope, Send
from kaishi.large_bodies import Large
from kaishi.wsgi import application as pages_and_rest

BODIES_AT_A_TIME = 8
FORM_AROUND_A_FILE = 64 * 1024
FEEDS = "/api/v1/partners/feeds"
"""Where partners send whole catalogues; a test holds it to the routes."""


def _over_wsgi() -> Application:
    return Bodies(
        WSGIMiddleware(pages_and_rest, workers=settings.WEB_THREADS),  # type: ignore[arg-type]
        most_bytes=settings.MAX_BODY_BYTES,
        most_seconds=settings.MAX_BODY_SECONDS,
        together_bytes=settings.MAX_BODY_BYTES * BODIES_AT_A_TIME,
        large=Large(
            path=FEEDS,
            most_bytes=settings.REFERRAL_FEED_BYTES + FORM_AROUND_A_FILE,
            most_seconds=settings.REFERRAL_UPLOAD_SECONDS,
            together_bytes=settings.REFERRAL_FEED_BYTES * 2,
            admits=_may_send_feeds,
        ),
    )


def _may_send_feeds(authorization: bytes) -> bool:
    from django.db import close_old_connections

    from apps.referrals.api.machines import may_send_feeds

    try:
        return may_send_feeds(authorization)
    finally:
        close_old_connections()


http: Application | None = None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request to WSGI and a socket to the apps' consumers."""
    global http
    if scope["type"] == "http":
        http = http or _over_wsgi()  # in the loop that serves: its threads must not exist before a fork
        await http(scope, receive, send)
    elif scope["type"] == "websocket":
        await _sockets()(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _live(receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """From start to stop of the server: the loop shows that it turns."""
    from kaishi.beating import beat_while_serving

    await receive()
    beating = asyncio.create_task(beat_while_serving())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    beating.cancel()
    await send({"type": "lifespan.shutdown.complete"})


def _sockets() -> Application:
    from apps.foundation.sockets import websocket_application

    return cast("Application", websocket_application)

"""The console in front of a real server that a test may stop and start again, and the people who talk there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from django.db import connection
from playwright.sync_api import Page, WebSocketRoute

from tests.consultations.conftest import AT, Talk

PATIENCE_MS = 30_000

FILL = """
INSERT INTO consultations_message (public_id, subject_id, thread_id, sequence, client_id, author_id, by_mother,
       kind, text, relation, posted_at)
SELECT gen_random_uuid(), %(subject)s, %(thread)s, n, gen_random_uuid(),
       CASE WHEN n %% 3 = 0 THEN %(clinician)s ELSE %(subject)s END, n %% 3 <> 0, 'text',
       'number ' || n || repeat(' and so on', ((n * 7) %% 40)::int), '', %(at)s + n * interval '1 minute'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""


class Site:
    """The process' own ASGI application behind one address; pages, API and sockets."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        from kaishi.asgi import application

        if self._listening.fileno() < 0:
            self._listening = socket.create_server(("127.0.0.1", int(self.address.rsplit(":", 1)[1])))
        config = uvicorn.Config(application, lifespan="off", log_level="error", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        started = self._server.run
        self._thread = threading.Thread(target=started, kwargs={"sockets": [self._listening]}, daemon=True)
        self._thread.start()

    def stop(self, *, gently: bool = False) -> None:
        """End it: without a word to whoever is connected, or once what is asked has been answered."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit, self._server.force_exit = True, not gently
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
        self._server = self._thread = None
        self._listening.close()


class Line:
    """The sockets of a page: cut and let through again, while pages and API still answer."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self._open: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/**", self._opened)

    def _opened(self, route: WebSocketRoute) -> None:
        if self.is_cut:
            route.close(code=1013)
            return
        self._open.append(route)
        route.connect_to_server()

    def cut(self) -> None:
        self.is_cut = True
        for route in self._open:
            route.close(code=1012)
        self._open.clear()

    def mend(self) -> None:
        self.is_cut = False


Open = Callable[..., Page]


def fill(talk: Talk, last: int) -> None:
    """Give a thread so many messages at once, as years would."""
    thread = talk.now()
    values = {
        "subject": thread.subject_id,
        "thread": thread.pk,
        "clinician": talk.clinician.pk,
        "at": AT,
        "first": thread.last_sequence + 1,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, values)
        cursor.execute("UPDATE consultations_thread SET last_sequence = %s WHERE id = %s", [last, thread.pk])


def rows(page: Page) -> dict[int, dict[str, Any]]:
    """Return what is drawn, by number: where it stands from the top of the list, and its words."""
    found: list[list[Any]] = page.evaluate(
        """() => [...document.querySelectorAll('.row-of[data-sequence]')].map((row) => [Number(row.dataset.sequence),
            row.getBoundingClientRect().top - document.querySelector('[data-talk-scroll]').getBoundingClientRect().top,
            row.getBoundingClientRect().height, row.querySelector('.bubble__text')?.textContent ?? null])"""
    )
    return {number: {"top": top, "height": height, "text": text} for number, top, height, text in found}

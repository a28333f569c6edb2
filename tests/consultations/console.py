"""The console in front of a real server that a test may stop and start again, and the people who talk there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from django.db import connection
from playwright.sync_api import Page, WebSocketRoute, expect

from apps.consultations.models import Message
from tests.consultations.conftest import AT, Talk
from tests.journeys.conftest import CHROMIUM

PATIENCE_MS = 30_000
IN_BROWSER = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium"),
]
WRITE = "[data-composer-text]"
LAST = ".row-of:last-child .bubble__text"

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


def at_desk(open_as: Open, talk: Talk, **options: Any) -> Page:
    page = open_as(talk.clinician, address(talk), **options)
    live(page)
    return page


def address(talk: Talk) -> str:
    return f"/consultations/{talk.thread.public_id}/"


def live(page: Page) -> None:
    """Wait until the socket has said where everything stands."""
    expect(page.locator("[data-composer-enter]")).not_to_be_empty(timeout=PATIENCE_MS)
    expect(page.locator("[data-talk-state]")).to_be_hidden()


def says(page: Page, text: str) -> None:
    page.fill(WRITE, text)
    page.press(WRITE, "Enter")


def bubble(page: Page, text: str) -> Any:
    return page.locator(".bubble", has_text=text)


def messages(talk: Talk) -> list[Message]:
    rows_ = Message.objects.for_system("test").filter(thread=talk.thread).exclude(kind="system")
    return list(rows_.order_by("sequence"))


def written(talk: Talk) -> list[str]:
    return [text for _, text in talk.said() if text]

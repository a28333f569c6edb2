"""A browser in front of a real server, and the conversation that is open in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.consultations.conftest import Talk
from tests.consultations.console import (
    PATIENCE_MS,
    Line,
    Open,
    Site,
    at_desk,
)
from tests.foundation.conftest import forget_client
from tests.foundation.socket_client import session_of
from tests.journeys.conftest import CHROMIUM, DESK, FLAGS

FAKE_MEDIA = [
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="module", autouse=True)
def _database_beside_a_driver() -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread, which Django would take for an asynchronous view."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *FAKE_MEDIA])
        yield opened
        opened.close()


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    forget_client()
    running = Site()
    running.start()
    yield running
    running.stop(gently=True)
    forget_client()


@pytest.fixture
def talk(site: Site) -> Talk:
    return Talk()


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Open]:
    """`open_as(person, path)`: a page in which this person is signed in; an error in a script fails the test."""
    contexts, errors = [], []

    def opened(person: Any, path: str, *, cut: bool = False, **options: Any) -> Page:
        context = browser.new_context(base_url=site.address, **{"viewport": DESK, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": site.address}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if cut:
            page.line = Line(page)  # type: ignore[attr-defined]
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def desk(open_as: Open, talk: Talk) -> Page:
    """The conversation, open in front of its clinician."""
    return at_desk(open_as, talk)

"""The real `manage.py up` with its demonstration, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.kaishi.starting import CHECKOUT, Up

CHROMIUM = shutil.which("chromium") or ""
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]
PATIENCE_MS = 15_000
DESK = {"width": 1280, "height": 900}
PHONE, TABLET = {"width": 390, "height": 844}, {"width": 768, "height": 1024}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys are slow, and of one worker: they share one running system."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is. Without one journeys are skipped; KAISHI_REQUIRE_TOOLS=1 makes that a failure."""
    if CHROMIUM:
        return CHROMIUM
    reason = "chromium is not installed: apt-get install chromium"
    if os.environ.get("KAISHI_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def system(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Servers, web, worker, relay: started as a person would, with the demonstration in an empty folder."""
    up = Up(data=tmp_path_factory.mktemp("up") / "data", options=())
    try:
        yield up.ready()
    finally:
        up.clean_up()


@pytest.fixture(scope="session")
def address(system: Up) -> str:
    return f"http://127.0.0.1:{system.port}"


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def cookies_of(browser: Browser, address: str) -> Callable[[str], list[dict]]:
    """Signs each demo account in once and keeps its cookies."""
    kept: dict[str, list[dict]] = {}

    def signed_in(who: str) -> list[dict]:
        if who not in kept:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{address}/")
            page.locator("[name=login]").fill(f"{who}@demo.kaishi.example")
            page.locator("[name=password]").fill(f"kaishi-demo-{who}-1")
            page.locator("main button[type=submit]").first.click()
            page.wait_for_url(lambda url: "sign-in" not in url)
            kept[who] = context.cookies()
            context.close()
        return kept[who]

    return signed_in


def is_complaint(said: ConsoleMessage) -> bool:
    """Errors and warnings; a socket that ends because the page is left is neither."""
    return said.type in ("error", "warning") and not said.text.startswith("WebSocket connection to")


@pytest.fixture
def open_as(
    browser: Browser, address: str, cookies_of: Callable[[str], list[dict]]
) -> Iterator[Callable[..., Page]]:
    """`open_as("obstetrician", "/worklist/")`: a page; what the browser complains about fails the test."""
    contexts, complaints = [], []

    def opened(
        who: str, path: str, *, before: Callable[[Page], None] | None = None, **options: object
    ) -> Page:
        context = browser.new_context(base_url=address, **{"viewport": DESK, **options})
        context.add_cookies(cookies_of(who))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if before is not None:
            before(page)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def trace_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording as a device would have written it, made by our own command."""
    path = tmp_path_factory.mktemp("trace") / "trace.fhr"
    generate = [
        sys.executable,
        "-m",
        "ml_models.ctg",
        "generate",
        str(path),
        "--minutes",
        "20",
        "--seed",
        "7",
    ]
    subprocess.run(generate, check=True, cwd=CHECKOUT, stdout=subprocess.DEVNULL, timeout=60)
    return path


@pytest.fixture
def upload(address: str, trace_file: Path) -> Callable[[], str]:
    """The second actor: the example client sends the recording as the demo mother and says what was found."""

    def sent() -> str:
        client = [sys.executable, "examples/upload_recording.py", str(trace_file), "--address", address]
        done = subprocess.run(client, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return sent

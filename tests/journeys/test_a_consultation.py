"""One consultation from beginning to end, between two browsers: the mother's reference client and the console.

A warning sign is seen before a human reads; they write, she sends a photo, they see and hear each other, the clinician
signs a note with which it closes, the paper is a real PDF, the mother reads what was released and says how it was.
"""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, FLAGS, PHONE, is_complaint
from tests.kaishi.starting import CHECKOUT

WITH_CAMERAS = [
    *FLAGS,
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
PATIENCE_MS = 60_000
MOVES = """name => { const video = document.querySelector(name);
    return video && video.videoWidth > 0 && video.currentTime > 0.2 && !video.paused; }"""
WORDS = "I am bleeding and it soaks a pad every hour"


@pytest.fixture(scope="module")
def phones_address(address: str) -> Iterator[str]:
    """The reference client, served as examples/mother_client.py serves it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "examples/mother_client.py", "--port", str(port), "--server", address]
    client = subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert client.stdout is not None
        yield client.stdout.readline().removeprefix("Open ").strip()
    finally:
        client.terminate()
        client.wait(10)


@pytest.fixture
def two(browser: Browser, address: str, cookies_of: Any, chromium: str) -> Iterator[dict[str, Page]]:
    """A phone and a desk, each with a camera; what either browser complains about fails the test."""
    complaints: list[str] = []
    with_cameras = browser.browser_type.launch(executable_path=chromium, args=WITH_CAMERAS)

    def page(viewport: dict[str, int], cookies: list[dict]) -> Page:
        context = with_cameras.new_context(viewport=viewport, permissions=["camera", "microphone"])
        context.add_cookies(cookies)
        opened = context.new_page()
        opened.set_default_timeout(PATIENCE_MS)
        opened.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        return opened

    yield {"phone": page(PHONE, []), "desk": page(DESK, cookies_of("obstetrician"))}
    with_cameras.close()
    expected = re.compile(
        "404|Failed to load resource"
    )  # a file that is still being checked, a rating not yet asked
    assert [said for said in complaints if not expected.search(said)] == []


def photo(folder: Path) -> Path:
    path = folder / "photo.jpg"
    Image.linear_gradient("L").convert("RGB").resize((640, 480)).save(path)
    return path


def test_a_consultation_from_a_warning_sign_to_a_signed_paper(two, address, phones_address, tmp_path):
    phone, desk = two["phone"], two["desk"]
    _sign_in(phone, phones_address)
    _a_warning_sign(phone)
    _seen_and_answered(desk, address)
    _answer_and_photo(phone, desk, tmp_path)
    _call(phone, desk)
    _note_and_paper(desk)
    _what_she_sees(phone)


def _sign_in(phone: Page, phones_address: str) -> None:
    phone.goto(phones_address)
    phone.locator("[name=email]").fill("mother@demo.kaishi.example")
    phone.locator("[name=password]").fill("kaishi-demo-mother-1")
    phone.get_by_role("button", name="Sign in").click()


def _a_warning_sign(phone: Page) -> None:
    """What to do now stands over everything, before anybody has read a word."""
    advice = phone.get_by_role("alertdialog")
    # The demonstration has a warning sign of its own, which may be told meanwhile.
    phone.add_locator_handler(advice, lambda shown: shown.get_by_role("button").click())
    phone.get_by_role("button", name="Write to my care team").click()
    phone.locator("[name=topic]").fill("Blood")
    phone.get_by_role("button", name="Begin").click()
    phone.get_by_label("Message").fill(WORDS)
    phone.remove_locator_handler(advice)
    phone.get_by_role("button", name="Send").click()
    expect(advice).to_contain_text("call emergency services", timeout=PATIENCE_MS)
    advice.get_by_role("button").click()
    expect(phone.locator(".message.flag")).to_be_visible()
    phone.add_locator_handler(advice, lambda shown: shown.get_by_role("button").click())


def _seen_and_answered(desk: Page, address: str) -> None:
    """It is the first in the queue, and an alert that waits for a person."""
    desk.goto(f"{address}/alerts/")
    expect(desk.get_by_role("main")).to_contain_text("Warning sign")
    desk.goto(f"{address}/consultations/")
    first = desk.get_by_role("link", name=re.compile("answer due|min left|overdue")).first
    expect(first).to_contain_text("Blood")
    desk.get_by_text("Blood", exact=True).first.click()
    log = desk.get_by_role("log")
    expect(log).to_contain_text(WORDS)
    expect(log).to_contain_text("Warning sign")
    desk.get_by_label("Message to her").fill("Lie down. We are calling you now.")
    desk.get_by_label("Message to her").press("Enter")
    expect(log).to_contain_text("Lie down. We are calling you now.")


def _answer_and_photo(phone: Page, desk: Page, folder: Path) -> None:
    expect(phone.get_by_role("list")).to_contain_text(
        "Lie down. We are calling you now.", timeout=PATIENCE_MS
    )
    phone.get_by_label("Photo or file").set_input_files(photo(folder))
    expect(desk.get_by_role("log").locator("img").first).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.locator(".message img").first).to_be_visible(timeout=PATIENCE_MS)


def _call(phone: Page, desk: Page) -> None:
    """She is rung, answers with her camera; both pictures move; an entry stays in the thread."""
    desk.get_by_role("button", name="Call her").click()
    desk.get_by_role("button", name="Call with camera").click()
    phone.get_by_role("button", name="Answer with camera").click()
    for page in (phone, desk):
        page.wait_for_function(MOVES, arg=".call__theirs", timeout=PATIENCE_MS)
    desk.get_by_role("button", name="Hang up").click()
    phone.get_by_role("button", name="Close", exact=True).click()
    expect(desk.get_by_role("log")).to_contain_text(re.compile("call", re.IGNORECASE))
    expect(phone.locator(".message.system").last).to_contain_text(re.compile("call", re.IGNORECASE))


def _note_and_paper(desk: Page) -> None:
    """Closing waits for the warning sign to be taken; then a signed note closes it, and a paper is made."""
    talk = desk.url
    desk.goto(re.sub(r"/consultations/.*", "/alerts/", talk))
    hers = desk.locator("main tbody tr").filter(has_text="Bleeding").first
    expect(hers).to_contain_text("Nobody")
    hers.get_by_role("button", name=re.compile("Take it")).click()
    expect(desk.get_by_role("status").filter(has_text="You have taken it")).to_be_visible()
    desk.goto(talk)
    desk.locator("#talk-more-open").click()
    desk.get_by_role("link", name=re.compile("Write the note and close")).click()
    for label, words in (("Assessment", "Bleeding, seen on video."), ("Plan", "Comes to the ward now.")):
        desk.get_by_label(re.compile(f"^{label}")).first.fill(words)
    desk.get_by_label(re.compile("^Advice")).first.fill("Please come in at once.")
    desk.get_by_role("button", name="Sign and close").click()
    expect(desk.get_by_role("main")).to_contain_text("Blood · Closed")
    desk.get_by_role("button", name="Transcript for the team").click()
    link = desk.locator("#papers-list a").first
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    answer = desk.request.get(str(link.evaluate("link => link.href")))
    paper = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert len(paper.pages) >= 1
    assert answer.headers["content-type"] == "application/pdf"


def _what_she_sees(phone: Page) -> None:
    """What was released, and once the question how it was."""
    phone.get_by_role("button", name="Back").click()
    phone.get_by_role("button", name="Blood").first.click()
    expect(phone.get_by_role("main")).to_contain_text("Please come in at once.", timeout=PATIENCE_MS)
    phone.get_by_role("button", name="5 of 5").click()
    expect(phone.get_by_role("main")).to_contain_text("Thank you.")

"""Two real browsers with made-up cameras: they ring, speak, mute, lose each other, come back, and hang up."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from apps.accounts.models import Person
from tests.consultations.calls.conftest import Room, new_room
from tests.foundation.socket_client import session_of

CHROMIUM = shutil.which("chromium") or ""
TURNSERVER = shutil.which("turnserver") or ""
SECRET = "the-relay-knows-this-secret-as-well-as-we-do"
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE_MS = 60_000
IS_PLAYING = """name => { const video = document.querySelector(name);
    return !video.hidden && video.videoWidth > 0 && video.readyState >= 2 && !video.paused; }"""
IS_FURTHER = "([name, before]) => document.querySelector(name).currentTime > before + 0.3"
MINE, THEIRS = ".call__mine", ".call__theirs"


def _needed(program: str, name: str) -> None:
    if program:
        return
    if os.environ.get("KAISHI_REQUIRE_TOOLS") == "1":
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} is not installed: apt-get install {name}")


pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    _needed(CHROMIUM, "chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module", autouse=True)
def _database_beside_a_driver() -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread, which Django would take for an asynchronous view."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@dataclass
class Talk:
    """Two people at their pages."""

    room: Room
    phone: Page
    desk: Page

    def connect(self, answer: str = "Answer with camera") -> None:
        """The mother rings, the clinician answers."""
        self.phone.get_by_role("button", name="Video").click()
        self.phone.get_by_role("button", name="Call with camera").click()
        self.desk.get_by_role("button", name=answer).click()
        for page in (self.phone, self.desk):
            phase(page, "connected")

    def entries(self) -> list[dict[str, Any]]:
        return self.room.entries()


@pytest.fixture
def make_talk(browser: Browser, socket_server: str, settings: Any) -> Iterator[Callable[..., Talk]]:
    settings.ROOT_URLCONF = "tests.consultations.calls.urls"
    address, contexts, complaints = socket_server.replace("ws://", "http://"), [], []

    def opened(person: Person, room: Room, viewport: dict[str, int], **options: Any) -> Page:
        context = browser.new_context(
            base_url=address, viewport=viewport, permissions=["camera", "microphone"], **options
        )
        context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"/bare/{room.thread.public_id}")
        page.wait_for_function("() => window.heard?.some(frame => frame.type === 'heads')")
        return page

    def made(**options: Any) -> Talk:
        room = new_room()
        phone = opened(room.mother, room, PHONE, **options)
        return Talk(room, phone, opened(room.clinician, room, DESK, **options))

    yield made
    for context in contexts:
        context.close()
    assert complaints == []


def phase(page: Page, name: str) -> None:
    expect(page.locator(".call")).to_have_attribute("data-phase", name, timeout=PATIENCE_MS)


def plays(page: Page, name: str) -> None:
    """The picture has a size and moves on."""
    page.wait_for_function(IS_PLAYING, arg=name)
    before = page.locator(name).evaluate("video => video.currentTime")
    page.wait_for_function(IS_FURTHER, arg=[name, before])


def test_they_ring_see_each_other_mute_and_hang_up_and_the_thread_tells_it(make_talk):
    talk = make_talk()
    talk.phone.get_by_role("button", name="Video").click()
    expect(talk.phone.locator(".call__note")).to_contain_text("Calls are not recorded")
    assert talk.phone.evaluate("document.querySelector('.call__mine').srcObject") is None
    talk.phone.get_by_role("button", name="Call with camera").click()
    phase(talk.phone, "calling")
    expect(talk.desk.locator(".call__name")).to_have_text(talk.room.mother.get_full_name())
    expect(talk.desk).to_have_title(f"{talk.room.mother.get_full_name()} is calling")
    talk.desk.get_by_role("button", name="Answer with camera").click()
    for page in (talk.phone, talk.desk):
        phase(page, "connected")
        plays(page, MINE)
        plays(page, THEIRS)

    talk.phone.get_by_role("button", name="Mute microphone").click()
    expect(talk.desk.locator(".call__note")).to_contain_text("The other microphone is off.")
    expect(talk.phone.get_by_role("button", name="Unmute microphone")).to_have_attribute(
        "aria-pressed", "true"
    )
    talk.phone.get_by_role("button", name="Camera off").click()
    expect(talk.desk.locator(THEIRS)).to_be_hidden()
    expect(talk.phone.locator(MINE)).to_be_hidden()
    talk.phone.get_by_role("button", name="Camera on").click()
    plays(talk.desk, THEIRS)
    expect(talk.desk.locator(".call__quality")).to_have_text("Connection: good")

    talk.desk.get_by_role("button", name="Hang up").click()
    for page in (talk.phone, talk.desk):
        phase(page, "over")
        assert page.evaluate("document.querySelector('.call__mine').srcObject") is None
    expect(talk.phone.locator(".call__line")).to_have_text("The call has ended.")
    (entry,) = talk.entries()
    assert (entry["code"], entry["state"], entry["reason"]) == ("call", "ended", "hung_up")
    assert entry["duration_s"] >= 1


def test_she_decides_for_herself_whether_her_camera_is_on(make_talk):
    talk = make_talk()
    talk.connect(answer="Answer with sound only")
    plays(talk.desk, THEIRS)
    expect(talk.desk.locator(MINE)).to_be_hidden()
    expect(talk.phone.locator(THEIRS)).to_be_hidden()
    talk.desk.get_by_role("button", name="Camera on").click()
    plays(talk.phone, THEIRS)


def test_declining_and_ringing_again(make_talk):
    talk = make_talk()
    talk.phone.get_by_role("button", name="Video").click()
    talk.phone.get_by_role("button", name="Call with sound only").click()
    talk.desk.get_by_role("button", name="Decline").click()
    expect(talk.phone.locator(".call__line")).to_have_text("The call was declined.")
    talk.phone.get_by_role("button", name="Close").click()
    expect(talk.phone.locator(".call")).to_be_hidden()
    talk.connect()
    assert [entry["reason"] for entry in talk.entries()] == ["declined"]


def test_where_both_ring_at_once_and_one_did_not_hear_of_it_both_are_in_one_call(make_talk):
    talk = make_talk()
    for page in (talk.phone, talk.desk):
        page.get_by_role("button", name="Video").click()
    talk.desk.evaluate("window.isDeaf = true")  # frames are lost on their way to it
    talk.phone.get_by_role("button", name="Call with camera").click()
    talk.desk.get_by_role("button", name="Call with camera").click()
    expect(talk.phone.locator(".call")).to_have_attribute("data-phase", re.compile("connecting|connected"))
    talk.desk.evaluate("window.isDeaf = false")
    for page in (talk.phone, talk.desk):
        phase(page, "connected")
        plays(page, THEIRS)
    assert talk.entries() == []


def test_a_call_rings_on_whatever_page_she_looks_at(make_talk):
    talk = make_talk()
    talk.desk.goto("/worklist/")
    talk.phone.get_by_role("button", name="Video").click()
    talk.phone.get_by_role("button", name="Call with camera").click()
    ring = talk.desk.get_by_role("alert").filter(has_text=f"{talk.room.mother.get_full_name()} is calling")
    expect(ring.get_by_role("link", name="Go to the call")).to_have_attribute(
        "href", f"/consultations/{talk.room.thread.public_id}/"
    )
    talk.desk.reload()
    ring.get_by_role("button", name="Decline").click()
    expect(ring).to_have_count(0)
    expect(talk.phone.locator(".call__line")).to_have_text("The call was declined.")


def test_a_socket_that_breaks_and_a_page_that_is_loaded_again_do_not_end_the_call(make_talk):
    talk = make_talk()
    talk.connect()
    talk.phone.evaluate("window.cutSocket()")
    phase(talk.phone, "connected")
    plays(talk.desk, THEIRS)
    talk.phone.reload()
    phase(talk.phone, "returning")
    talk.phone.get_by_role("button", name="Return with camera").click()
    for page in (talk.phone, talk.desk):
        phase(page, "connected")
        plays(page, THEIRS)
    assert talk.entries() == []


def test_a_lost_way_is_found_again(make_talk):
    talk = make_talk()
    talk.connect()
    talk.phone.evaluate("window.dispatchEvent(new Event('online'))")
    plays(talk.desk, THEIRS)
    talk.phone.context.set_offline(True)
    talk.phone.context.set_offline(False)
    phase(talk.phone, "connected")
    plays(talk.phone, THEIRS)


def test_everything_can_be_done_without_a_mouse_and_a_ring_takes_no_word_from_her(make_talk):
    talk = make_talk()
    talk.desk.get_by_label("Message").focus()
    talk.phone.locator("#start-video").focus()
    talk.phone.keyboard.press("Enter")
    expect(talk.phone.get_by_role("button", name="Call with camera")).to_be_focused()
    talk.phone.keyboard.press("Enter")
    phase(talk.desk, "ringing")
    talk.desk.keyboard.type("half a word")
    expect(talk.desk.get_by_label("Message")).to_have_value("half a word")
    expect(talk.desk.locator(".call__spoken")).to_contain_text("Video call for you")
    for _ in range(2):
        talk.desk.keyboard.press("Tab")
    expect(talk.desk.get_by_role("button", name="Answer with camera")).to_be_focused()
    talk.desk.keyboard.press("Enter")
    phase(talk.desk, "connected")
    assert talk.desk.evaluate("document.activeElement.closest('.call') !== null"), (
        "the focus stays in the call"
    )


@contextmanager
def relay() -> Iterator[int]:
    """A real coturn on loopback; gives its port once it answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.bind(("127.0.0.1", 0))
        asking.settimeout(0.2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [
                TURNSERVER,
                "-n",
                "--listening-ip=127.0.0.1",
                "--relay-ip=127.0.0.1",
                f"--listening-port={port}",
                "--use-auth-secret",
                f"--static-auth-secret={SECRET}",
                "--realm=kaishi.test",
                "--no-cli",
                "--no-tls",
                "--no-dtls",
                "--allow-loopback-peers",
                "--log-file=/dev/null",
                "--pidfile=/dev/null",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for_answer(asking, port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for_answer(asking: socket.socket, port: int, process: subprocess.Popen[bytes]) -> None:
    """Ask «what is my address» (a STUN binding request) until somebody answers."""
    question = bytes.fromhex("000100002112a442") + os.urandom(12)
    for _ in range(100):
        assert process.poll() is None, "turnserver has ended by itself"
        asking.sendto(question, ("127.0.0.1", port))
        try:
            answer = asking.recv(1_024)
        except (TimeoutError, ConnectionRefusedError):
            continue
        assert answer[8:20] == question[8:20]
        return
    pytest.fail("turnserver does not answer")


def test_with_the_relay_only_sound_and_picture_go_through_it(make_talk, settings):
    _needed(TURNSERVER, "coturn")
    with relay() as port:
        settings.CALL_TURN_URLS = [f"turn:127.0.0.1:{port}?transport=udp"]
        settings.CALL_TURN_SECRET, settings.CALL_RELAY_ONLY = SECRET, True
        talk = make_talk()
        talk.connect()
        for page in (talk.phone, talk.desk):
            plays(page, THEIRS)
            expect(page.locator(".call")).to_have_attribute("data-way", "relay")
        candidates = talk.desk.evaluate(
            "window.heard.filter(frame => frame.kind === 'candidate').map(frame => frame.candidate)"
        )
        assert candidates
        assert all(" typ relay" in candidate for candidate in candidates)


def test_with_a_wrong_password_of_the_relay_no_way_is_found(make_talk, settings):
    _needed(TURNSERVER, "coturn")
    with relay() as port:
        settings.CALL_TURN_URLS = [f"turn:127.0.0.1:{port}?transport=udp"]
        settings.CALL_TURN_SECRET, settings.CALL_RELAY_ONLY = SECRET[::-1], True
        talk = make_talk()
        talk.phone.get_by_role("button", name="Video").click()
        talk.phone.get_by_role("button", name="Call with camera").click()
        talk.desk.get_by_role("button", name="Answer with camera").click()
        phase(talk.phone, "over")
        expect(talk.phone.locator(".call__line")).to_contain_text("No connection for sound and picture")
        talk.desk.wait_for_function("() => window.heard.some(frame => frame.call?.state === 'failed')")
        assert [entry["reason"] for entry in talk.entries()] == ["not_connected"]


SHOTS = os.environ.get("KAISHI_SHOTS", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_fits_a_desk_and_a_phone_in_both_themes(make_talk, scheme):
    talk = make_talk(color_scheme=scheme)
    for step in ("asking", "calling", "connected"):
        if step == "asking":
            talk.phone.get_by_role("button", name="Video").click()
        elif step == "calling":
            talk.phone.get_by_role("button", name="Call with camera").click()
            phase(talk.desk, "ringing")
        else:
            talk.desk.get_by_role("button", name="Answer with camera").click()
        for name, page in (("phone", talk.phone), ("desk", talk.desk)):
            if step == "connected":
                phase(page, "connected")
                plays(page, THEIRS)
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"{scheme}-{step}-{name}.png"))
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            cut = page.evaluate(
                "[...document.querySelectorAll('.call:not([hidden]) .call__key')].filter(key => {"
                "if (!key.checkVisibility()) return false; const box = key.getBoundingClientRect();"
                "return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight || box.height < 40; }).length"
            )
            assert cut == 0, (step, name)

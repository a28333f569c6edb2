"""The shell and the strip in a real browser: policy, keys, caliper, table, failure, both themes, a phone."""

import re
import shutil
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or ""
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]
# Two frames later everything that was scheduled has been painted.
CORNER_OF_THE_PAPER = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const paper = document.querySelector('[data-strip-paper]').getContext('2d');
    done([...paper.getImageData(2, 2, 1, 1).data].slice(0, 3));
})))"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium"),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Requests are no news here."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The application on a free port of the loopback; its design pages need no database."""
    with make_server(
        "127.0.0.1",
        0,
        StaticFilesHandler(get_wsgi_application()),
        server_class=WSGIServer,
        handler_class=Quiet,
    ) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def expected_complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, address: str, expected_complaints: list[str]) -> Iterator[Page]:
    """A page whose test fails when the browser complains: refused by the policy, or an error in a script."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if not any(known in text for known in expected_complaints)] == []


def open_strip(page: Page, query: str = "") -> None:
    page.goto(f"/design/strip{query}")
    page.wait_for_selector("ctg-strip[data-ready]")


def readout(page: Page) -> str:
    return page.locator("[data-strip-readout]").inner_text()


def spoken(page: Page) -> str:
    return page.locator("[data-strip-spoken]").inner_text()


def pressed(page: Page) -> list[str]:
    return [
        b.get_attribute("data-strip-pair") for b in page.locator("[data-strip-pair][aria-pressed=true]").all()
    ]


def scroll_left(page: Page) -> float:
    return page.locator("[data-strip-scroll]").evaluate("element => element.scrollLeft")


def test_one_minute_is_one_centimetre_and_the_paper_is_sharp(page):
    open_strip(page)
    length = page.locator("[data-strip-length]").bounding_box()["width"]
    assert length == pytest.approx(60 * 37.795, abs=1)  # an hour at 1 cm/min
    page.click("[data-strip-pair=fast]")
    assert page.locator("[data-strip-length]").bounding_box()["width"] == pytest.approx(180 * 37.795, abs=1)
    assert pressed(page) == ["fast"]
    canvas = page.locator("[data-strip-paper]")
    drawn = canvas.evaluate("c => [c.width, c.clientWidth * devicePixelRatio]")
    assert drawn[0] == drawn[1]


def test_keys_move_zoom_and_speak(page):
    open_strip(page)
    page.focus("[data-strip-scroll]")
    page.keyboard.press("Home")
    assert readout(page).startswith("23:41:20 · FHR ")
    assert spoken(page) == readout(page)
    page.keyboard.press("ArrowRight")
    assert readout(page).startswith("23:41:25 · FHR ")
    page.keyboard.press("Shift+ArrowRight")
    assert readout(page).startswith("23:42:15 · FHR ")
    page.keyboard.press("End")
    assert readout(page).startswith("00:41:20 · ")
    assert scroll_left(page) > 500
    page.keyboard.press("+")
    assert pressed(page) == ["fast"]
    page.keyboard.press("0")
    assert pressed(page) == ["whole"]
    assert scroll_left(page) == 0
    assert "not the scale of paper" in spoken(page)


def test_next_event_and_the_row_of_the_table_go_together(page):
    open_strip(page)
    page.focus("[data-strip-scroll]")
    page.keyboard.press("Home")
    page.keyboard.press("n")
    assert page.locator("tr[aria-current=true]").get_attribute("data-strip-event") == "C1"
    page.click("[data-strip-show=D6]")
    assert page.locator("tr[aria-current=true]").get_attribute("data-strip-event") == "D6"
    assert spoken(page).startswith("D6: Prolonged deceleration at 00:36:25, 160 seconds")
    assert scroll_left(page) > 500
    page.focus("[data-strip-scroll]")
    page.keyboard.press("Escape")
    assert page.locator("tr[aria-current=true]").count() == 0


def test_a_press_on_the_strip_chooses_the_event_under_it(page):
    open_strip(page)
    box = page.locator("[data-strip-paper]").bounding_box()
    page.mouse.click(box["x"] + 680 * 37.795 / 60, box["y"] + 200)  # 680 s: inside D1
    assert page.locator("tr[aria-current=true]").get_attribute("data-strip-event") == "D1"


def test_the_caliper_measures_seconds_and_beats(page):
    open_strip(page)
    page.click("[data-strip-caliper]")
    box = page.locator("[data-strip-paper]").bounding_box()
    page.mouse.click(box["x"] + 100, box["y"] + 150)
    assert spoken(page) == "Caliper: choose the second point."
    page.mouse.click(box["x"] + 100 + 2 * 37.795, box["y"] + 150 + 37.795)
    assert (
        spoken(page) == "Caliper: 120 s, −20 bpm"
    )  # two centimetres to the right, one down: two minutes, 20 bpm
    page.keyboard.press("Escape")
    assert page.locator("[data-strip-caliper]").get_attribute("aria-pressed") == "false"


def test_the_caliper_works_without_a_pointer(page):
    open_strip(page)
    page.focus("[data-strip-scroll]")
    for key in ("Home", "c", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert spoken(page).startswith("Caliper: 50 s, ")


def test_the_overview_moves_the_strip_and_says_where_it_is(page):
    open_strip(page)
    overview = page.locator("[data-strip-overview]")
    overview.click(position={"x": 1100, "y": 20})
    expect(overview).to_have_attribute("aria-valuenow", "100")
    assert overview.get_attribute("aria-valuetext").endswith("to 00:41:20")
    overview.focus()
    page.keyboard.press("Home")
    expect(overview).to_have_attribute("aria-valuenow", "0")
    assert scroll_left(page) == 0


def test_dragging_the_paper_scrolls_and_the_wheel_stays_with_the_page_until_the_strip_has_the_focus(page):
    open_strip(page)
    box = page.locator("[data-strip-paper]").bounding_box()
    page.mouse.move(box["x"] + 600, box["y"] + 200)
    page.mouse.wheel(0, 120)
    assert scroll_left(page) == 0
    page.evaluate("window.scrollTo(0, 0)")
    box = page.locator("[data-strip-paper]").bounding_box()
    page.mouse.move(box["x"] + 600, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 200, steps=4)
    page.mouse.up()
    assert scroll_left(page) == pytest.approx(200, abs=1)


def test_a_lost_trace_is_said_and_can_be_tried_again(page, expected_complaints):
    expected_complaints.append("503")
    page.route("**/design/strip/trace*", lambda route: route.fulfill(status=503))
    page.goto("/design/strip")
    page.wait_for_selector(".state--cut-off [data-strip-reason]:not(:empty)")
    assert page.locator("[data-strip-reason]").inner_text() == (
        "The server answered with 503. The recording itself is safe."
    )
    page.unroute("**/design/strip/trace*")
    page.click("[data-strip-retry]")
    page.wait_for_selector("ctg-strip[data-ready]")


def test_a_trace_that_cannot_be_read_is_not_drawn(page):
    page.route("**/design/strip/trace*", lambda route: route.fulfill(status=200, body=b"RTK1" + bytes(60)))
    page.goto("/design/strip")
    page.wait_for_selector(".state--cut-off [data-strip-reason]:not(:empty)")
    assert "cannot read" in page.locator("[data-strip-reason]").inner_text()


def test_without_its_analysis_the_trace_is_drawn_and_the_loss_is_said(page, expected_complaints):
    expected_complaints.append("500")
    page.route("**/design/strip/analysis*", lambda route: route.fulfill(status=500))
    open_strip(page)
    assert page.locator("[data-strip-note]").inner_text().startswith("The trace is complete, but")
    assert "Deceleration" not in page.locator("[data-strip-legend]").inner_text()


def test_an_empty_recording_looks_empty_and_not_broken(page):
    header = b"KTR1" + (1).to_bytes(4, "little") + bytes(8) + b"\x00\x00\x80\x40" + bytes(12)
    page.route("**/design/strip/trace*", lambda route: route.fulfill(status=200, body=header))
    page.goto("/design/strip")
    page.wait_for_selector("[data-strip-state] .state--empty")


def test_the_theme_changes_at_once_and_stays(page):
    open_strip(page)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("summary:has-text('Light or dark')")
    with page.expect_response("**/preferences/theme"):
        page.click("button[value=dark]")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (light, dark) == ("rgb(243, 245, 248)", "rgb(14, 20, 27)")
    assert page.evaluate(CORNER_OF_THE_PAPER) == [16, 23, 31]
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_dialog_opens_takes_the_focus_and_gives_it_back(page):
    page.goto("/design")
    page.click("[data-dialog-open=sample-dialog]")
    assert page.locator("#sample-dialog").evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.dialogOpen") == "sample-dialog"


def test_menus_close_with_escape_and_by_a_press_elsewhere(page):
    page.goto("/design")
    page.click("summary:has-text('English')")
    assert page.locator("details[data-menu][open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details[data-menu][open]").count() == 0
    page.click("summary:has-text('English')")
    page.click("h1")
    assert page.locator("details[data-menu][open]").count() == 0


def test_a_lost_connection_is_told_from_everything_else(page, expected_complaints):
    expected_complaints.append("ERR_INTERNET_DISCONNECTED")
    page.goto("/design")
    page.context.set_offline(True)
    page.wait_for_selector("[data-connection]:not([hidden])")
    assert page.locator("[data-connection-words]").inner_text().startswith("Connection lost since ")
    page.context.set_offline(False)
    page.wait_for_selector("[data-connection]", state="hidden")


@pytest.mark.parametrize("path", ["/design", "/design/strip?twins=1"])
@pytest.mark.parametrize("language", ["en", "ko", "zh-hans"])
def test_nothing_sticks_out_on_a_phone_and_everything_can_be_hit(page, address, path, language):
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, nav a')]
            .filter((e) => e.offsetParent && !e.closest('.choice'))
            .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []


def test_the_whole_recording_is_printed_as_rows_of_true_length(page):
    open_strip(page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".strip__row")
    assert rows.count() == 4  # sixty minutes at 17 minutes a row: nothing is left out, and nothing says so
    scales, paper = rows.first.locator("canvas").all()
    assert paper.bounding_box()["width"] == pytest.approx(17 * 37.795, abs=0.5)
    assert scales.bounding_box()["width"] == 60
    assert scales.bounding_box()["x"] + 60 == pytest.approx(paper.bounding_box()["x"])
    caption = page.locator(".strip__row figcaption").first.inner_text()
    assert re.fullmatch(r"\d+ \w+ 20\d\d, 23:41:20 to 23:58:20 · 1 cm/min with 20 bpm/cm", caption)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert rows.count() == 0


def test_what_is_not_printed_is_said_on_the_paper(page):
    open_strip(page, "?hours=24")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".strip__row figcaption").count() == 12
    words = page.locator(".strip__partly").inner_text()
    assert re.fullmatch(
        r"Printed is (\S+) to \S+\. The recording goes from \1 to \S+: "
        r"scroll to another part and print again for the rest\.",
        words,
    )


def test_nothing_of_a_printed_row_is_cut_off_at_the_edge_of_the_paper(page):
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 with margins of 1 cm: as narrow as a phone
    open_strip(page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for part in (
        ".strip__row figcaption",
        ".strip__sheet canvas:first-child",
        ".strip__sheet canvas:last-child",
    ):
        box = page.locator(part).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 718

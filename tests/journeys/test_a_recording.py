"""From a mother's phone to her obstetrician's screen and back: the main path, in a real browser."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

Open = Callable[..., Page]
DIFFERENT_COLOURS = """paper => {
    const pixels = paper.getContext('2d').getImageData(0, 0, paper.width, paper.height).data;
    const found = new Set();
    for (let i = 0; i < pixels.length; i += 4 * 97) found.add(pixels.slice(i, i + 3).join());
    return found.size;
}"""


def strip_of(page: Page) -> None:
    """Wait until the strip says that it is drawn, and see that ink is on the paper."""
    page.wait_for_selector("ctg-strip[data-ready]")
    paper = page.locator("[data-strip-paper]")
    page.wait_for_function("document.querySelector('[data-strip-paper]').width > 300")
    assert paper.evaluate(DIFFERENT_COLOURS) > 8


def test_a_recording_arrives_by_itself_is_read_signed_and_told_to_the_mother(
    open_as: Open, upload: Callable[[], str], address: str
) -> None:
    page = open_as("obstetrician", "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Worklist")
    page.get_by_role("link", name="Mothers").click()
    page.get_by_role("link", name="Amina Rahman").click()
    rows = page.locator("#recordings tbody tr")
    before = rows.count()
    assert before >= 4

    said = upload()
    expect(rows).to_have_count(before + 1)  # nobody touched the page: the socket told it
    recording = re.search(r"/recordings/([0-9a-f-]{36})/", said)
    assert recording

    newest = page.locator(f"a[href='/recordings/{recording[1]}/']").first
    newest.click()
    strip_of(page)
    expect(page.get_by_text("The baseline is about")).to_be_visible()
    page.locator("[data-strip-event]").first.get_by_role("button").click()
    expect(
        page.locator("tr[data-strip-event][aria-current], tr[data-strip-event].is-selected")
    ).to_have_count(1)

    page.get_by_label("Variability").select_option("normal")
    page.get_by_label("Assessment").fill("Baseline stable, accelerations, nothing else.")
    page.get_by_label("Advice to the mother").fill("All is as it should be tonight.")
    page.get_by_label("The mother may read the advice").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Version 1, signed")).to_be_visible()
    expect(page.get_by_text("Read and signed")).to_be_visible()

    told = api_as_mother(address, f"/api/v1/recordings/{recording[1]}/review")
    assert "All is as it should be tonight." in json.dumps(told)
    assert "nothing else" not in json.dumps(told)


def api_as_mother(address: str, path: str) -> object:
    """What her phone reads: signed in through the public API."""
    credentials = {"email": "mother@demo.kaishi.example", "password": "kaishi-demo-mother-1"}
    sign_in = urllib.request.Request(
        f"{address}/api/auth/app/v1/auth/login",
        json.dumps(credentials).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(sign_in, timeout=30) as answer:
        token = json.load(answer)["meta"]["session_token"]
    with urllib.request.urlopen(
        urllib.request.Request(address + path, headers={"X-Session-Token": token}), timeout=30
    ) as answer:
        return json.load(answer)


def test_a_reading_can_be_written_and_kept_without_a_mouse(open_as: Open) -> None:
    page = open_as("midwife", "/worklist/")
    focus(page, "a.table__link")
    page.keyboard.press("Enter")
    strip_of(page)
    focus(page, "[data-strip-scroll]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-strip-spoken]")).not_to_be_empty()
    focus(page, "[name=assessment]")
    page.keyboard.type("Written without a mouse.")
    focus(page, "button[value=draft]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    expect(page.get_by_label("Assessment")).to_have_value("Written without a mouse.")


def test_a_session_that_ends_while_she_writes_takes_no_word_from_her(open_as: Open) -> None:
    page = open_as("midwife", "/worklist/")
    page.goto(str(page.locator("a.table__link").last.get_attribute("href")))
    page.get_by_label("Assessment").fill("Half an hour of thought.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save as draft").click()
    page.wait_for_url("**/sign-in/**")
    page.locator("[name=login]").fill("midwife@demo.kaishi.example")
    page.locator("[name=password]").fill("kaishi-demo-midwife-1")
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_label("Assessment")).to_have_value("Half an hour of thought.")
    expect(page.get_by_text("Words that were not sent yet are put back.")).to_be_visible()
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    expect(page.get_by_text("Words that were not sent yet are put back.")).to_be_hidden()


def focus(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is there; what cannot be reached so is not there for whoever has no mouse."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with the Tab key")


def test_the_page_says_since_when_it_is_not_up_to_date_and_comes_back(open_as: Open) -> None:
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page = open_as(
        "obstetrician", "/worklist/", before=lambda page: page.route_web_socket("**/ws/v1/updates", through)
    )
    expect(page.locator("[data-stale]")).to_be_hidden()
    page.wait_for_function("document.readyState === 'complete'")
    assert len(sockets) == 1
    sockets[0].close()  # as a lost network does
    expect(page.locator("[data-stale]")).to_contain_text("Not up to date since")
    expect(page.locator("#worklist")).to_have_class(re.compile("is-stale"))
    expect(page.locator("[data-stale]")).to_be_hidden(timeout=20_000)
    assert len(sockets) == 2

"""The console's chat by key, in every language, on a phone; and what one cannot do in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from apps.consultations.services import threads
from apps.consultations.services.posting import post
from tests.consultations.conftest import AT, Talk
from tests.consultations.console import (
    IN_BROWSER,
    PATIENCE_MS,
    WRITE,
    Open,
    address,
    at_desk,
    live,
    says,
    written,
)
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_every_page import FAULTS

pytestmark = IN_BROWSER


def test_everything_goes_by_key(open_as: Open, talk: Talk) -> None:
    second = talk.open(topic="Travel")
    page = open_as(talk.clinician, "/consultations/?tab=all")
    expect(page.locator(".talk-row")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".talk__topic")).to_have_text("Travel")
    assert str(second.public_id) in page.url
    live(page)
    expect(page.locator(WRITE)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator('.talk-row__link[aria-current="true"]')).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator(".talk__topic")).to_have_text("Sleep")
    page.go_back()
    expect(page.locator(".talk__topic")).to_have_text("Travel")


def test_a_list_that_comes_late_does_not_forget_what_is_open(open_as: Open, talk: Talk) -> None:
    page = open_as(talk.clinician, "/consultations/?tab=all")
    held: list[Route] = []
    page.route("**/consultations/rows*", lambda route: held.append(route))
    with page.expect_request("**/consultations/rows*"):
        page.locator('.talks__tabs a[href="?tab=all"]').click()
    page.locator(".talk-row__link").first.click()
    expect(page.locator(WRITE)).to_be_focused()
    with page.expect_response("**/consultations/rows*") as late:
        held[0].continue_()
    assert "open=" not in late.value.url
    late.value.finished()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    page.keyboard.press("Escape")
    expect(page.locator('.talk-row__link[aria-current="true"]')).to_be_focused()


def test_enter_or_control_enter_sends_as_she_prefers(desk: Page, talk: Talk) -> None:
    desk.locator("[data-composer-enter]").click()
    desk.fill(WRITE, "line one")
    desk.press(WRITE, "Enter")
    desk.keyboard.type("line two")
    assert written(talk) == []
    desk.press(WRITE, "Control+Enter")
    expect(desk.locator(".bubble__text").last).to_have_text("line one\nline two", use_inner_text=True)
    desk.reload()
    live(desk)
    expect(desk.locator("[data-composer-enter]")).to_contain_text("Ctrl+Enter")


def test_a_word_that_is_still_put_together_is_not_sent(desk: Page, talk: Talk) -> None:
    desk.fill(WRITE, "안녕")
    desk.locator(WRITE).dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(desk.locator(WRITE)).to_have_value("안녕")
    assert desk.locator(".bubble--pending").count() == 0


def test_what_is_too_long_is_said_and_not_sent(desk: Page, talk: Talk) -> None:
    desk.fill(WRITE, "x" * 10_003)
    expect(desk.locator("[data-composer-over]")).to_contain_text("3")
    expect(desk.locator("[data-composer-send]")).to_be_disabled()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["en", "ko", "zh-hans"])
def test_everything_has_a_name_and_room_in_every_language(
    open_as: Open, talk: Talk, language: str, viewport: dict[str, int]
) -> None:
    talk.clinician.language = language
    talk.clinician.save()
    post(talk.mother, talk.draft(talk.mother, "I am bleeding heavily " + "x" * 300))
    post(talk.clinician, talk.draft(talk.clinician, "Come in."))
    for path in ("/consultations/?tab=all", address(talk)):
        page = open_as(talk.clinician, path, viewport=viewport, has_touch=viewport == PHONE)
        expect(page.locator(".talk-row").first).to_be_attached()
        if "data-talk" in page.content() and path != "/consultations/?tab=all":
            live(page)
            expect(page.locator(".flag").first).to_be_visible()
            expect(page.locator("#side-her-content dl").first).to_be_attached(timeout=PATIENCE_MS)
        assert page.evaluate(FAULTS) == []
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_on_a_phone_there_is_one_pane_and_everything_can_be_hit(open_as: Open, talk: Talk) -> None:
    page = open_as(talk.clinician, "/consultations/?tab=all", viewport=PHONE, has_touch=True)
    expect(page.locator(".talk")).to_be_hidden()
    page.locator(".talk-row__link").first.tap()
    live(page)
    expect(page.locator(".talks__list")).to_be_hidden()
    small = page.evaluate(
        """() => [...document.querySelectorAll('.talk button, .talk summary, .talk a.button, .talk textarea')]
            .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 && box.width < 44).map(([html]) => html)"""
    )
    assert small == []
    page.locator(".talk__back").tap()
    expect(page.locator(".talks__list")).to_be_visible()


def test_a_closed_thread_that_is_reopened_elsewhere_can_be_written_in_again(
    open_as: Open, talk: Talk
) -> None:
    threads.close(talk.clinician, thread_id=talk.thread.public_id, at=AT)
    page = open_as(talk.clinician, address(talk))
    page.get_by_role("button", name="Open it again").last.click()
    expect(page.locator(WRITE)).to_be_visible(timeout=PATIENCE_MS)


def test_a_stranger_to_the_thread_is_shown_the_way_out(open_as: Open, talk: Talk) -> None:
    desk = at_desk(open_as, talk)
    talk.end_care()
    says(desk, "still there?")
    expect(desk.locator("[data-toast]")).to_contain_text("no longer in your care", timeout=PATIENCE_MS)
    assert written(talk) == []

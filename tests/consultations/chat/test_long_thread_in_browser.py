"""A conversation of thousands of messages in the console's chat."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from apps.consultations.services import receipts
from apps.consultations.services.posting import post
from tests.consultations.conftest import AT, Talk
from tests.consultations.console import (
    IN_BROWSER,
    LAST,
    PATIENCE_MS,
    Open,
    at_desk,
    bubble,
    fill,
    rows,
)

pytestmark = IN_BROWSER


def test_ten_thousand_messages_scroll_with_a_handful_of_elements(open_as: Open, talk: Talk) -> None:
    fill(talk, 10_000)
    receipts.advance(talk.clinician, thread_id=talk.thread.public_id, read=10_000, at=AT)
    desk = at_desk(open_as, talk)
    expect(desk.locator(LAST)).to_contain_text("number 10000")
    frames = desk.evaluate(
        """async () => {
            const scroller = document.querySelector('[data-talk-scroll]');
            const seen = { most: 0, times: [] };
            let before = performance.now();
            for (let step = 0; step < 120; step += 1) {
                scroller.scrollTop -= step < 60 ? 400 : 9000;
                await new Promise(requestAnimationFrame);
                const now = performance.now();
                seen.times.push(now - before);
                before = now;
                seen.most = Math.max(seen.most, document.querySelectorAll('[data-talk-rows] *').length);
            }
            return seen;
        }"""
    )
    assert frames["most"] < 3_000
    assert desk.locator(".row-of").count() <= 200
    print("median frame, ms:", sorted(frames["times"])[len(frames["times"]) // 2])
    desk.evaluate("document.querySelector('[data-talk-scroll]').scrollTop = 0")
    expect(bubble(desk, "number 2").first).to_be_visible(timeout=PATIENCE_MS)
    desk.locator("[data-talk-down]").click()
    expect(desk.locator(LAST)).to_contain_text("number 10000")
    expect(desk.locator("[data-talk-down]")).to_be_hidden()


def test_what_one_reads_stays_where_it_is_while_what_is_above_arrives(open_as: Open, talk: Talk) -> None:
    fill(talk, 3_000)
    receipts.advance(talk.clinician, thread_id=talk.thread.public_id, read=3_000, at=AT)
    desk = at_desk(open_as, talk)
    expect(desk.locator(LAST)).to_contain_text("number 3000")
    scroller = desk.locator("[data-talk-scroll]")
    scroller.hover()
    for _ in range(12):
        desk.mouse.wheel(0, -700)
        desk.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(desk.locator(".missing")).to_have_count(0, timeout=PATIENCE_MS)
    before = {number: row["top"] for number, row in rows(desk).items() if 0 <= row["top"] < 500}
    assert before
    desk.evaluate("() => new Promise((done) => setTimeout(done, 0))")
    post(talk.mother, talk.draft(talk.mother, "Thank you, doctor"))
    expect(desk.locator("[data-talk-down]")).to_have_text("New messages: 1", timeout=PATIENCE_MS)
    after = rows(desk)
    assert {number: after[number]["top"] for number in before} == pytest.approx(before, abs=1)


def test_a_hit_far_up_is_found_marked_and_gone_to(desk: Page, talk: Talk) -> None:
    fill(talk, 4_000)
    desk.keyboard.press("Escape")
    desk.locator("[data-talk-scroll]").focus()
    desk.keyboard.press("/")
    expect(desk.locator("#talks-q")).to_be_focused()
    desk.keyboard.type("number 777")
    hit = desk.locator("[data-found]").first
    expect(hit.locator("mark")).to_have_text("number 777")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    found = desk.locator('.row-of[data-sequence="777"]')
    expect(found.locator("mark")).to_have_text("number 777", timeout=PATIENCE_MS)
    top = rows(desk)[777]["top"]
    assert 0 < top < 600
    assert desk.locator(".row-of").count() <= 200


def test_it_opens_at_the_first_unread_message(open_as: Open, talk: Talk) -> None:
    fill(talk, 500)
    receipts.advance(talk.clinician, thread_id=talk.thread.public_id, read=430, at=AT)
    desk = at_desk(open_as, talk)
    expect(desk.locator(".newest")).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.locator(".row-of:has(.newest)")).to_have_attribute("data-sequence", "431")
    assert rows(desk)[431]["top"] < 500

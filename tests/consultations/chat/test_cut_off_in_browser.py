"""No word is lost in the console's chat: a line that is cut, a server that is killed, two tabs, another person."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from apps.consultations.models import Message
from apps.consultations.services import threads
from apps.consultations.services.posting import post
from tests.consultations.conftest import AT, Talk
from tests.consultations.console import (
    IN_BROWSER,
    PATIENCE_MS,
    WRITE,
    Open,
    Site,
    address,
    at_desk,
    bubble,
    live,
    says,
    written,
)
from tests.foundation.socket_client import session_of

pytestmark = IN_BROWSER


def test_what_is_written_while_the_line_is_cut_survives_a_reload_and_goes_out_once(
    open_as: Open, talk: Talk
) -> None:
    desk = at_desk(open_as, talk, cut=True)
    desk.line.cut()  # type: ignore[attr-defined]
    expect(desk.locator("[data-talk-state]")).to_contain_text("No connection since", timeout=PATIENCE_MS)
    for text in ("first", "second", "third"):
        says(desk, text)
    expect(desk.locator(".bubble--pending")).to_have_count(3)
    desk.fill(WRITE, "a draft")
    desk.reload()
    expect(desk.locator(".bubble--pending .bubble__text")).to_have_text(["first", "second", "third"])
    expect(desk.locator(WRITE)).to_have_value("a draft")
    assert written(talk) == []
    expect(desk.get_by_role("button", name="Try now")).to_be_visible(timeout=PATIENCE_MS)
    desk.line.mend()  # type: ignore[attr-defined]
    expect(desk.locator(".bubble--pending")).to_have_count(0, timeout=PATIENCE_MS)
    assert written(talk) == ["first", "second", "third"]
    desk.reload()
    expect(desk.locator(".bubble__text")).to_have_text(["first", "second", "third"])


def test_a_server_that_is_killed_and_comes_back_loses_nothing_either_way(
    site: Site, desk: Page, talk: Talk
) -> None:
    says(desk, "before")
    expect(bubble(desk, "before").locator("[data-standing]")).to_be_visible()
    site.stop()
    says(desk, "while it was away")
    expect(desk.locator(".bubble--pending")).to_have_count(1)
    expect(desk.locator("[data-talk-state]")).to_be_visible(timeout=PATIENCE_MS)
    post(talk.mother, talk.draft(talk.mother, "hers, meanwhile"))
    site.start()
    expect(desk.locator(".bubble--pending")).to_have_count(0, timeout=PATIENCE_MS)
    expect(desk.locator(".bubble__text")).to_have_text(
        ["before", "hers, meanwhile", "while it was away"], timeout=PATIENCE_MS
    )
    assert written(talk) == ["before", "hers, meanwhile", "while it was away"]
    expect(desk.locator("[data-talk-state]")).to_be_hidden()


def test_a_refused_message_stays_with_its_reason_and_can_be_written_again(open_as: Open, talk: Talk) -> None:
    desk = at_desk(open_as, talk, cut=True)
    desk.line.cut()  # type: ignore[attr-defined]
    says(desk, "too late")
    threads.close(talk.clinician, thread_id=talk.thread.public_id, at=AT)
    desk.line.mend()  # type: ignore[attr-defined]
    refused = desk.locator(".bubble--refused")
    expect(refused).to_contain_text("Not sent:", timeout=PATIENCE_MS)
    expect(refused).to_contain_text("too late")
    desk.reload()
    expect(refused).to_contain_text("too late")
    threads.reopen(talk.clinician, thread_id=talk.thread.public_id, at=AT)
    expect(desk.locator(WRITE)).to_be_visible(timeout=PATIENCE_MS)
    refused.get_by_role("button", name="Edit").click()
    expect(desk.locator(WRITE)).to_have_value("too late")
    says(desk, "in time")
    expect(bubble(desk, "in time").locator("[data-standing=sent]")).to_be_visible()
    assert written(talk) == ["in time"]


def test_two_tabs_of_one_person_send_a_waiting_message_once(open_as: Open, talk: Talk) -> None:
    desk = at_desk(open_as, talk, cut=True)
    desk.line.cut()  # type: ignore[attr-defined]
    says(desk, "only once")
    twin = desk.context.new_page()
    twin.goto(address(talk))
    expect(bubble(twin, "only once").locator("[data-standing=sent]")).to_be_visible(timeout=PATIENCE_MS)
    desk.line.mend()  # type: ignore[attr-defined]
    expect(desk.locator(".bubble--pending")).to_have_count(0, timeout=PATIENCE_MS)
    expect(bubble(desk, "only once")).to_have_count(1)
    assert Message.objects.for_system("test").filter(text="only once").count() == 1


def test_another_person_in_the_same_browser_finds_nothing_of_hers(
    open_as: Open, site: Site, talk: Talk
) -> None:
    desk = at_desk(open_as, talk)
    desk.fill(WRITE, "not for others")
    colleague = talk.colleague()
    desk.context.add_cookies([{"name": "sessionid", "value": session_of(colleague), "url": site.address}])
    desk.goto(address(talk))
    live(desk)
    expect(desk.locator(WRITE)).to_have_value("")
    kept = desk.evaluate("JSON.stringify(localStorage)")
    assert "not for others" not in kept
    assert str(talk.clinician.public_id) in kept  # and it is not thrown away either

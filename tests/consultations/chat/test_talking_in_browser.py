"""Talking in the console's chat: live, ticked, corrected, taken back, handed over, closed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from apps.consultations.services import internal_notes, receipts, replies, threads
from apps.consultations.services.posting import post
from tests.consultations.conftest import AT, Talk
from tests.consultations.console import (
    IN_BROWSER,
    LAST,
    PATIENCE_MS,
    WRITE,
    Open,
    address,
    at_desk,
    bubble,
    says,
    written,
)

pytestmark = IN_BROWSER


def test_what_she_writes_appears_by_itself_and_the_answer_is_ticked_as_far_as_it_has_come(
    desk: Page, talk: Talk
) -> None:
    post(talk.mother, talk.draft(talk.mother, "May I fly?"))
    expect(desk.locator(LAST)).to_have_text("May I fly?")
    expect(desk.locator("[data-talk-said]")).to_have_text(f"{talk.mother.full_name}: May I fly?")
    says(desk, "Until week 36.")
    answer = bubble(desk, "Until week 36.")
    expect(answer.locator("[data-standing]")).to_have_attribute("data-standing", "sent")
    assert written(talk) == ["May I fly?", "Until week 36."]
    number = talk.now().last_sequence
    receipts.advance(talk.mother, thread_id=talk.thread.public_id, delivered=number, at=AT)
    receipts.advance(talk.mother, thread_id=talk.thread.public_id, read=number, at=AT)
    desk.reload()
    expect(answer.locator("[data-standing]")).to_have_attribute("data-standing", "read")


def test_what_is_looked_at_is_read_and_the_badge_agrees_on_every_page(open_as: Open, talk: Talk) -> None:
    elsewhere = open_as(talk.clinician, "/worklist/")
    badge = elsewhere.locator('[data-counted="consultations:queue"] .bar__count')
    post(talk.mother, talk.draft(talk.mother, "one"))
    post(talk.mother, talk.draft(talk.mother, "two"))
    expect(badge).to_have_text("2", timeout=PATIENCE_MS)
    desk = at_desk(open_as, talk)
    desk.bring_to_front()
    expect(badge).to_have_count(0, timeout=PATIENCE_MS)
    expect(desk.locator('[data-counted="consultations:queue"] .bar__count')).to_have_count(0)


def test_words_stay_exactly_what_they_were(desk: Page, talk: Talk) -> None:
    text = "<script>alert(1)</script>\n  two spaces, «&amp;», 👩‍👩‍👧‍👦, مرحبا بك"
    post(talk.mother, talk.draft(talk.mother, text))
    expect(desk.locator(".row-of").last.locator(".bubble__text")).to_be_visible()
    assert desk.locator(".row-of").last.locator(".bubble__text").evaluate("e => e.textContent") == text
    assert desk.locator(".bubble__text").last.get_attribute("dir") == "auto"


def test_a_message_is_corrected_by_the_up_arrow_and_every_wording_is_kept(desk: Page, talk: Talk) -> None:
    says(desk, "Take 2 g.")
    expect(bubble(desk, "Take 2 g.").locator("[data-standing]")).to_be_visible()
    desk.press(WRITE, "ArrowUp")
    expect(desk.locator(WRITE)).to_have_value("Take 2 g.")
    says(desk, "Take 2 mg.")
    corrected = bubble(desk, "Take 2 mg.")
    expect(corrected.locator(".bubble__corrected")).to_be_visible()
    expect(bubble(desk, "Take 2 g.")).to_have_count(0)
    corrected.locator(".bubble__corrected").click()
    wordings = desk.locator("dialog[open] .bubble__text")
    expect(wordings).to_have_text(["Take 2 mg.", "Take 2 g."])
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)


def test_a_message_is_taken_back_after_a_question_and_a_mark_stays(desk: Page, talk: Talk) -> None:
    says(desk, "Meant for somebody else")
    said = bubble(desk, "Meant for somebody else")
    expect(said.locator("[data-standing]")).to_be_visible()
    said.hover()
    desk.locator("[data-act=take_back]").click()
    desk.locator("[data-take-back] [data-dialog-close]").click()
    expect(said).to_be_visible()
    said.hover()
    desk.locator("[data-act=take_back]").click()
    desk.locator("[data-take-back-yes]").click()
    expect(desk.locator(".bubble--removed")).to_contain_text("Taken back")
    expect(bubble(desk, "Meant for somebody else")).to_have_count(0)


def test_a_warning_sign_stands_out_and_leads_to_its_alert(desk: Page, talk: Talk) -> None:
    post(talk.mother, talk.draft(talk.mother, "I am bleeding heavily and it does not stop"))
    flag = desk.locator(".flag")
    expect(flag).to_contain_text("Warning sign")
    expect(flag).to_contain_text("Bleeding")
    expect(flag.locator(".flag__told")).not_to_be_empty()
    alert = desk.locator("#side-alerts a").first
    expect(alert).to_contain_text("Bleeding", timeout=PATIENCE_MS)
    flag.get_by_role("button", name="To the alert").click()
    expect(alert).to_be_focused()
    alert.click()
    desk.wait_for_url("**/alerts/**")


def test_notes_of_colleagues_stay_among_them(desk: Page, talk: Talk) -> None:
    desk.get_by_role("tab", name="Among colleagues").click()
    expect(desk.locator("#side-inside")).to_contain_text("Only colleagues read this")
    desk.fill("[data-inside-text]", "Her sister had a bad time.")
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.locator(".inside__note")).to_contain_text("Her sister had a bad time.")
    expect(desk.locator("[data-inside-text]")).to_have_value("")
    assert written(talk) == []
    assert [note.text for note in internal_notes.InternalNote.objects.for_system("test")] == [
        "Her sister had a bad time."
    ]


def test_a_colleagues_note_appears_by_itself(desk: Page, talk: Talk) -> None:
    desk.get_by_role("tab", name="Among colleagues").click()
    about = {"thread_id": talk.thread.public_id, "text": "I have called her.", "at": AT}
    internal_notes.write_note(talk.colleague(), **about)
    expect(desk.locator(".inside__note")).to_contain_text("I have called her.", timeout=PATIENCE_MS)


def test_a_quick_reply_is_filled_and_a_place_without_a_value_holds_it_back(desk: Page, talk: Talk) -> None:
    text = "{{mother_name}}, phone {{team_phone}}."
    replies.write_reply(
        talk.clinician, title="Phone us", text=text, language="en", team_id=talk.team.public_id, at=AT
    )
    desk.press(WRITE, ";")
    desk.locator("[data-replies-search]").type("phone")
    desk.keyboard.press("Enter")
    expect(desk.locator(WRITE)).to_have_value(f"{talk.mother.full_name}, phone {{{{team_phone}}}}.")
    desk.press(WRITE, "Enter")
    expect(desk.locator("[data-composer-over]")).to_contain_text("{{team_phone}}")
    assert written(talk) == []
    desk.keyboard.type("112 34 56")  # the open place is selected
    desk.press(WRITE, "Enter")
    expect(desk.locator(LAST)).to_have_text(f"{talk.mother.full_name}, phone 112 34 56.")


def test_it_is_taken_handed_over_and_closed_in_front_of_everybody(open_as: Open, talk: Talk) -> None:
    colleague = talk.colleague()
    desk, other = at_desk(open_as, talk), open_as(colleague, address(talk))
    desk.get_by_role("button", name="I answer this").click()
    expect(desk.locator(".talk__turn")).to_contain_text("you answer")
    expect(other.locator(".talk__turn")).to_contain_text(talk.clinician.full_name, timeout=PATIENCE_MS)
    desk.locator("#talk-more-open").click()
    desk.get_by_role("button", name="Hand over …").click()
    desk.select_option("#hand-over-to", value=str(colleague.public_id))
    desk.fill("#hand-over-note", "She waits for her result.")
    desk.locator("#tool-hand_over [type=submit]").click()
    expect(other.locator(".talk__turn")).to_contain_text("you answer", timeout=PATIENCE_MS)
    threads.close(colleague, thread_id=talk.thread.public_id, at=AT)
    expect(desk.locator(".composer__closed")).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.locator(WRITE)).to_have_count(0)


def test_a_menu_stays_open_when_news_of_the_conversation_replace_the_head(desk: Page, talk: Talk) -> None:
    desk.locator("#talk-more-open").click()
    desk.evaluate("document.querySelector('#talk-head').dataset.before = 'yes'")
    post(talk.mother, talk.draft(talk.mother, "One more thing"))
    expect(desk.locator("#talk-head:not([data-before])")).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.get_by_role("link", name="Write the note and close")).to_be_visible()

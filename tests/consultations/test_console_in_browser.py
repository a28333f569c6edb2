"""The chat of the console in a real browser: live, cut off, reloaded, ten thousand messages long, by key, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from apps.accounts import consent_texts
from apps.accounts.models import ConsentKind
from apps.accounts.services import consents
from apps.consultations.models import Attachment, Call, Message
from apps.consultations.services import internal_notes, receipts, replies, threads
from apps.consultations.services.attachments import checking
from apps.consultations.services.posting import post
from tests.console.conftest import recorded
from tests.consultations.conftest import AT, Talk
from tests.consultations.console import PATIENCE_MS, Line, Open, Site, fill, rows
from tests.factories import FetusFactory
from tests.foundation.conftest import forget_client
from tests.foundation.files import made
from tests.foundation.socket_client import session_of
from tests.journeys.conftest import CHROMIUM, DESK, FLAGS, PHONE
from tests.journeys.test_every_page import FAULTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium"),
]
FAKE_MEDIA = [
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
WRITE = "[data-composer-text]"
LAST = ".row-of:last-child .bubble__text"


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


def at_desk(open_as: Open, talk: Talk, **options: Any) -> Page:
    page = open_as(talk.clinician, address(talk), **options)
    live(page)
    return page


def address(talk: Talk) -> str:
    return f"/consultations/{talk.thread.public_id}/"


def live(page: Page) -> None:
    """Wait until the socket has said where everything stands."""
    expect(page.locator("[data-composer-enter]")).not_to_be_empty(timeout=PATIENCE_MS)
    expect(page.locator("[data-talk-state]")).to_be_hidden()


def says(page: Page, text: str) -> None:
    page.fill(WRITE, text)
    page.press(WRITE, "Enter")


def bubble(page: Page, text: str) -> Any:
    return page.locator(".bubble", has_text=text)


def messages(talk: Talk) -> list[Message]:
    rows_ = Message.objects.for_system("test").filter(thread=talk.thread).exclude(kind="system")
    return list(rows_.order_by("sequence"))


def written(talk: Talk) -> list[str]:
    return [text for _, text in talk.said() if text]


# ── talking ──────────────────────────────────────────────────────────────────
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


def test_files_are_sent_with_the_words_and_shown_once_they_were_looked_at(desk: Page, talk: Talk) -> None:
    photo, letter, note = made.photo("JPEG"), made.document(2), made.sound("audio/webm", 2)
    files = [
        {"name": "plate.jpg", "mimeType": "image/jpeg", "buffer": photo},
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": letter},
        {"name": "note.webm", "mimeType": "audio/webm", "buffer": note},
    ]
    desk.set_input_files("[data-composer-file]", files)  # type: ignore[arg-type]
    expect(desk.locator(".chip", has_text="Ready to send")).to_have_count(3, timeout=PATIENCE_MS)
    says(desk, "As you asked")
    expect(desk.locator(".chip")).to_have_count(0)
    expect(desk.locator(".bubble .files")).to_have_count(3, timeout=PATIENCE_MS)
    for attachment in Attachment.objects.for_system("test").order_by("pk"):
        checking.run(attachment.public_id, task_id="test", now=lambda: AT)
    picture = desk.locator(".picture img")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(desk.locator(".bubble", has_text="letter.pdf")).to_contain_text("Pages: 2", timeout=PATIENCE_MS)
    voice = desk.locator(".voice")
    expect(voice.locator(".voice__time")).to_have_text("0:02", timeout=PATIENCE_MS)
    voice.get_by_role("button", name="Play").click()
    expect(voice.locator("rect.is-played").first).to_be_attached(timeout=PATIENCE_MS)
    desk.locator(".picture").click()
    expect(desk.locator(".viewer img")).to_have_js_property("naturalWidth", 640, timeout=PATIENCE_MS)
    desk.keyboard.press("Escape")
    expect(desk.locator(".viewer")).to_have_count(0)
    assert [m.kind for m in messages(talk)] == ["image", "file", "voice_note"]
    assert messages(talk)[0].text == "As you asked"


def test_a_file_that_is_none_is_refused_before_anything_is_said(desk: Page, talk: Talk) -> None:
    lie = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload='alert(1)'/>"}
    desk.set_input_files("[data-composer-file]", [lie])  # type: ignore[list-item]
    expect(desk.locator(".chip--failed")).to_be_visible(timeout=PATIENCE_MS)
    desk.fill(WRITE, "Look")
    expect(desk.locator("[data-composer-send]")).to_be_disabled()
    desk.get_by_role("button", name="Remove photo.jpg").click()
    says(desk, "Look")
    expect(bubble(desk, "Look").locator("[data-standing=sent]")).to_be_visible()


def test_a_recording_of_hers_is_shared_as_a_card_that_leads_to_it(desk: Page, talk: Talk) -> None:
    FetusFactory(pregnancy=talk.pregnancy)
    version = consent_texts.current(ConsentKind.MONITORING).version
    consents.give(talk.mother, kind=ConsentKind.MONITORING, version=version, language="en", at=AT)
    recording = recorded(talk.pregnancy, analysed=False)
    desk.locator("[data-tool=recordings]").click()
    desk.locator("[data-recordings] button").first.click()
    card = desk.locator("a.card-link", has_text="Recording of the baby's heart")
    expect(card).to_have_attribute("href", f"/recordings/{recording.public_id}/")
    expect(desk.locator("[data-standing=sent]")).to_be_visible()
    assert [(m.kind, m.payload) for m in messages(talk)] == [
        ("recording", {"recording": str(recording.public_id)})
    ]


def test_a_call_is_begun_from_the_conversation(desk: Page, talk: Talk) -> None:
    desk.context.grant_permissions(["camera", "microphone"])
    desk.locator("[data-tool=call]").click()
    desk.get_by_role("button", name="Call with sound only").click()
    expect(desk.locator(".call[data-phase=calling]")).to_be_visible(timeout=PATIENCE_MS)
    says(desk, "I am trying to ring you")
    expect(bubble(desk, "I am trying").locator("[data-standing=sent]")).to_be_visible()
    assert Call.objects.for_system("test").filter(thread=talk.thread).count() == 1
    expect(desk.locator(".call")).to_have_attribute("data-phase", "calling")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="Hang up").click()


# ── no word is lost ──────────────────────────────────────────────────────────
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


# ── a long thread ────────────────────────────────────────────────────────────
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


# ── hands ────────────────────────────────────────────────────────────────────
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

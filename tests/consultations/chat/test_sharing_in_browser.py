"""What goes with the words in the console's chat: files, a recording, a call."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from apps.accounts import consent_texts
from apps.accounts.models import ConsentKind
from apps.accounts.services import consents
from apps.consultations.models import Attachment, Call
from apps.consultations.services.attachments import checking
from tests.console.conftest import recorded
from tests.consultations.conftest import AT, Talk
from tests.consultations.console import (
    IN_BROWSER,
    PATIENCE_MS,
    WRITE,
    bubble,
    messages,
    says,
)
from tests.factories import FetusFactory, let_record_at_home
from tests.foundation.files import made

pytestmark = IN_BROWSER


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
    let_record_at_home(talk.pregnancy)
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

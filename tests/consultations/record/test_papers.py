"""Papers: what is on them in three languages and any script, for whom, made once, by a worker that may die."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
from datetime import timedelta
from uuid import uuid4

import pypdf
import pypdfium2
import pytest

from apps.accounts.models import Care
from apps.consultations.models import Attachment, Document, Message
from apps.consultations.pdf import drawing
from apps.consultations.services import closing, document_making, documents, notes
from apps.consultations.written import Prescribed, Written
from apps.foundation.files.storage import store
from apps.foundation.models import OutboxMessage
from tests.consultations.record.conftest import AT, allergic_to

pytestmark = pytest.mark.django_db


def ask(person, thread, kind="transcript", audience="team", language="en", at=AT):
    about = {"kind": kind, "audience": audience, "language": language}
    return documents.request_document(person, thread_id=thread.public_id, at=at, **about)


def made(document, task_id="a"):
    document_making.run(document.public_id, task_id=task_id, now=lambda: AT)
    return Document.objects.for_system("test").get(pk=document.pk)


def whole(document):
    content = b"".join(store().pieces(document.file_name))
    assert hashlib.sha256(content).digest() == bytes(document.file_sha256)
    assert len(content) == document.size_bytes
    return content


def reader(document):
    return pypdf.PdfReader(io.BytesIO(whole(document)))


def pages_of(document):
    """The words of each page, as a browser's own viewer finds them."""
    with pypdfium2.PdfDocument(whole(document)) as opened:
        assert len(opened) == document.page_count
        return [page.get_textpage().get_text_bounded() for page in opened]


def text_of(document):
    """All words of a paper, with any space between them as one."""
    return re.sub(r"\s+", " ", " ".join(pages_of(document)))


def paper(person, thread, **about):
    return text_of(made(ask(person, thread, **about)[0]))


# ── what is on it ──


def test_who_said_what_when_where_she_lives(clinic, thread, say):
    say(thread, clinic.mother, "Since this morning my head hurts.")
    say(thread, clinic.midwife, "Did you drink enough?", posted_at=AT + timedelta(seconds=61))
    text = paper(clinic.obstetrician, thread)
    for words in (
        "Consultation: transcript",
        "Hana Kim",
        clinic.team.name,
        "Headache",
        "All times are of the zone in which the mother lives (Asia/Seoul).",
        "1 · 2026-03-01 18:30:00 (UTC+09:00) · Hana Kim (Mother) Since this morning my head hurts.",
        "2 · 2026-03-01 18:31:01 (UTC+09:00) · Lin Wei (Midwife) Did you drink enough?",
        "Internal notes of the care team are on no paper.",
        "Page 1 of 1",
        str(Document.objects.for_system("test").get().public_id),
    ):
        assert words in text, words


def test_corrections_and_removals_are_marked_and_what_was_taken_back_is_gone(clinic, thread, say):
    say(thread, clinic.mother, "I bled twice.")
    say(thread, clinic.mother, "I bled once.", relation="correction", relates_to=1)
    say(thread, clinic.mother, "A secret.")
    say(thread, clinic.mother, relation="removal", relates_to=3)
    text = paper(clinic.obstetrician, thread)
    assert re.search(r"1 · [^·]+ · Hana Kim \(Mother\) Corrected by no. 2 I bled twice\.", text)
    assert re.search(r"2 · [^·]+ · Hana Kim \(Mother\) Correction of no. 1 I bled once\.", text)
    assert re.search(r"3 · [^·]+ · Hana Kim \(Mother\) Taken back by no. 4", text)
    assert re.search(r"4 · [^·]+ · Hana Kim \(Mother\) Takes back no. 3", text)
    assert "secret" not in text


def test_files_are_named_with_their_digest_and_shared_things_with_their_number(clinic, thread, say):
    digest = hashlib.sha256(b"scan").digest()
    file = Attachment.objects.create(
        subject=clinic.mother, thread=thread, client_id=uuid4(), uploaded_by=clinic.mother, uploaded_at=AT,
        kind="document", media_type="application/pdf", file_name="blood 检查.pdf", sha256=digest, size_bytes=2_049,
        check_due_at=AT,
    )  # fmt: skip
    say(thread, clinic.mother, kind="file", payload={"attachments": [str(file.public_id)]})
    shared = str(uuid4())
    say(thread, clinic.mother, kind="recording", payload={"recording": shared})
    text = paper(clinic.obstetrician, thread)
    assert f"Document: blood 检查.pdf, 3 KiB, SHA-256 {digest.hex()[:16]}…" in text
    assert f"Recording of the baby's heart: {shared}" in text


def test_what_happened_is_told_in_the_language_of_the_paper(clinic, thread, say):
    say(thread, None, kind="system", payload={"code": "reopened"})
    assert "KAISHI The consultation was reopened." in paper(clinic.obstetrician, thread)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Since this morning I feel some pressure. 😀"),
        (
            "zh-hans",
            "医生您好，我今天早上开始头疼，喝水以后好一些，没有再出血了。请问需要过来检查吗？血压是120/80。",
        ),
        ("ko", "안녕하세요, 머리가 아파요. 오늘 아침부터 그래요. 물을 마셨더니 조금 나아졌어요."),
    ],
)
def test_every_language_of_ours_reads_the_same_on_every_paper(clinic, thread, say, language, said):
    say(thread, clinic.mother, said)
    say(thread, clinic.midwife, f"Mixed: {said} ok? 谢谢 감사합니다 ﾅ ½ ℃ 👩‍🍼")
    text = paper(clinic.obstetrician, thread, language=language)
    plain = text.replace(" ", "")
    assert said.replace(" ", "") in plain
    assert "谢谢감사합니다" in plain
    assert "👩" in text


def test_right_to_left_words_are_shaped_and_ordered_for_reading(clinic, thread, say):
    say(thread, clinic.mother, "שלום עולם")
    say(thread, clinic.mother, "مرحبا")
    document = made(ask(clinic.obstetrician, thread)[0])
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader(document).pages
        for font in (page["/Resources"]["/Font"] or {}).values()
    }
    assert {"NotoSansHebrew", "NotoSansArabic"} <= {
        name.split("+")[1].removesuffix("Light") for name in fonts
    }
    drawn = " ".join(page.extract_text() for page in reader(document).pages)
    assert "עולם שלום" in drawn, "drawn from left to right: the first word stands on the right"


def test_a_sign_that_no_font_has_is_printed_as_its_number_and_a_tag_as_it_is(clinic, thread, say):
    say(thread, clinic.mother, "<script>alert(1)</script> \ue000 𓀀 x\u0301 \u200b|")
    text = paper(clinic.obstetrician, thread)
    assert "<script>alert(1)</script> [U+E000] [U+13000]" in text


def test_every_font_is_embedded(clinic, thread, say):
    say(thread, clinic.mother, "a 你 안 😀 א ب ไ")
    for page in reader(made(ask(clinic.obstetrician, thread)[0])).pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), font.get_object()["/BaseFont"]


def test_a_word_longer_than_a_line_is_broken_and_nothing_of_it_is_lost(clinic, thread, say):
    word = "x" * 1_500
    say(thread, clinic.mother, f"{word}y")
    assert paper(clinic.obstetrician, thread).replace(" ", "").count("x" * 1_500 + "y") == 1


# ── notes ──

NOTE = Written(
    subjective="S secret", objective="O secret", assessment="A secret", plan="Rest. 休息。", advice="Drink. 물.",
    prescriptions=(Prescribed("Amoxicillin", "500 mg", "three times a day", "7 days", "Tolerated in 2024"),),
    release=("plan", "advice", "prescriptions"),
)  # fmt: skip


def test_the_teams_paper_has_every_version_and_why_the_mothers_what_was_released(clinic, thread):
    allergic_to(clinic.mother, "penicillin")
    first = notes.sign(clinic.obstetrician, thread_id=thread.public_id, note=NOTE, at=AT)
    for_team = paper(clinic.midwife, thread, kind="notes")
    for words in (
        "Clinical note, version 1",
        "S secret",
        "Amoxicillin, 500 mg, three times a day, 7 days",
        "Same class as her allergy to penicillin.",
        "Prescribed all the same: Tolerated in 2024",
        "Signed by Dr. Mia Berg (Obstetrician), 2026-03-01 18:30:00 (UTC+09:00)",
        "Released to the mother: Plan, Advice to the mother, Prescriptions.",
    ):
        assert words in for_team, words
    for_her = paper(clinic.mother, thread, kind="notes", audience="mother")
    assert "Rest. 休息。" in for_her
    assert "Drink. 물." in for_her
    assert "Amoxicillin, 500 mg, three times a day, 7 days" in for_her
    for hidden in ("secret", "penicillin", "Tolerated", "Released to"):
        assert hidden not in for_her, hidden
    again = Written(assessment="Only for the team", amends=first.public_id)
    notes.amend(clinic.midwife, thread_id=thread.public_id, note=again, at=AT)
    assert "No note was signed." in paper(clinic.mother, thread, kind="notes", audience="mother")
    both = paper(clinic.midwife, thread, kind="notes")
    assert "Clinical note, version 2, amends version 1" in both
    assert "S secret" in both


# ── asked for, made once ──


def test_the_same_paper_is_made_once_and_a_new_message_makes_a_new_one(clinic, thread, say):
    first, is_new = ask(clinic.obstetrician, thread)
    assert is_new
    assert ask(clinic.midwife, thread) == (first, False)
    done = made(first)
    assert ask(clinic.midwife, thread) == (first, False)
    assert ask(clinic.obstetrician, thread, language="ko")[1]
    assert ask(clinic.obstetrician, thread, audience="mother")[1]
    say(thread, clinic.mother, "One more thing.")
    later, is_new = ask(clinic.obstetrician, thread)
    assert is_new
    assert later.pk != done.pk
    closing.close_with_note(clinic.midwife, thread_id=thread.public_id, without_note="by_mistake", at=AT)
    assert ask(clinic.obstetrician, thread)[1]


def test_what_was_said_after_it_was_asked_for_is_not_on_it(clinic, thread, say):
    say(thread, clinic.mother, "Before.")
    document, _new = ask(clinic.obstetrician, thread)
    say(thread, clinic.mother, "Afterwards.")
    text = text_of(made(document))
    assert "Before." in text
    assert "Afterwards." not in text


def test_a_worker_that_died_is_followed_and_a_late_one_changes_nothing(clinic, thread):
    document, _new = ask(clinic.obstetrician, thread)
    claimed = document_making.claim(None, document_id=document.public_id, task_id="dead", at=AT)
    assert document_making.claim(None, document_id=document.public_id, task_id="b", at=AT) is None
    assert document_making.take_up_again(None, at=AT + timedelta(minutes=4)) == []
    assert document_making.take_up_again(None, at=AT + timedelta(minutes=6)) == [document.public_id]
    done = made(document, "b")
    assert done.state == "ready"
    assert not document_making.finish(None, claimed, document_making.Made("k", b"x" * 32, 1, 1), at=AT)
    assert not document_making.fail(None, claimed, code="gave_up")
    assert Document.objects.for_system("test").get().file_name == done.file_name


def test_a_task_that_came_back_after_a_kill_goes_on_by_itself(clinic, thread):
    document, _new = ask(clinic.obstetrician, thread)
    document_making.claim(None, document_id=document.public_id, task_id="a", at=AT)
    assert made(document, "a").state == "ready"


def test_what_cannot_be_drawn_fails_with_a_code_and_is_made_when_asked_again(clinic, thread, monkeypatch):
    document, _new = ask(clinic.obstetrician, thread)
    with monkeypatch.context() as broken:
        broken.setattr(drawing, "draw", lambda *given: 1 / 0)
        failed = made(document)
    assert (failed.state, failed.failure, failed.file_name) == ("failed", "drawing_error", "")
    again, is_new = ask(clinic.obstetrician, thread)
    assert (again.pk, is_new) == (document.pk, True)
    assert made(again).state == "ready"


def test_it_gives_up_after_five_tries(clinic, thread):
    document, _new = ask(clinic.obstetrician, thread)
    for _attempt in range(6):
        document_making.claim(None, document_id=document.public_id, task_id="a", at=AT)
    found = Document.objects.for_system("test").get()
    assert (found.state, found.failure, found.attempts) == ("failed", "gave_up", 6)


def test_a_long_conversation_is_drawn_in_parts_and_numbered_through(clinic, thread, monkeypatch):
    monkeypatch.setattr(drawing, "PAGES_A_PART", 2)
    rows = [
        Message(
            subject=clinic.mother, thread=thread, sequence=number, client_id=uuid4(), author=clinic.mother,
            by_mother=True, text=f"Message {number} 消息", posted_at=AT,
        )
        for number in range(1, 251)
    ]  # fmt: skip
    Message.objects.bulk_create(rows)
    type(thread).objects.for_system("test").filter(pk=thread.pk).update(last_sequence=250)
    done = made(ask(clinic.obstetrician, thread)[0])
    assert done.page_count > 6
    pages = pages_of(done)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {done.page_count}" in page
    text = re.sub(r"\s+", " ", " ".join(pages))
    found = re.findall(r"Message (\d+) 消息", text)
    assert [int(number) for number in found] == list(range(1, 251))


# ── the doors ──


def address(thread, tail=""):
    return f"/api/v1/consultations/{thread.public_id}/documents{tail}"


def test_from_asking_to_opening(clinic, thread, client_of):
    phone = client_of(clinic.mother)
    asked = phone.post(address(thread), {"kind": "transcript"}, content_type="application/json")
    assert (asked.status_code, asked.json()["audience"], asked.json()["state"]) == (202, "mother", "waiting")
    assert OutboxMessage.objects.filter(name="consultation.document_requested").count() == 1
    paper_id = asked.json()["id"]
    link = address(thread, f"/{paper_id}/link")
    assert (phone.post(link).status_code, phone.post(link).json()["code"]) == (409, "not_ready")
    made(Document.objects.for_system("test").get())
    shown = phone.get(address(thread, f"/{paper_id}")).json()
    assert (shown["state"], shown["progress"], shown["page_count"]) == ("ready", 100, 1)
    url = phone.post(link).json()["url"]
    opened = client_of(None).get(url)
    whole = b"".join(opened.streaming_content)
    assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
    assert hashlib.sha256(whole).hexdigest() == shown["sha256"]
    assert opened["Cache-Control"] == "private, no-store"


def test_a_link_is_for_one_person_and_one_paper_and_ends_with_her_right(clinic, thread, client_of):
    first, _new = ask(clinic.obstetrician, thread)
    other, _new = ask(clinic.obstetrician, thread, language="ko")
    made(first)
    doctor = client_of(clinic.obstetrician)
    url = doctor.post(address(thread, f"/{first.public_id}/link")).json()["url"]
    token = url.partition("?token=")[2]
    assert client_of(clinic.midwife).get(url).status_code == 404
    assert (
        client_of(None)
        .get(f"/api/v1/consultation-documents/{other.public_id}/content?token={token}")
        .status_code
        == 404
    )
    assert client_of(None).get(url[:-2]).status_code == 404
    assert client_of(None).get(url).status_code == 200
    Care.objects.filter(mother=clinic.mother).update(ended_at=AT)
    assert client_of(None).get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "audience", "status"),
    [
        ("mother", "mother", 202),
        ("mother", "team", 403),
        ("midwife", "mother", 202),
        ("dietitian", "team", 202),
        ("stranger", "team", 404),
        ("other_mother", "mother", 404),
        ("partner", "team", 403),
    ],
)
def test_who_may_have_which(clinic, thread, client_of, who, audience, status):
    body = {"kind": "notes", "audience": audience}
    answer = client_of(getattr(clinic, who)).post(address(thread), body, content_type="application/json")
    assert answer.status_code == status
    assert Document.objects.for_system("test").count() == (1 if status == 202 else 0)


def test_a_mother_does_not_see_the_teams_papers(clinic, thread, client_of):
    document, _new = ask(clinic.obstetrician, thread)
    made(document)
    phone = client_of(clinic.mother)
    assert phone.get(address(thread)).json()["results"] == []
    assert phone.get(address(thread, f"/{document.public_id}")).status_code == 404
    assert phone.post(address(thread, f"/{document.public_id}/link")).status_code == 404


# ── what a later version withdraws ──


def readings(client, thread, document, link):
    """How the three doors of one paper answer: the list, the paper, its link and what the link opens."""
    listed = [(row["id"], row["is_superseded"]) for row in client.get(address(thread)).json()["results"]]
    one = client.get(address(thread, f"/{document.public_id}")).status_code
    return (
        listed,
        one,
        client.post(address(thread, f"/{document.public_id}/link")).status_code,
        client.get(link).status_code,
    )


def amended(clinic, thread, before, *release):
    again = dataclasses.replace(NOTE, prescriptions=(), amends=before.public_id, release=release)
    return notes.amend(clinic.obstetrician, thread_id=thread.public_id, note=again, at=AT)


def test_a_paper_with_a_part_that_was_withdrawn_is_the_teams_only(clinic, thread, client_of):
    first = notes.sign(clinic.obstetrician, thread_id=thread.public_id, note=NOTE, at=AT)
    old = made(ask(clinic.mother, thread, kind="notes", audience="mother")[0])
    phone, doctor = client_of(clinic.mother), client_of(clinic.obstetrician)
    link, doctors = (
        client.post(address(thread, f"/{old.public_id}/link")).json()["url"] for client in (phone, doctor)
    )
    assert readings(phone, thread, old, link) == ([(str(old.public_id), False)], 200, 200, 200)

    second = amended(clinic, thread, first, "advice")
    assert readings(phone, thread, old, link) == ([], 404, 404, 404)
    assert readings(doctor, thread, old, doctors) == ([(str(old.public_id), True)], 200, 200, 200)

    new, is_new = ask(clinic.mother, thread, kind="notes", audience="mother")
    assert is_new
    text = text_of(made(new))
    assert "Drink. 물." in text
    assert "Rest. 休息。" not in text
    assert [row["id"] for row in phone.get(address(thread)).json()["results"]] == [str(new.public_id)]

    amended(clinic, thread, second, "plan", "advice", "assessment")
    listed = phone.get(address(thread)).json()["results"]
    assert [row["id"] for row in listed] == [str(new.public_id)], "what was withdrawn once does not come back"


def test_a_paper_stays_where_later_versions_release_as_much_or_are_of_another_kind(clinic, thread, client_of):
    first = notes.sign(
        clinic.obstetrician,
        thread_id=thread.public_id,
        note=dataclasses.replace(NOTE, release=("advice",)),
        at=AT,
    )
    kept = ask(clinic.mother, thread, kind="notes", audience="mother")[0]
    of_the_team = ask(clinic.midwife, thread, kind="notes")[0]
    amended(clinic, thread, first, "advice", "plan")
    diet = Written(assessment="Iron is low", release=())
    notes.sign(clinic.dietitian, thread_id=thread.public_id, note=diet, at=AT)
    listed = client_of(clinic.mother).get(address(thread)).json()["results"]
    assert [row["id"] for row in listed] == [str(kept.public_id)]
    for_team = client_of(clinic.midwife).get(address(thread)).json()["results"]
    marks = {row["id"]: row["is_superseded"] for row in for_team}
    assert marks == {str(kept.public_id): False, str(of_the_team.public_id): False}

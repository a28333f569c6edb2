"""A recording on paper: for whom, made once, by a worker that may die, anew where something newer has come."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from django.utils import timezone

from apps.accounts.models import AccessLogEntry
from apps.foundation import outbox
from apps.foundation.files.storage import StorageAway, store
from apps.foundation.models import OutboxMessage
from apps.pregnancies.rules.dating import ScanReport
from apps.pregnancies.services.datings import decide_dating, redate
from apps.recordings import analysing, report_tasks
from apps.recordings.models import Report
from apps.recordings.services import report_making, reports
from tests.recordings.conftest import chunk, fresh, put_chunk, run_analysis
from tests.recordings.test_reviews import post as review

pytestmark = pytest.mark.django_db


def ask(client, recording, **about):
    return client.post(
        f"/api/v1/recordings/{recording.public_id}/reports", about, content_type="application/json"
    )


def make(answer, task_id="a", now=timezone.now):
    report_making.run(answer.json()["id"], task_id=task_id, now=now)
    return Report.objects.for_system("test").get(public_id=answer.json()["id"])


def file_of(client, report, part="content"):
    address = f"/api/v1/recordings/{report.recording.public_id}/reports/{report.public_id}/{part}"
    return client.get(address)


def told(content):
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")


def text_of(client, report):
    assert report.state == "ready", report.failure
    return told(b"".join(file_of(client, report).streaming_content))


def outdated(client, recording):
    answer = client.get(f"/api/v1/recordings/{recording.public_id}/reports").json()
    return [one["is_outdated"] for one in answer["results"]]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("obstetrician", 202),
        ("midwife", 202),
        ("dietitian", 202),
        ("mother", 403),
        ("stranger", 404),
        ("other_mother", 403),
    ],
)
def test_the_care_team_asks_and_nobody_else(family, client_of, analysed, who, status):
    recording = analysed()
    answer = ask(client_of(getattr(family, who)), recording)
    assert answer.status_code == status
    assert Report.objects.for_system("test").count() == (1 if status == 202 else 0)


def test_the_paper_says_whose_it_is_and_what_was_found(family, client_of, analysed):
    started = datetime(2026, 3, 1, 14, 46, 37, tzinfo=UTC)
    recording = analysed(started_at=started)
    client = client_of(family.midwife)
    assert review(client, recording, "sign", baseline_bpm=131, assessment="Calm.").status_code == 201
    report = make(ask(client, recording, language="en"))
    assert (report.state, report.progress, report.failure) == ("ready", 100, "")
    answer = file_of(client, report)
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).digest() == bytes(report.file_sha256)
    assert answer["Content-Type"] == "application/pdf"
    assert int(answer["Content-Length"]) == len(content) == report.size_bytes
    text = told(content)
    analysis = fresh(recording).current_analysis
    for words in (
        "Hana Kim",
        str(recording.public_id),
        "2026-03-01",
        analysis.method_version,
        analysis.result["fetuses"][0]["result_hash"],
        "1 cm/min · 20 bpm/cm",
        f"Read and signed by {family.midwife.get_full_name()}",
        "Baseline: 131 bpm",
        "Calm.",
        f"Page {report.page_count} of {report.page_count}",
    ):
        assert words in text, words


def test_the_first_page_is_a_picture_too(family, client_of, analysed):
    client = client_of(family.midwife)
    report = make(ask(client, analysed()))
    answer = file_of(client, report, "picture")
    picture = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/png"
    assert picture.startswith(b"\x89PNG")
    assert len(picture) == report.picture_bytes


def test_paper_and_language_are_chosen(family, client_of, analysed):
    client = client_of(family.midwife)
    report = make(ask(client, analysed(), language="ko", speed_cm_per_min=3))
    assert report.scale_bpm_per_cm == 30
    assert "3 cm/분 · 30 bpm/cm" in told(b"".join(file_of(client, report).streaming_content))


def test_a_speed_that_no_paper_has_names_its_field(family, client_of, analysed):
    answer = ask(client_of(family.midwife), analysed(), speed_cm_per_min=4)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "speed_cm_per_min"


def test_the_same_paper_is_made_once(family, client_of, analysed):
    recording, client = analysed(), client_of(family.midwife)
    first = ask(client, recording)
    again = ask(client, recording)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    assert OutboxMessage.objects.filter(name="recording.report_requested").count() == 1


def test_what_is_not_analysed_or_not_made_yet_is_a_conflict(family, client_of, completed, analysed):
    client = client_of(family.midwife)
    assert ask(client, completed()).json()["code"] == "not_analysed"
    waiting = ask(client, analysed())
    report = Report.objects.for_system("test").get(public_id=waiting.json()["id"])
    assert file_of(client, report).status_code == 409


def test_a_newer_reading_makes_the_paper_outdated_and_a_newer_one_is_made(family, client_of, analysed):
    recording, client = analysed(), client_of(family.midwife)
    make(ask(client, recording))
    assert review(client, recording, "sign").status_code == 201
    address = f"/api/v1/recordings/{recording.public_id}/reports"
    assert [one["is_outdated"] for one in client.get(address).json()["results"]] == [True]
    assert ask(client, recording).status_code == 202
    assert [one["is_outdated"] for one in client.get(address).json()["results"]] == [False, True]


def test_a_newer_analysis_is_printed_by_itself_and_the_older_paper_stays(
    family, client_of, analysed, monkeypatch
):
    recording, client = analysed(), client_of(family.midwife)
    old = make(ask(client, recording, language="ko", speed_cm_per_min=2))
    assert reports.remake(None, recording_id=recording.public_id, at=timezone.now()) == []
    outbox.deliver_due(at=timezone.now())
    monkeypatch.setattr("ml_models.ctg.METHOD_VERSION", "ctg-next", raising=False)
    rows = type(recording).objects.for_system("test").filter(pk=recording.pk)
    rows.update(state="complete", analysis_due_at=timezone.now())
    run_analysis(recording.public_id)
    assert fresh(recording).current_analysis_id != old.analysis_id
    sent = []
    monkeypatch.setattr(report_tasks.make, "apply_async", lambda args, **_: sent.append(args[0]))
    for _ in range(2):  # that it was analysed, and then that a paper was asked for
        outbox.deliver_due(at=timezone.now())
    newer = Report.objects.for_system("test").exclude(pk=old.pk).get()
    assert sent == [str(newer.public_id)]
    assert (newer.language, newer.speed_cm_per_min, newer.state) == ("ko", 2, "waiting")
    assert newer.analysis_id == fresh(recording).current_analysis_id
    assert file_of(client, old).status_code == 200
    assert len(reports.remake(None, recording_id=recording.public_id, at=timezone.now())) == 0


@pytest.fixture
def in_pieces(family, announced, client_of):
    """A recording that came in one chunk of ten minutes and was analysed."""

    def make_one():
        recording, phone = announced(), client_of(family.mother)
        assert put_chunk(phone, recording.public_id, 0, chunk(0, 2400)).status_code == 201
        address = f"/api/v1/recordings/{recording.public_id}/complete"
        assert phone.post(address, {}, content_type="application/json").status_code == 202
        run_analysis(recording.public_id)
        return fresh(recording)

    return make_one


def add_minute(phone, recording):
    assert put_chunk(phone, recording.public_id, 1, chunk(2400)).status_code == 201


OLDER = "The findings are of an older state of the recording."


def test_a_paper_of_samples_that_no_analysis_saw_says_so(family, client_of, in_pieces, monkeypatch):
    recording, client = in_pieces(), client_of(family.midwife)
    assert OLDER not in text_of(client, make(ask(client, recording)))
    add_minute(client_of(family.mother), recording)
    with monkeypatch.context() as broken:
        broken.setattr(analysing, "findings", lambda given: 1 / 0)
        run_analysis(recording.public_id, "task-2")
    assert fresh(recording).state == "failed"
    assert outdated(client, recording) == [True]
    text = text_of(client, make(ask(client, recording)))
    assert text.count(OLDER) > text.count("Page ")
    assert outdated(client, recording) == [True, True]


def test_samples_that_come_between_asking_and_drawing_are_told_too(family, client_of, in_pieces):
    recording, client = in_pieces(), client_of(family.midwife)
    answer = ask(client, recording)
    add_minute(client_of(family.mother), recording)
    assert OLDER in text_of(client, make(answer))


def test_findings_for_another_week_say_for_which(family, client_of, analysed):
    recording, client = analysed(), client_of(family.midwife)
    day = recording.started_local.date()
    where = {"pregnancy_id": family.pregnancy.public_id, "at": timezone.now()}
    dating, _ = redate(family.midwife, given=ScanReport(day, 36 * 7 + 2), **where)
    decide_dating(family.midwife, dating_id=dating.public_id, **where)
    text = text_of(client, make(ask(client, recording)))
    assert "Week: 36+2" in text
    assert "Week in the findings not known" in text.replace("\n", " ")
    assert OLDER in text


def test_without_an_analysis_the_paper_says_that_there_is_none(family, client_of, completed, monkeypatch):
    recording, client = completed(), client_of(family.midwife)
    monkeypatch.setattr(analysing, "findings", lambda given: 1 / 0)
    run_analysis(recording.public_id)
    text = text_of(client, make(ask(client, recording)))
    assert "This recording was not analysed." in text
    assert OLDER not in text


def test_a_storage_that_is_away_delays_and_a_worker_that_died_is_replaced(
    family, client_of, analysed, monkeypatch
):
    answer = ask(client_of(family.midwife), analysed())
    with monkeypatch.context() as away:
        away.setattr(type(store()), "put", lambda *given: (_ for _ in ()).throw(StorageAway()))
        assert make(answer).state == "waiting"
    later = timezone.now() + timedelta(minutes=5)
    assert report_making.claim(None, report_id=answer.json()["id"], task_id="dead", at=later) is not None
    assert make(answer, "b").state == "rendering"
    lying = report_making.take_up_again(None, at=later + timedelta(minutes=5))
    assert [str(one) for one in lying] == [answer.json()["id"]]
    assert make(answer, "b").state == "ready"


def test_a_drawing_that_fails_says_so_and_may_be_asked_for_again(family, client_of, analysed, monkeypatch):
    recording, client = analysed(), client_of(family.midwife)
    with monkeypatch.context() as broken:
        broken.setattr("apps.recordings.printing.drawn", lambda *given, **about: 1 / 0)
        report = make(ask(client, recording))
    assert (report.state, report.failure) == ("failed", "drawing_error")
    assert ask(client, recording).status_code == 202
    assert make(ask(client, recording)).state == "ready"


def test_who_reads_a_paper_stands_in_the_access_log(family, client_of, analysed):
    report = make(ask(client_of(family.midwife), analysed()))
    file_of(client_of(family.obstetrician), report)
    read = AccessLogEntry.objects.for_system("test").filter(reader=family.obstetrician)
    assert list(read.filter(kind="recordings.report").values_list("subject", "object_ids")) == [
        (family.mother.pk, [report.public_id])
    ]

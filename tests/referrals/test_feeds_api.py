"""A partner's program sends feeds and items, and reads what came of them."""

from __future__ import annotations

import gzip
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from apps.foundation.models import OutboxMessage
from apps.referrals import listeners, tasks
from apps.referrals.api.machines import may_send_feeds
from apps.referrals.events import FeedWaits
from apps.referrals.models import ImportRun, Partner, Product
from tests.referrals.catalogue.feeds import GOOD, rss, xml_of
from tests.referrals.imports import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REFERRAL_FEEDS = tmp_path
    return tmp_path


@pytest.fixture
def shop(program):
    Partner.objects.filter(pk=program.partner.pk).update(hosts=["shop.example"], currencies=["EUR"])
    return program


def upload(program, content: bytes, **more: str):
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("feed", content), **more})
    return program.http.generic(
        "POST",
        "/api/v1/partners/feeds",
        body,
        content_type=MULTIPART_CONTENT,
        HTTP_AUTHORIZATION=f"Bearer {program.token}",
    )


def test_a_feed_is_sent_read_and_reported(shop):
    answer = upload(shop, gzip.compress(rss(xml_of(id="1"), xml_of(id="=2", price="free"))))
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    read(ImportRun.objects.get())
    told = shop.send("GET", f"feeds/{answer.json()['id']}").json()
    assert (told["state"], told["items_read"], told["items_refused"], told["created"]) == ("done", 2, 1, 1)
    findings = shop.send("GET", f"feeds/{answer.json()['id']}/findings").json()["results"]
    assert {(one["number"], one["field"], one["rule"]) for one in findings} == {
        (2, "id", "characters"),
        (2, "price", "format"),
    }
    table = b"".join(shop.send("GET", f"feeds/{answer.json()['id']}/findings/csv").streaming_content).decode()
    assert table.splitlines()[0] == "number,line,item_id,field,rule,limit,is_refused"
    assert all(line.split(",")[2] == "'=2" for line in table.splitlines()[1:])


def test_a_file_that_is_empty_or_too_large_is_refused(shop, settings):
    assert upload(shop, b"").status_code == 400
    settings.REFERRAL_FEED_BYTES = 10
    answer = upload(shop, b"x" * 11)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_large")
    assert not ImportRun.objects.exists()


def test_items_are_answered_one_by_one(shop):
    answer = shop.send(
        "POST", "items", {"items": [GOOD, GOOD | {"id": "2", "title": "Infant formula"}, {"id": "3"}]}
    )
    assert [(one["item_id"], one["result"], one["verdict"]) for one in answer.json()["items"]] == [
        ("TV-1", "created", "ok"),
        ("2", "created", "block"),
        ("3", "refused", ""),
    ]
    assert shop.send("POST", "items/withdrawals", {"item_ids": ["TV-1", "none"]}).json() == {"withdrawn": 1}
    assert Product.objects.get(item_id="TV-1").state == "withdrawn"


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_batch_has_one_to_a_thousand_items(shop, count):
    assert shop.send("POST", "items", {"items": [{}] * count}).status_code == 400


def test_the_sandbox_has_no_catalogue(shop, program_of):
    sandbox = program_of(shop.partner, is_live=False)
    assert upload(sandbox, rss(xml_of())).json()["code"] == "live_only"
    assert sandbox.send("POST", "items", {"items": [GOOD]}).json()["code"] == "live_only"
    assert not Product.objects.exists()


@pytest.mark.parametrize(("holds", "state"), [(True, "waiting"), (False, "dropped")])
def test_a_program_may_answer_for_a_feed_that_has_shrunk(program, holds, state):
    run = ImportRun.objects.create(
        partner=program.partner, source="upload", state="asked", created_at=timezone.now()
    )
    assert program.send("POST", f"feeds/{run.public_id}/answers", {}).status_code == 400
    answer = program.send("POST", f"feeds/{run.public_id}/answers", {"holds": holds})
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    again = program.send("POST", f"feeds/{run.public_id}/answers", {"holds": holds})
    assert (again.status_code, again.json()["code"]) == (409, "import_not_asked")


def test_who_may_send_a_long_body_is_asked_before_it_is_taken(shop):
    assert may_send_feeds(f"Bearer {shop.token}".encode())
    for said in (b"", b"Bearer", b"Bearer x", f"Basic {shop.token}".encode(), b"Bearer " + b"x" * 10_000):
        assert not may_send_feeds(said)
    token = get_access_token_model().objects.get(token=shop.token)
    token.scope = "reports:read"
    token.save()
    assert not may_send_feeds(f"Bearer {shop.token}".encode())


def test_a_feed_is_asked_for_by_the_outbox_and_not_by_the_web_process(shop, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "enqueue", asked.append)
    run_id = upload(shop, rss(xml_of())).json()["id"]
    assert asked == []
    waiting = OutboxMessage.objects.filter(name="referrals.feed_waits")
    assert [row.payload["run"] for row in waiting] == [run_id]
    listeners.read_feed(FeedWaits(run=UUID(run_id)))
    assert asked == [UUID(run_id)]

"""A file is opened by a link: for one person, one variant, a few minutes, and only while she sees the thread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.models import AccessLogEntry, Care, TeamMembership
from apps.consultations import attachment_links
from apps.foundation.files import storage as files
from apps.foundation.files.storage import checked_key, store
from tests.consultations.attachments.conftest import PHOTO
from tests.factories import ClinicianFactory, in_care
from tests.foundation.files import made

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_nine() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def link(client: Client, attachment: Any, variant: str = "full") -> Any:
    return client.get(f"/api/v1/attachments/{attachment.public_id}/link?variant={variant}")


def opened(url: str, client: Client | None = None, **headers: str) -> Any:
    answer = (client or Client()).get(url, headers=headers)
    answer.bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer


def logged(reader: Any) -> list[tuple[str, str]]:
    rows = AccessLogEntry.objects.for_system("test").filter(reader=reader).order_by("pk")
    return [(row.kind, row.action) for row in rows if "content" in row.action]


def test_a_link_opens_what_was_written_anew_and_says_what_it_is(ward, client_of):
    attachment = ward.checked(file_name="발진.jpg")
    ward.send(attachment)
    made_link = link(client_of(ward.clinician), attachment).json()
    assert made_link["expires_at"] == "2026-03-02T09:05:00Z"
    answer = opened(made_link["url"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(answer.bytes)).size == (64, 48)
    assert len(answer.bytes) == made_link["size_bytes"] == int(answer["Content-Length"])
    assert answer["Content-Disposition"] == (
        "inline; filename=\"image.jpg\"; filename*=UTF-8''%EB%B0%9C%EC%A7%84.jpg"
    )
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert answer["Content-Security-Policy"].split("; ")[0] == "default-src 'none'"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert opened(made_link["url"] + "&download=1")["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("variant", ["full", "large", "small"])
def test_every_variant_has_its_own_link(ward, client_of, variant):
    attachment = ward.checked(content=made.document(1))
    url = link(client_of(ward.mother), attachment, variant).json()["url"]
    answer = opened(url)
    assert answer["Content-Type"] == ("application/pdf" if variant == "full" else "image/webp")
    assert answer.bytes == files.read(checked_key(attachment.public_id, variant))
    for other in {"full", "large", "small"} - {variant}:
        assert opened(url.replace(f"/{variant}?", f"/{other}?")).status_code == 404


def test_the_list_brings_links_of_who_asks(ward, client_of):
    attachment = ward.checked()
    number = ward.send(attachment)
    unsent = ward.checked(ward.clinician)
    client = client_of(ward.mother)
    address = f"/api/v1/consultations/{ward.thread.public_id}/attachments"
    (only,) = client.get(address).json()["results"]
    assert (only["id"], only["message_sequence"]) == (str(attachment.public_id), number)
    assert [one["name"] for one in only["variants"]] == ["full", "large", "small"]
    assert all(opened(one["url"]).status_code == 200 for one in only["variants"])
    both = client_of(ward.clinician).get(address).json()["results"]
    assert [one["id"] for one in both] == [str(unsent.public_id), str(attachment.public_id)]
    assert client.get(f"{address}?first={number + 1}").json()["results"] == []
    assert len(client.get(f"{address}?first={number}&last={number}").json()["results"]) == 1


@pytest.mark.parametrize("count", [2, 6])
def test_a_longer_list_takes_no_more_queries(ward, client_of, django_assert_num_queries, count):
    for _ in range(count):
        ward.send(ward.receive())
    client = client_of(ward.mother)
    address = f"/api/v1/consultations/{ward.thread.public_id}/attachments"
    client.get(address)
    with django_assert_num_queries(4):
        assert len(client.get(address).json()["results"]) == count


def test_a_link_ends_after_five_minutes(ward, client_of):
    url = link(client_of(ward.mother), ward.checked()).json()["url"]
    with time_machine.travel(NOW + timedelta(seconds=299), tick=False):
        assert opened(url).status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=301), tick=False):
        assert opened(url).status_code == 404


def test_a_link_ends_at_once_when_its_person_sees_the_thread_no_more(ward, client_of):
    attachment = ward.checked()
    ward.send(attachment)
    colleague = ClinicianFactory()
    in_care(ward.mother, colleague, team=ward.team)
    url = link(client_of(colleague), attachment).json()["url"]
    mothers = link(client_of(ward.mother), attachment).json()["url"]
    assert opened(url).status_code == 200
    TeamMembership.objects.filter(person=colleague).update(ended_at=timezone.now())
    assert opened(url).status_code == 404
    Care.objects.filter(mother=ward.mother).update(ended_at=timezone.now())
    assert opened(mothers).status_code == 200
    type(ward.mother).objects.filter(pk=ward.mother.pk).update(is_active=False)
    assert opened(mothers).status_code == 404


def test_a_link_is_for_one_person(ward, client_of):
    attachment = ward.checked()
    ward.send(attachment)
    url = link(client_of(ward.mother), attachment).json()["url"]
    assert opened(url, client_of(ward.mother)).status_code == 200
    for other in (ward.clinician, ward.stranger, ward.partner, ward.administrator):
        assert opened(url, client_of(other)).status_code == 404


def test_a_link_cannot_be_made_up_bent_or_used_for_another_purpose(ward, client_of, settings):
    attachment, other = ward.checked(), ward.checked()
    url = link(client_of(ward.mother), attachment).json()["url"]
    token = parse_qs(urlsplit(url).query)["token"][0]
    path = urlsplit(url).path
    assert opened(url.replace(str(attachment.public_id), str(other.public_id))).status_code == 404
    parts = [ward.mother.public_id.hex, attachment.public_id.hex, "full"]
    for wrong in (
        "",
        "x",
        token[:-1],
        token + "x",
        "a" * 5_000,
        signing.dumps(parts),
        signing.dumps(parts, salt="other"),
    ):
        assert opened(f"{path}?token={wrong}").status_code == 404
    assert opened(path).status_code == 404
    old = signing.dumps(parts, key="an older secret" * 4, salt=attachment_links.PURPOSE)
    assert opened(f"{path}?token={old}").status_code == 404
    settings.SECRET_KEY_FALLBACKS = ["an older secret" * 4]
    assert opened(f"{path}?token={old}").status_code == 200
    assert opened(url).status_code == 200


def test_who_opens_a_file_is_written_into_the_access_log(ward, client_of):
    attachment = ward.checked()
    ward.send(attachment)
    url = link(client_of(ward.clinician), attachment).json()["url"]
    assert logged(ward.clinician) == []
    opened(url)
    assert logged(ward.clinician) == [("consultations.attachment", "GET attachment-content")]
    assert logged(ward.mother) == []


def test_a_player_asks_for_parts(ward, client_of):
    attachment = ward.checked(content=made.sound("audio/webm", 2), file_name="note.webm")
    url = link(client_of(ward.mother), attachment).json()["url"]
    whole = opened(url)
    size, etag = len(whole.bytes), whole["ETag"]
    assert (whole["Content-Type"], whole["Accept-Ranges"]) == ("audio/mp4", "bytes")
    assert "note.m4a" in whole["Content-Disposition"]
    for asked, start, stop in (
        ("bytes=0-", 0, size),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        (f"bytes={size - 5}-{size + 900}", size - 5, size),
        ("bytes=-7", size - 7, size),
        (f"bytes=-{size * 2}", 0, size),
    ):
        part = opened(url, range=asked)
        assert (part.status_code, part.bytes) == (206, whole.bytes[start:stop])
        assert part["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert int(part["Content-Length"]) == stop - start
    for nonsense in ("bytes=5-2", f"bytes={size}-", "bytes=-0"):
        refused = opened(url, range=nonsense)
        assert (refused.status_code, refused["Content-Range"]) == (416, f"bytes */{size}")
    for ignored in ("bytes=-", "lines=1-2", "bytes=0-1,5-6"):
        assert (opened(url, range=ignored).status_code, opened(url, range=ignored).bytes) == (
            200,
            whole.bytes,
        )
    assert opened(url, range="bytes=0-1", **{"if-range": '"other"'}).status_code == 200
    assert opened(url, **{"if-none-match": etag}).status_code == 304


def test_a_head_says_the_same_without_a_body(ward, client_of):
    url = link(client_of(ward.mother), ward.checked()).json()["url"]
    whole, head = opened(url), Client().head(url)
    assert (head.status_code, b"".join(head.streaming_content)) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Accept-Ranges", "Content-Disposition"):
        assert head[name] == whole[name]


def test_what_is_not_checked_has_no_link(ward, client_of):
    waiting = ward.receive()
    answer = link(client_of(ward.mother), waiting)
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (
        409,
        "not_ready",
        "received",
    )
    refused = ward.checked(content=made.film())
    assert link(client_of(ward.mother), refused).status_code == 409
    shown = client_of(ward.mother).get(f"/api/v1/attachments/{refused.public_id}").json()
    assert (shown["state"], shown["refusal"]["code"]) == ("refused", "unsupported_content")
    assert link(client_of(ward.mother), ward.checked(), "gigantic").status_code == 400
    sound = ward.checked(content=made.sound("audio/ogg", 1))
    assert link(client_of(ward.mother), sound, "small").json()["errors"][0]["limit"] == ["full"]


def test_what_nobody_has_sent_yet_is_its_senders_alone(ward, client_of):
    attachment = ward.checked(ward.clinician)
    assert link(client_of(ward.mother), attachment).status_code == 404
    assert link(client_of(ward.clinician), attachment).status_code == 200
    ward.send(attachment)
    assert link(client_of(ward.mother), attachment).status_code == 200


def test_a_storage_that_is_away_is_said_before_the_first_byte(ward, client_of):
    attachment = ward.checked()
    url = link(client_of(ward.mother), attachment).json()["url"]
    store().remove(checked_key(attachment.public_id, "full"))
    answer = opened(url)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "unavailable", "5")
    assert PHOTO not in answer.bytes

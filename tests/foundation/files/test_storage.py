"""A folder and a bucket do the same."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages

from apps.foundation.files import storage as files
from apps.foundation.files.storage import StorageAway, checked_key, made_at, received_key, store
from kaishi.settings.parts.files import private_storage

CONTENT = bytes(range(256)) * 4_000
ID = UUID("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeee42")


def test_what_is_put_is_read_back_whole_and_in_part(storage):
    store().put("received/a", CONTENT)
    assert files.read("received/a") == CONTENT
    assert store().size_bytes("received/a") == 1_024_000
    assert b"".join(store().pieces("received/a", 10, 20)) == CONTENT[10:20]
    assert b"".join(store().pieces("received/a", 1_023_990)) == CONTENT[-10:]
    assert b"".join(store().pieces("received/a", 300_000, 900_000)) == CONTENT[300_000:900_000]
    assert list(store().pieces("received/a", 5, 5)) == []


def test_an_empty_file_is_a_file(storage):
    store().put("received/empty", b"")
    assert (files.read("received/empty"), store().size_bytes("received/empty")) == (b"", 0)


def test_the_same_key_again_replaces(storage):
    store().put("received/a", b"one")
    store().put("received/a", b"two!")
    assert (files.read("received/a"), list(store().keys("received/"))) == (b"two!", ["received/a"])


def test_what_is_not_there_is_said_so_and_removed_twice_is_removed(storage):
    with pytest.raises(FileNotFoundError):
        files.read("received/none")
    with pytest.raises(FileNotFoundError):
        store().size_bytes("received/none")
    store().put("received/a", b"one")
    store().remove("received/a")
    store().remove("received/a")
    assert list(store().keys("")) == []


def test_keys_are_listed_by_their_beginning(storage):
    for key in ("received/b", "received/a", checked_key(ID, "full"), checked_key(ID, "small")):
        store().put(key, b"x")
    assert list(store().keys("received/")) == ["received/a", "received/b"]
    assert list(store().keys("checked/42/")) == [
        "checked/42/0199aaaabbbb7ccc8dddeeeeeeeeee42-full",
        "checked/42/0199aaaabbbb7ccc8dddeeeeeeeeee42-small",
    ]
    assert received_key(ID) == "received/0199aaaabbbb7ccc8dddeeeeeeeeee42"


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
def test_only_our_own_user_enters_the_folder(storage, tmp_path):
    store().put("received/a", b"one")
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in [tmp_path / "media", *tmp_path.rglob("media/**/*")]
    }
    assert modes == {"media": 0o700, "private": 0o700, "received": 0o700, "unfinished": 0o700, "a": 0o600}


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
def test_a_folder_that_cannot_be_written_is_away_and_keeps_no_half_file(storage, tmp_path):
    (tmp_path / "media" / "private").mkdir(parents=True)
    (tmp_path / "media" / "private" / "received").write_text("a file where the folder should be")
    with pytest.raises(StorageAway):
        store().put("received/a", b"one")
    assert list(store().keys("")) == ["received"]


def test_a_key_tells_how_old_it_is():
    example_of_the_standard = UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
    assert made_at(received_key(example_of_the_standard)) == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    assert made_at("received/readme.txt") is None


@pytest.mark.parametrize("storage_name", ["folder"], indirect=True)
def test_a_key_cannot_lead_out_of_the_folder(storage):
    with pytest.raises(Exception, match="outside"):
        store().put("../outside", b"x")


@pytest.mark.parametrize("storage_name", ["bucket"], indirect=True)
def test_a_bucket_is_written_encrypted_and_below_its_prefix(storage):
    store().put("received/a", b"one")
    bucket = storages["private"].bucket
    (found,) = bucket.objects.all()
    assert found.key == "ward/received/a"
    assert bucket.Object(found.key).server_side_encryption == "AES256"
    assert bucket.Object(found.key).cache_control == "private, no-store"


@pytest.mark.parametrize(
    "url",
    [
        "s3://key:secret@never-made/x?endpoint={server}&region=us-east-1",
        "s3://key:secret@some/x?endpoint=http://127.0.0.1:9&region=us-east-1",
    ],
)
def test_a_bucket_that_is_missing_or_does_not_answer_is_away_not_empty(settings, s3_server, url):
    settings.STORAGES = {**settings.STORAGES, "private": private_storage(url.format(server=s3_server))}
    for attempt in (
        lambda: files.read("received/a"),
        lambda: store().put("received/a", b"x"),
        lambda: list(store().keys("received/")),
    ):
        with pytest.raises(StorageAway):
            attempt()


@pytest.mark.parametrize(
    "url", ["https://bucket", "s3://", "bucket", "s3://bucket/x?public=yes", "file:///tmp", "s3:bucket"]
)
def test_a_storage_url_that_cannot_be_meant_is_refused_by_name(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        private_storage(url)


def test_a_storage_url_may_carry_its_keys_and_leave_them_out():
    given = private_storage("s3://k%2Fy:s%40t@photos/a/b?endpoint=https://s3.example&region=eu-1")["OPTIONS"]
    assert (given["access_key"], given["secret_key"], given["bucket_name"], given["location"]) == (
        "k/y",
        "s@t",
        "photos",
        "a/b",
    )
    assert (given["endpoint_url"], given["region_name"]) == ("https://s3.example", "eu-1")
    assert private_storage("s3://photos")["OPTIONS"]["access_key"] is None
    assert Path(private_storage("")["OPTIONS"]["location"]).name == "private"

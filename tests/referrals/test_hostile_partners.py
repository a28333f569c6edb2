"""One bad item, one late feed, one failure of ours: the rest holds."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import ssl
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.referrals.models import Catalogue, ImportRun, ImportSource, Product
from apps.referrals.services import feeds, fetching
from tests.referrals import shop
from tests.referrals.catalogue.feeds import GOOD
from tests.referrals.imports import AT, LATER, a_partner, feed_of, imported, listed, read

pytestmark = pytest.mark.django_db
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux)"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REFERRAL_FEEDS = tmp_path


BAD = [
    {"id": "a\0b"},
    {"link": "https://shop.example/\ud800"},
    {"nutrition_per_serving": "foo\0bar"},
    {"nutrition_per_serving": "foo\ud800bar"},
    {"product_detail": [{"a\0": "b\0"}]},
    {"x\0y": "1"},
]


@pytest.mark.parametrize("bad", BAD)
def test_one_bad_letter_never_ends_an_import(bad):
    content = json.dumps([GOOD | {"id": "1"}, GOOD | {"id": "2"} | bad]).encode()
    run = imported(a_partner(), content)
    assert (run.state, run.items_read) == ("done", 2)
    assert run.items_read == run.items_accepted + run.items_refused


def test_nul_in_tab_separated_text_or_its_head_never_ends_an_import():
    names, cells = "\t".join(GOOD), "\t".join(GOOD.values())
    run = imported(a_partner(), f"{names}\tx\0y\n{cells}\t1\nT\0{cells}\t1\n".encode())
    assert (run.state, run.items_read, run.unknown_columns) == ("done", 2, {"xy": 2})
    failed = imported(a_partner("Other"), b"i\0d\0x\tx\n1\t2\n")
    assert (failed.state, failed.failure) == ("failed", "header")


@pytest.mark.parametrize("bad", [one for one in BAD if "ud800" not in json.dumps(one)])
def test_one_bad_letter_never_loses_what_was_pushed_with_it(program, bad):
    items = [GOOD | {"id": "1"}, GOOD | {"id": "2"} | bad]
    answer = program.send("POST", "items", json.dumps({"items": items}).encode())
    assert answer.status_code == 200
    assert Product.objects.filter(item_id="1").exists()


def test_a_reference_that_no_order_can_have_is_told(program):
    head = b"order_reference,status,currency,amount_minor\n"
    answer = program.send(
        "POST", "reconciliations", head + b"a\0b,approved,EUR,1\n,approved,EUR,1\n", content_type="text/csv"
    )
    assert answer.status_code == 201
    assert answer.json()["counts"] == {"row_invalid": 2}


def test_a_feed_that_came_before_the_one_that_holds_never_replaces_it():
    partner = a_partner()
    imported(partner, feed_of(*range(10)))
    old = imported(partner, feed_of(1), at=LATER)
    assert old.state == "asked"
    imported(partner, feed_of(*range(10), price="12.00 EUR"), at=LATER + timedelta(hours=1))
    feeds.confirm(None, partner, old.public_id, at=LATER + timedelta(hours=2))
    assert read(old, at=LATER + timedelta(hours=2)).state == "dropped"
    assert len(listed(partner)) == 10


class Answer:
    """What a server answers."""

    def __init__(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.status, self._body, self._headers = status, io.BytesIO(body), headers

    def getheader(self, name: str, default: str = "") -> str:
        return self._headers.get(name.replace("-", "_"), default)

    def read1(self, size: int) -> bytes:
        return self._body.read(size)


def server(content: bytes, tag: str, **headers: str) -> Any:
    """Return a connection to a server that knows what has not changed."""

    class Connection:
        sock = None

        def __init__(self, _place: object) -> None:
            self.headers: dict[str, str] = {}

        def request(self, _method: str, _target: str, headers: dict[str, str]) -> None:
            self.headers = headers

        def getresponse(self) -> Answer:
            return (
                Answer(304)
                if self.headers.get("If-None-Match") == tag
                else Answer(200, content, etag=tag, **headers)
            )

        def close(self) -> None:
            pass

    return Connection


@pytest.mark.parametrize(("state", "is_new"), [("failed", True), ("dropped", True), ("waiting", False)])
def test_a_feed_that_was_fetched_and_not_taken_is_fetched_again(state, is_new):
    partner = a_partner()
    Catalogue.objects.create(partner=partner, fetch_url="https://shop.example/f.xml", fetch_due_at=AT)
    how = {"resolver": lambda *_: ["93.184.216.34"], "connection": server(feed_of(1, 2), '"v1"')}
    first = fetching.fetch(partner.pk, now=lambda: AT, **how)
    assert first.run is not None
    ImportRun.objects.filter(pk=first.run.pk).update(state=state)
    again = fetching.fetch(partner.pk, now=lambda: LATER, **how)
    assert (again.run is not None) is is_new


def test_an_address_with_letters_beyond_ascii_leads_there(client):
    product = shop.product(shop.partner(), link="https://shop.example/产品?a=한", pushed_at=timezone.now())
    answer = client.get(f"/r/{shop.link(product).token}", headers=AGENT)
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://shop.example/%E4%BA%A7%E5%93%81?a=%ED%95%9C&click_id=")


def test_an_address_that_no_header_can_have_is_not_offered_any_more(client):
    product = shop.product(shop.partner(), f"p-{uuid4().hex[:6]}", link=f"https://{'ü' * 70}.shop.example/")
    assert client.get(f"/r/{shop.link(product).token}", headers=AGENT).status_code == 410


def test_letters_that_whoever_sends_a_feed_declares_are_those_it_is_read_in():
    partner = a_partner()
    content = feed_of(1, title="Crème").decode().replace(' encoding="UTF-8"', "").encode("cp1252")
    assert imported(partner, content).items_accepted == 0
    run = feeds.receive(
        None, partner, [content], source=ImportSource.UPLOAD, charset="windows-1252", at=LATER
    )
    assert read(run, at=LATER).state == "done"
    assert Product.objects.get(partner=partner).title == "Crème"


def test_letters_that_a_server_declares_are_kept_with_the_feed():
    partner = a_partner()
    Catalogue.objects.create(partner=partner, fetch_url="https://shop.example/f.xml", fetch_due_at=AT)
    connection = server(feed_of(1), '"v1"', content_type='text/tab-separated-values; charset="EUC-KR"')
    fetched = fetching.fetch(
        partner.pk, now=lambda: AT, resolver=lambda *_: ["93.184.216.34"], connection=connection
    )
    assert fetched.run is not None
    assert fetched.run.charset == "euc-kr"


def test_a_server_that_sends_its_head_letter_by_letter_holds_nobody(monkeypatch):
    monkeypatch.setattr(fetching, "HEAD_S", 0.3)
    partner, is_over = a_partner(), threading.Event()
    Catalogue.objects.create(partner=partner, fetch_url="https://shop.example/f.xml", fetch_due_at=AT)
    ours, theirs = socket.socketpair()

    def drip() -> None:
        with contextlib.suppress(OSError):
            theirs.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not is_over.wait(0.02):
                theirs.sendall(b"x")

    class Slow(fetching._Pinned):
        def connect(self) -> None:
            self.sock = self._wire = ours

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    fetched = fetching.fetch(
        partner.pk,
        now=lambda: AT,
        resolver=lambda *_: ["93.184.216.34"],
        connection=lambda place: Slow(place, ssl.create_default_context()),
    )
    took = time.monotonic() - began
    is_over.set()
    thread.join()
    theirs.close()
    assert (fetched.code, fetched.run) == ("too_slow", None)
    assert took < 5

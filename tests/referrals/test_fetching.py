"""Feeds are fetched from public places only, whatever a name says before, after, or at a redirect."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from apps.referrals.addresses import Place, Refused, checked, is_public
from apps.referrals.models import Catalogue, ImportRun
from apps.referrals.services import fetching
from tests.referrals.imports import AT, a_partner, feed_of, read

PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REFERRAL_FEEDS = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::", "::ffff:0:10.0.0.1", "::10.0.0.1", "192.88.99.1", "2606:2800:220:1:0:5efe:a00:1", "0.1.2.3",
     "2001:0:1::1", "192.0.2.1", "198.18.0.1", "192.0.0.8", "fec0::1", "3fff::1", "5f00::1",
     "nonsense"],
)  # fmt: skip
def test_these_are_not_public(address):
    assert not is_public(address)
    with pytest.raises(Refused, match="address_not_public"):
        checked("https://shop.example.com/feed", resolver=lambda *_: [PUBLIC, address])


def test_these_are_public():
    assert is_public(PUBLIC)
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example.com/", "https_only"),
        ("ftp://shop.example.com/", "https_only"),
        ("file:///etc/passwd", "https_only"),
        ("https://127.0.0.1/", "name_only"),
        ("https://2130706433/", "name_only"),
        ("https://0x7f.1/", "name_only"),
        ("https://[::1]/", "name_only"),
        ("https://localhost/", "address_not_public"),
        ("https://metadata.google.internal/", "address_not_public"),
        ("https://printer.local/", "address_not_public"),
        ("https://user:pass@shop.example.com/", "address_form"),
        ("https://shop.example.com:22/", "port_not_allowed"),
        ("https://shop.example.com\\@127.0.0.1/", "address_form"),
        ("https://shop.example.com/a b", "address_form"),
        ("https://shop.exаmple.com/", "address_form"),
        ("https://0177.0.0.1/", "name_only"),
        ("https://127.1/", "name_only"),
        ("https://10.0.0.1./", "name_only"),
        ("https://shop/", "name_only"),
        ("https://localhost./", "address_not_public"),
        ("https://shop.example.com:0/", "address_form"),
        ("https://shop.example.com#x", "address_form"),
        ("https://", "address_form"),
    ],
)
def test_addresses_that_are_not_called(url, code):
    with pytest.raises(Refused, match=code):
        checked(
            url, resolver=lambda *_: pytest.fail("resolved") if code != "address_not_public" else [PUBLIC]
        )


def test_a_name_may_end_in_a_dot_or_be_written_in_punycode():
    place = checked("https://Shop.Example.com./feed?x=1", resolver=lambda *_: [PUBLIC])
    assert (place.host, place.port, place.address, place.target) == (
        "shop.example.com",
        443,
        PUBLIC,
        "/feed?x=1",
    )
    assert (
        checked("https://xn--bcher-kva.example/", resolver=lambda *_: [PUBLIC]).host
        == "xn--bcher-kva.example"
    )


class Answer:
    """What a server says."""

    def __init__(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.status, self._body = status, io.BytesIO(body)
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def getheader(self, name: str, default: str = "") -> str:
        return self._headers.get(name, default)

    def read1(self, size: int) -> bytes:
        return self._body.read(size)


class Net:
    """Names with addresses, places with answers; remembers who was called with what."""

    def __init__(self, names: dict[str, list[str]], answers: list[Answer]) -> None:
        self.names, self.answers = names, answers
        self.called: list[Place] = []
        self.asked: list[dict[str, str]] = []

    def resolver(self, host: str, _port: int) -> list[str]:
        return self.names[host]

    def connection(self, place: Place) -> Any:
        self.called.append(place)
        net = self

        class Line:
            def request(self, _method: str, _target: str, headers: dict[str, str]) -> None:
                net.asked.append(headers)

            def getresponse(self) -> Answer:
                return net.answers.pop(0)

            def close(self) -> None:
                pass

        return Line()

    def fetch(self, partner: Any, at: Any = AT) -> fetching.Fetched:
        return fetching.fetch(partner.pk, now=lambda: at, resolver=self.resolver, connection=self.connection)


def with_address(url: str = "https://shop.example.com/feed.xml") -> Any:
    partner = a_partner()
    Catalogue.objects.create(partner=partner, fetch_url=url, fetch_due_at=AT)
    return partner


@pytest.mark.django_db
def test_a_feed_is_fetched_and_asked_for_with_its_tag_the_next_time():
    partner = with_address()
    net = Net(
        {"shop.example.com": [PUBLIC]},
        [Answer(200, feed_of(1), etag='"a"', last_modified="now"), Answer(304)],
    )
    assert fetching.due(None, at=AT) == [partner.pk]
    assert fetching.due(None, at=AT) == []
    run = net.fetch(partner).run
    assert read(run).state == "done"
    later = AT + timedelta(days=1)
    assert net.fetch(partner, later) == fetching.Fetched(None, "not_modified")
    assert net.asked[1]["If-None-Match"] == '"a"' and net.asked[1]["If-Modified-Since"] == "now"
    row = Catalogue.objects.get(partner=partner)
    assert (row.refreshed_at, row.fetch_due_at) == (later, later + timedelta(days=1))
    assert [(place.address, place.host) for place in net.called] == [(PUBLIC, "shop.example.com")] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    ["https://inside.example.com/", "https://127.0.0.1/", "http://shop.example.com/", "file:///etc/passwd"],
)
def test_a_redirect_to_a_private_place_is_not_followed(target):
    partner = with_address()
    names = {"shop.example.com": [PUBLIC], "inside.example.com": ["10.0.0.5"]}
    net = Net(names, [Answer(302, location=target)])
    assert net.fetch(partner).code in ("address_not_public", "https_only", "name_only")
    assert len(net.called) == 1
    assert not ImportRun.objects.exists()
    assert Catalogue.objects.get(partner=partner).fetch_due_at == AT + fetching.AGAIN_AFTER


@pytest.mark.django_db
def test_redirects_end():
    partner = with_address()
    net = Net({"shop.example.com": [PUBLIC]}, [Answer(301, location="/again") for _ in range(9)])
    assert net.fetch(partner).code == "too_many_redirects"
    assert len(net.called) == fetching.MOST_REDIRECTS + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(404), "http_404"),
        (Answer(200, b"x" * 200), "too_large"),
        (Answer(200, b"x", content_length="999999"), "too_large"),
        (Answer(200, b"x", content_length="50"), "cut_off"),
        (Answer(200, b""), "empty"),
    ],
)
def test_what_cannot_be_kept(answer, code, settings, folder):
    settings.REFERRAL_FEED_BYTES = 100
    partner = with_address()
    assert Net({"shop.example.com": [PUBLIC]}, [answer]).fetch(partner).code == code
    assert (ImportRun.objects.count(), list(folder.iterdir())) == (0, [])


@pytest.mark.django_db
def test_a_fetch_that_takes_too_long_ends(settings):
    settings.REFERRAL_FETCH_SECONDS = -1
    partner = with_address()
    assert Net({"shop.example.com": [PUBLIC]}, [Answer(200, b"x" * 10)]).fetch(partner).code == "too_slow"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    called = []

    def create_connection(where, timeout):
        called.append((where, timeout))
        raise OSError

    monkeypatch.setattr(fetching.socket, "create_connection", create_connection)
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: pytest.fail("resolved again"))
    with pytest.raises(OSError):
        fetching.opener(Place("shop.example.com", 443, PUBLIC, "/")).connect()
    assert called == [((PUBLIC, 443), fetching.CONNECT_S)]

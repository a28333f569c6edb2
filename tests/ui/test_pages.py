"""Choices of theme and language, and the design pages, over HTTP."""

import re
import struct

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.ui.urls")


@pytest.fixture
def client():
    return Client()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_shown(client, theme):
    answer = client.post("/preferences/theme", {"theme": theme, "next": "/design"})
    assert (answer.status_code, answer["Location"]) == (302, "/design")
    cookie = answer.cookies["kaishi_theme"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (theme, "Lax", True)
    assert f'data-theme="{theme}"' in client.get("/design").content.decode()


def test_as_this_device_forgets_the_choice(client):
    client.post("/preferences/theme", {"theme": "dark"})
    client.post("/preferences/theme", {"theme": "system"})
    assert 'data-theme="' not in client.get("/design").content.decode().split("<body")[0]


@pytest.mark.parametrize("theme", ["pink", "", '"><script>'])
def test_a_theme_that_does_not_exist_is_no_theme(client, theme):
    client.post("/preferences/theme", {"theme": theme})
    client.cookies["kaishi_theme"] = theme
    assert 'data-theme="' not in client.get("/design").content.decode().split("<body")[0]


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_stays_here(client, address):
    assert client.post("/preferences/theme", {"theme": "dark", "next": address})["Location"] == "/"


@pytest.mark.parametrize("address", ["/preferences/theme", "/preferences/language"])
def test_a_choice_is_a_post_with_a_token(address):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"theme": "dark", "language": "ko"}).status_code == 403
    assert strict.get("/preferences/theme").status_code == 405


@pytest.mark.parametrize(
    ("language", "html"), [("ko", 'lang="ko"'), ("zh-hans", 'lang="zh-Hans"'), ("en", 'lang="en"')]
)
def test_a_chosen_language_is_spoken(client, language, html):
    client.post("/preferences/language", {"language": language})
    assert f"<html {html}" in client.get("/design").content.decode()


def test_every_component_is_on_the_design_page(client):
    html = client.get("/design").content.decode()
    wanted = [
        "badge--critical",
        "card__title",
        "table--stacks",
        "state--loading",
        "state--empty",
        "state--stale",
        "state--cut-off",
        "alert--unknown",
        "button--danger",
        "field--error",
        "tabs__tab",
        "pagination",
        "breadcrumbs",
        "dialog__head",
        "patient__week",
    ]
    assert [name for name in wanted if name not in html] == []
    assert "32 weeks 4 days" in html
    assert "? not dated" in html


def test_a_page_has_what_a_keyboard_and_a_screen_reader_need(client):
    html = client.get("/design").content.decode()
    assert html.index('class="skip-link" href="#main"') < html.index("<header")
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({name for name in identifiers if identifiers.count(name) > 1}) == []
    references = re.findall(r'(?:aria-labelledby|aria-controls|aria-describedby|for)="([^"]+)"', html)
    assert {name for value in references for name in value.split()} - set(identifiers) == set()


def test_the_trace_of_the_demo_has_the_layout_of_the_endpoint(client):
    body = client.get("/design/strip/trace?hours=0.5&twins=1").content
    magic, version, start, fs_hz, count, mask, reserved = struct.unpack_from("<4sIdfIII", body)
    assert (magic, version, fs_hz, count, mask, reserved) == (b"KTR1", 1, 4.0, 7200, 0b101111, 0)
    assert start == 1_795_390_880.0
    assert len(body) == 32 + 7200 * (2 * 3 + 2 + 1)


@pytest.mark.parametrize("hours", ["-1", "1e9", "nan", "many"])
def test_the_demo_is_never_longer_than_a_day(client, hours):
    body = client.get(f"/design/strip/trace?hours={hours}").content
    assert len(body) <= 32 + 24 * 3600 * 4 * 5


def test_the_strip_says_in_words_what_it_shows(client):
    html = client.get("/design/strip").content.decode()
    assert 'role="application"' in html
    assert 'aria-label="Cardiotocogram: baseline 138 bpm' in html
    assert html.count("data-strip-show=") == 3 * (2 + 2 + 4)

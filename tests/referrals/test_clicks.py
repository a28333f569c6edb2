"""The way out: stored, judged, and telling the partner nothing but a number."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
import redis
from django.test import Client
from django.utils import timezone

from apps.referrals.models import Agreement, Catalogue, Click, ClickDay, Conversion, OfferLink, ProductState
from apps.referrals.services import clicks, forgetting
from tests.referrals import shop

pytestmark = pytest.mark.django_db
PERSON = "Mozilla/5.0 (Linux; Android 15; CUBOT X90) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def link():
    made = shop.partner(click_parameter="kid")
    return shop.link(shop.product(made, pushed_at=timezone.now()), pseudonym=uuid4())


def press(link, agent: str = PERSON, address: str = "192.0.2.1", method: str = "GET", **headers):
    client = Client(REMOTE_ADDR=address)
    return client.generic(method, f"/r/{link.token}", headers={"User-Agent": agent, **headers})


def test_a_click_goes_to_the_page_with_its_id_and_nothing_else(link):
    answer = press(link, Referer="https://kaishi.example/plans/diabetes")
    click = Click.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"https://shop.example/p/a-1?colour=red&kid={click.click_id.hex}#top"
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert (answer.content, list(answer.cookies)) == (b"", [])
    assert (click.verdict, click.partner, click.is_live) == ("counted", link.partner, True)


def test_an_id_is_128_random_bits(link):
    ids = []
    for number in range(40):
        press(link, address=f"192.0.2.{number}")
    ids = [click.click_id for click in Click.objects.all()]
    assert len(set(ids)) == 40
    for bit in range(128):  # no bit is the same in all: no version, no time
        assert len({one.int >> bit & 1 for one in ids}) == 2
    assert link.pseudonym not in ids


def test_the_same_offer_shown_for_two_reasons_leads_to_the_same_address(link):
    other = shop.link(link.product, pseudonym=uuid4())
    first, second = press(link)["Location"], press(other, address="192.0.2.9")["Location"]
    assert first[:40] == second[:40]
    assert len(first) == len(second)


def test_a_click_is_stored_though_valkey_is_away(link, monkeypatch):
    def away(*_args, **_kwargs):
        raise redis.ConnectionError("away")

    with monkeypatch.context() as gone:
        gone.setattr(redis.connection.AbstractConnection, "connect", away)
        gone.setattr(redis.connection.AbstractConnection, "send_packed_command", away)
        assert press(link).status_code == 302
    assert Click.objects.get().verdict == "counted"


def test_a_second_press_is_counted_and_keeps_what_the_first_one_earns(link):
    first, second = press(link)["Location"], press(link)["Location"]
    assert first == second
    assert [click.verdict for click in Click.objects.order_by("pk")] == ["counted", "repeat"]
    assert press(link, address="192.0.2.2")["Location"] != first


def test_more_than_ten_a_minute_from_one_place_do_not_count(link):
    links = [link, *(shop.link(link.product) for _ in range(11))]
    for one in links:
        assert press(one).status_code == 302
    verdicts = [click.verdict for click in Click.objects.order_by("pk")]
    assert verdicts == ["counted"] * 10 + ["flood"] * 2


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23",
        "TelegramBot (like TwitterBot)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 HeadlessChrome/130.0",
    ],
)
def test_robots_are_counted_and_earn_nothing(link, agent):
    assert press(link, agent=agent).status_code == 302
    assert Click.objects.get().verdict == "bot"


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch"}), ("GET", {"Purpose": "preview"})],
)
def test_looking_ahead_is_no_click(link, method, headers):
    press(link, method=method, **headers)
    assert Click.objects.get().verdict == "bot"


def test_what_is_not_offered_any_more_is_said_kindly_and_no_click(link):
    products = type(link.product).objects
    products.update(state=ProductState.WITHDRAWN)
    assert press(link).status_code == 410
    products.update(state=ProductState.LISTED, verdict="block")
    assert press(link).status_code == 410
    products.update(verdict="ok")
    type(link.partner).objects.update(is_active=False)
    assert press(link).status_code == 410
    assert Client().get(f"/r/{uuid4()}").status_code == 404
    assert Client().get("/r/x").status_code == 404
    assert Client().post(f"/r/{link.token}").status_code == 405
    assert Click.objects.count() == 0


@pytest.mark.parametrize(
    "about",
    [
        {"availability": "out_of_stock"},
        {"expires_at": timezone.now() - timedelta(days=1)},
        {"pushed_at": timezone.now() - timedelta(hours=80)},
        {"pushed_at": None},
    ],
)
def test_what_is_past_stale_or_sold_out_is_no_way_out(link, about):
    assert press(link).status_code == 302
    type(link.product).objects.update(**about)
    assert press(link).status_code == 410
    assert Click.objects.count() == 1


def test_what_a_feed_brought_is_open_as_long_as_the_feed_is_fresh(link):
    type(link.product).objects.update(pushed_at=None)
    for hours, status in ((71, 302), (73, 410)):
        refreshed = timezone.now() - timedelta(hours=hours)
        Catalogue.objects.update_or_create(partner=link.partner, defaults={"refreshed_at": refreshed})
        assert press(link).status_code == status


def test_links_that_nobody_followed_are_nobodys_after_their_time(link):
    at = timezone.now()
    followed, fresh = (shop.link(link.product, pseudonym=uuid4()) for _ in range(2))
    shop.click(followed)
    OfferLink.objects.update(issued_at=at - timedelta(days=121))
    OfferLink.objects.filter(pk=fresh.pk).update(issued_at=at - timedelta(days=119))
    assert forgetting.forget_links(None, at=at) == 1
    assert forgetting.forget_links(None, at=at) == 0
    assert set(OfferLink.objects.filter(pseudonym=None).values_list("pk", flat=True)) == {link.pk}


def test_where_a_link_leads_is_fixed_when_it_is_made(link):
    type(link.product).objects.update(link="https://shop.example/elsewhere")
    assert press(link)["Location"].startswith("https://shop.example/p/a-1?")


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("https://s.example/a", "https://s.example/a?c={}"),
        ("https://s.example/a?x=1%20%2F&c=old", "https://s.example/a?x=1%20%2F&c={}"),
        ("https://s.example/a?cc=1#top", "https://s.example/a?cc=1&c={}#top"),
        ("https://s.example/%E6%B0%B4?q=a+b", "https://s.example/%E6%B0%B4?q=a+b&c={}"),
    ],
)
def test_an_address_keeps_all_but_its_old_id(target, wanted):
    click_id = UUID(int=7)
    assert clicks.with_click(target, "c", click_id) == wanted.format(click_id.hex)


def test_no_address_of_hers_is_kept(link):
    press(link, address="198.51.100.77")
    click = Click.objects.get()
    assert len(bytes(click.place)) == 8
    from apps.referrals import keys

    today = timezone.now().date()
    assert bytes(click.place) == keys.place(today, "198.51.100.77", PERSON)
    assert keys.place(today, "198.51.100.77") != keys.place(today + timedelta(days=1), "198.51.100.77")


def test_erasing_her_breaks_the_link_and_leaves_the_order(link):
    press(link)
    order = Conversion.objects.create(
        partner=link.partner,
        is_live=True,
        order_reference="o",
        click=Click.objects.get(),
        state="pending",
        currency="EUR",
        amount_minor=100,
        ordered_at=timezone.now(),
        received_at=timezone.now(),
        changed_at=timezone.now(),
    )
    assert forgetting.break_links(None, pseudonym=link.pseudonym) == 1
    assert OfferLink.objects.get().pseudonym is None
    order.refresh_from_db()
    assert order.click is not None


def test_old_clicks_are_erased_and_their_number_stays(link):
    at = timezone.now()
    for number in range(3):
        press(link, address=f"192.0.2.{number}")
    press(link, address="192.0.2.0")
    Click.objects.update(at=at - timedelta(days=121))
    OfferLink.objects.update(issued_at=at - timedelta(days=130))
    kept = shop.click(shop.link(link.product))
    Click.objects.filter(pk=kept.pk).update(at=at - timedelta(days=119))
    assert Agreement.objects.count() == 2
    assert forgetting.forget_clicks(None, at=at) == 4
    assert forgetting.forget_clicks(None, at=at) == 0
    days = ClickDay.objects.order_by("verdict").values_list("verdict", "clicks", "people")
    assert list(days) == [("counted", 3, 1), ("repeat", 1, 1)]
    assert list(Click.objects.values_list("pk", flat=True)) == [kept.pk]
    assert OfferLink.objects.get(pk=link.pk).pseudonym is None


def test_it_takes_one_statement(link, monkeypatch):
    asked = []
    execute = psycopg.Cursor.execute

    def counted(self, query, *args, **kwargs):
        asked.append(query)
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    assert press(link).status_code == 302
    assert [str(query).split()[0] for query in asked if "SELECT 1" not in str(query)] == ["WITH"]

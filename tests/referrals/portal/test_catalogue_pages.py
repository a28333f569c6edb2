"""The first page and the catalogue: what is sent, what came of it, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.referrals import addresses
from apps.referrals.models import Catalogue, ImportRun, RejectedItem
from tests.referrals import shop
from tests.referrals.imports import feed_of, read
from tests.referrals.portal.conftest import House, text_of


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> Any:
    settings.REFERRAL_FEEDS = tmp_path
    return tmp_path


def upload(owner: Client, house: House, content: bytes) -> Any:
    file = SimpleUploadedFile("feed.xml", content)
    return owner.post(house.url("catalogue"), {"what": "upload", "upload-file": file})


def test_a_feed_is_sent_read_and_told(house: House, owner: Client) -> None:
    answer = upload(owner, house, feed_of(1, 2) + b"")
    run = ImportRun.objects.get(partner=house.partner, state="waiting")
    assert answer["Location"] == house.url("import", import_id=run.public_id)
    assert "every 2s" in text_of(owner.get(answer["Location"]))
    read(run, at=timezone.now())
    page = text_of(owner.get(answer["Location"]))
    assert "holds" in page
    assert "every 2s" not in page
    assert "Nothing was found" in page


def test_a_refused_item_is_told_with_line_field_and_what_to_do(house: House, owner: Client) -> None:
    run = ImportRun.objects.get(partner=house.partner)
    RejectedItem.objects.create(
        run=run,
        number=3,
        line=17,
        item_id="x-3",
        field="price",
        rule="ambiguous",
        limit="10.00 EUR",
        is_refused=True,
    )
    RejectedItem.objects.create(
        run=run, number=4, item_id="x-4", field="gtin", rule="check_digit", is_refused=False
    )
    url = house.url("import", import_id=run.public_id)
    page = text_of(owner.get(url))
    for words in ("x-3", "17", "It may be a thousand or one.", "1000.00 EUR", "x-4", "does not fit"):
        assert words in page
    refused = text_of(owner.get(url + "?kind=refused"))
    assert "x-3" in refused
    assert "x-4" not in refused
    assert "x-3" not in text_of(owner.get(url + "?rule=check_digit"))
    assert owner.get(url + "?from=nonsense").status_code == 200
    told = owner.get(house.url("findings_csv", import_id=run.public_id))
    assert b"".join(told.streaming_content).decode().splitlines()[1].startswith("3,17,x-3,price,ambiguous")


def test_an_empty_file_and_none_are_refused_beside_the_field(house: House, owner: Client) -> None:
    before = ImportRun.objects.count()
    for file in (SimpleUploadedFile("feed.xml", b""), ""):
        answer = owner.post(house.url("catalogue"), {"what": "upload", "upload-file": file})
        assert answer.status_code == 422
        assert "field__error" in text_of(answer)
    assert ImportRun.objects.count() == before


def test_viewers_send_nothing_and_the_sandbox_has_no_catalogue(
    house: House, owner: Client, client_of: Callable[[Any], Client]
) -> None:
    before = ImportRun.objects.count()
    assert upload(client_of(house.viewer), house, feed_of(1)).status_code == 403
    file = SimpleUploadedFile("feed.xml", feed_of(1))
    answer = owner.post(house.url("catalogue", is_live=False), {"what": "upload", "upload-file": file})
    assert answer.status_code == 403
    assert ImportRun.objects.count() == before
    assert "There is no catalogue in the sandbox." in text_of(
        owner.get(house.url("catalogue", is_live=False))
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://shop.example/feed.xml", "begin with https://"),
        ("https://127.0.0.1/feed.xml", "public name"),
        ("https://10.0.0.8/feed", "public name"),
        ("https://localhost/feed", "private network"),
        ("https://user:secret@shop.example/feed", "no address that can be called"),
        ("https://shop.example:8443/feed", "usual port"),
        ("feed.xml", "begin with https://"),
    ],
)
def test_an_address_that_is_not_called_is_refused_in_words(
    house: House, owner: Client, url: str, words: str
) -> None:
    answer = owner.post(house.url("catalogue"), {"what": "fetch", "fetch-url": url, "fetch-every_s": 86_400})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Catalogue.objects.exclude(fetch_url="").exists()


def test_a_feed_is_fetched_from_now_on_and_no_more(
    house: House, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["93.184.216.34"])
    told = {"what": "fetch", "fetch-url": "https://shop.example/feed.xml", "fetch-every_s": 43_200}
    assert owner.post(house.url("catalogue"), told).status_code == 302
    row = Catalogue.objects.get(partner=house.partner)
    assert (row.fetch_url, row.fetch_every_s) == ("https://shop.example/feed.xml", 43_200)
    Catalogue.objects.update(fetch_due_at=timezone.now() + timedelta(hours=9), fetch_failure="http_503")
    page = text_of(owner.get(house.url("catalogue")))
    assert "answered with 503" in page
    owner.post(house.url("fetch_now"))
    assert Catalogue.objects.get(partner=house.partner).fetch_due_at <= timezone.now()
    owner.post(house.url("catalogue"), {**told, "fetch-url": ""})
    assert Catalogue.objects.get(partner=house.partner).fetch_due_at is None
    assert owner.post(house.url("fetch_now")).status_code == 409


def test_a_choice_that_does_not_exist_is_refused(house: House, owner: Client) -> None:
    told = {"what": "fetch", "fetch-url": "", "fetch-every_s": 1}
    assert owner.post(house.url("catalogue"), told).status_code == 422


@pytest.mark.parametrize(("said", "state"), [("yes", "waiting"), ("no", "dropped"), ("", "dropped")])
def test_a_feed_that_has_shrunk_waits_for_an_answer(
    house: House, owner: Client, client_of: Callable[[Any], Client], said: str, state: str
) -> None:
    run = ImportRun.objects.get(partner=house.partner)
    ImportRun.objects.update(state="asked", items_accepted=2)
    overview = text_of(owner.get(house.url("overview")))
    assert "much smaller than the last one" in overview
    url = house.url("import", import_id=run.public_id)
    assert "Yes, take it over" in text_of(owner.get(url))
    assert "Yes, take it over" not in text_of(client_of(house.viewer).get(url))
    owner.post(house.url("answer_import", import_id=run.public_id), {"holds": said})
    run.refresh_from_db()
    assert run.state == state
    again = owner.post(house.url("answer_import", import_id=run.public_id), {"holds": "yes"})
    assert again.status_code == 409


def test_items_tell_what_the_rules_say_and_can_be_found(house: House, owner: Client) -> None:
    reasons = [{"verdict": "block", "rule": "alcohol", "term": "wine", "source": "WHO 2023"}]
    shop.product(house.partner, "b-2", title="Red wine", verdict="block", reasons=reasons)
    shop.product(house.partner, "c-3", title="Old soap", verdict="unknown", state="withdrawn")
    url = house.url("items")
    page = text_of(owner.get(url))
    for words in ("Red wine", "never offered", "contains or is alcohol", "WHO 2023", "Old soap", "5.00 EUR"):
        assert words in page
    assert "Old soap" not in text_of(owner.get(url + "?state=listed"))
    assert "Red wine" not in text_of(owner.get(url + "?verdict=ok"))
    assert "Red wine" in text_of(owner.get(url + "?q=WINE"))
    assert "No item fits." in text_of(owner.get(url + "?q=nothing%00"))


def test_long_lists_come_in_pieces(house: House, owner: Client) -> None:
    for number in range(60):
        shop.product(house.partner, f"p-{number:02d}")
    first = text_of(owner.get(house.url("items")))
    assert "p-48" in first
    assert "p-50" not in first
    assert "from=p-48" in first
    second = text_of(owner.get(house.url("items") + "?from=p-48"))
    assert "p-49" in second
    assert "p-59" in second
    assert "p-47" not in second


def test_the_first_page_says_what_waits(house: House, owner: Client) -> None:
    Catalogue.objects.create(
        partner=house.partner, refreshed_at=timezone.now() - timedelta(hours=80), fetch_failure="cut_off"
    )
    page = text_of(owner.get(house.url("overview")))
    assert "Your catalogue is hidden." in page
    assert "ended before it was whole" in page


def test_numbers_of_fewer_than_ten_people_are_not_told(house: House, owner: Client) -> None:
    product = house.partner.products.get()
    for _ in range(9):
        shop.click(shop.link(product, pseudonym=uuid4()), at=timezone.now())
    page = text_of(owner.get(house.url("overview")))
    assert "under 10 people" in page
    assert '<td class="number">5</td>' not in page
    for _ in range(3):
        shop.click(shop.link(product, pseudonym=uuid4()), at=timezone.now())
    assert '<td class="number">10</td>' in text_of(owner.get(house.url("overview") + "?days=14"))


def test_the_sandbox_counts_exactly_and_says_that_it_is_the_sandbox(house: House, owner: Client) -> None:
    shop.click(shop.link(house.partner.products.get(), is_live=False), at=timezone.now())
    page = text_of(owner.get(house.url("overview", is_live=False)))
    assert "Sandbox: nothing here is money." in page
    assert '<td class="number">1</td>' in page
    assert house.url("overview") in page

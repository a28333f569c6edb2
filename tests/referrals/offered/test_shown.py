"""Offers beside the lines of a plan: who gets them, what is said of them, and what is not offered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Pseudonym
from apps.foundation.contracts import offer_checks
from apps.foundation.contracts.offer_checks import Judged
from apps.referrals.models import Need, OfferBook, OfferLink, ProductUse
from apps.referrals.services import pushing
from tests.factories import ClinicianFactory, MotherFactory, in_care
from tests.referrals import offers, shop
from tests.referrals.offered.conftest import JSON

pytestmark = pytest.mark.django_db


def test_without_consent_nothing_is_looked_for_kept_or_counted(client_of, partner, at):
    mother = MotherFactory(time_zone="Europe/Berlin")
    offers.oats(partner, "o-1")
    body = client_of(mother).get("/api/v1/offers").json()
    assert (body["is_on"], body["lines"], body["consent_kind"], body["consent_version"]) == (
        False, [], "offers", 1,
    )  # fmt: skip
    assert (OfferLink.objects.count(), Need.objects.count(), OfferBook.objects.count()) == (0, 0, 0)
    assert not Pseudonym.objects.for_system("test").exists()
    answer = client_of(mother).post("/api/v1/offers/asked", {"need_code": "food:oats"}, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "consent_required")
    assert Need.objects.count() == 0


def test_a_line_gets_what_fits_with_everything_that_has_to_be_said(her, partner):
    made = offers.iron(partner, "i-1", price_minor=1_200, ships_to=["DE"])
    offers.iron(partner, "i-2", price_minor=1_800)
    her.needs("supplement:iron_mg:30")
    sheet = her.sheet()
    assert (sheet["is_on"], sheet["country"], sheet["currency"]) == (True, "DE", "EUR")
    line = sheet["lines"][0]
    assert (line["need_code"], line["name"], line["asked_by_her"]) == (
        "supplement:iron_mg:30", "Iron, 30 mg a day", False,
    )  # fmt: skip
    first = line["offers"][0]
    assert (first["product"], first["sponsored"], first["disclosure"]) == (
        str(made.public_id), True, "Advertisement: we earn a commission if you buy.",
    )  # fmt: skip
    assert (first["partner"], first["price_minor"], first["price_per_unit_minor"]) == ("Shop", 1_200, 20.0)
    assert [why["code"] for why in first["why"]] == ["fits_dose", "lowest_price", "delivers"]
    assert first["link"] == f"http://testserver/r/{OfferLink.objects.get(product=made).token}"
    assert "What we earn plays no part" in sheet["how_ordered"]


def test_the_disclosure_says_advertisement_in_her_language(client_of, partner, at):
    offers.oats(partner, "o-1")
    for language, word in (("ko", "[광고]"), ("zh-hans", "广告")):
        mother = MotherFactory(time_zone="Europe/Berlin", language=language)
        offers.ask_for(offers.agree(mother, at), "food:oats", at=at)
        offer = client_of(mother).get("/api/v1/offers").json()["lines"][0]["offers"][0]
        assert word in offer["disclosure"]


def test_a_link_is_used_again_and_the_way_out_works(her, partner):
    offers.oats(partner, "o-1")
    her.needs("food:oats")
    first = her.sheet()["lines"][0]["offers"][0]["link"]
    assert her.sheet()["lines"][0]["offers"][0]["link"] == first
    assert OfferLink.objects.count() == 1
    answer = her.phone.get(first.removeprefix("http://testserver"), headers={"User-Agent": "Mozilla/5.0"})
    assert answer.status_code == 302
    OfferLink.objects.update(issued_at=her.at - timedelta(days=2))
    assert her.sheet()["lines"][0]["offers"][0]["link"] != first
    assert OfferLink.objects.count() == 2


@pytest.mark.parametrize(
    "about",
    [
        {"verdict": "warn"}, {"verdict": "unknown"}, {"verdict": "block"}, {"state": "withdrawn"},
        {"availability": "out_of_stock"}, {"ships_to": ["KR"]}, {"currency": "KRW"}, {"origin": "push"},
    ],
)  # fmt: skip
def test_what_may_not_or_cannot_be_had_is_not_offered(her, partner, about):
    offers.oats(partner, "o-1", **about)
    her.needs("food:oats")
    line = her.sheet()["lines"][0]
    assert (line["offers"], line["nothing_because"]["code"]) == ([], "none_found")


def test_what_became_stale_expired_or_was_withdrawn_goes_at_once(her, partner, at):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    assert her.titles() == ["Oats 500 g"]
    for table, now, back in (
        (partner.catalogue, {"refreshed_at": at - timedelta(hours=73)}, {"refreshed_at": at}),
        (made, {"expires_at": at - timedelta(hours=1)}, {"expires_at": None}),
        (made, {"verdict": "block"}, {"verdict": "ok"}),
        (partner, {"is_active": False}, {"is_active": True}),
    ):
        rows = type(table).objects.filter(pk=table.pk)
        rows.update(**now)
        assert her.titles() == [], now
        rows.update(**back)
        assert her.titles() == ["Oats 500 g"]
    pushing.withdraw(None, partner, ["o-1"], at=at)
    assert (her.titles(), ProductUse.objects.count()) == ([], 0)


def test_pictures_stay_at_the_partner_until_she_asks_for_them(her, partner):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    assert her.sheet()["lines"][0]["offers"][0]["image_link"] == ""
    told = her.phone.get("/api/v1/offers?pictures=true").json()
    assert told["lines"][0]["offers"][0]["image_link"] == made.image_link
    assert her.phone.get("/api/v1/offers?pictures=perhaps").status_code == 400


def test_what_a_check_refuses_is_not_shown_and_the_line_says_why(her, partner, monkeypatch):
    offers.iron(partner, "i-1")
    her.needs("supplement:iron_mg:30")
    seen: list[Any] = []

    def refuses(mother: Any, given: Any, now: Any) -> dict[int, Judged]:
        seen.extend(given)
        return {one.key: Judged("above_limit") for one in given}

    monkeypatch.setattr(offer_checks, "_checks", {"test": refuses})
    line = her.sheet()["lines"][0]
    assert (line["offers"], line["nothing_because"]["code"]) == ([], "above_limit")
    assert (seen[0].amounts_a_day, seen[0].allergens, seen[0].kind) == ({"iron_mg": 30.0}, (), "supplement")
    assert OfferLink.objects.count() == 0
    monkeypatch.setattr(offer_checks, "_checks", {})
    assert her.sheet()["lines"][0]["nothing_because"]["code"] == "nobody_checks"


def test_where_her_country_is_not_known_she_says_it(client_of, partner, at):
    mother = MotherFactory(time_zone="UTC")
    offers.ask_for(offers.agree(mother, at), "food:oats", at=at)
    offers.oats(partner, "o-1")
    phone = client_of(mother)
    assert phone.get("/api/v1/offers").json()["lines"][0]["nothing_because"]["code"] == "no_country"
    assert phone.put("/api/v1/offers/settings", {"country": "XX"}, **JSON).status_code == 400
    answer = phone.put("/api/v1/offers/settings", {"country": "FR"}, **JSON)
    assert answer.json() == {"country": "FR", "currency": "EUR"}
    assert len(phone.get("/api/v1/offers").json()["lines"][0]["offers"]) == 1


def test_in_china_no_supplement_is_advertised_and_food_is(client_of, at):
    partner = offers.fresh(shop.partner(currencies=["CNY"]), at)
    mother = MotherFactory(time_zone="Asia/Shanghai")
    offers.iron(partner, "i-1", currency="CNY")
    offers.oats(partner, "o-1", currency="CNY")
    offers.ask_for(offers.agree(mother, at), "supplement:iron_mg:30", "food:oats", at=at)
    lines = client_of(mother).get("/api/v1/offers").json()["lines"]
    assert [len(line["offers"]) for line in lines] == [0, 1]
    assert lines[0]["nothing_because"]["code"] == "not_in_country"


def test_her_care_team_sees_neither_offers_nor_history(her, client_of):
    clinician = ClinicianFactory()
    in_care(her.person, clinician)
    for path in ("offers", "offers/history"):
        assert client_of(clinician).get(f"/api/v1/{path}").status_code == 403


def test_the_number_of_queries_does_not_grow_with_lines_or_products(her, partner):
    def asked(lines: int, shown: int) -> int:
        her.sheet()
        with CaptureQueriesContext(connection) as queries:
            sheet = her.sheet()
        assert (len(sheet["lines"]), sum(len(line["offers"]) for line in sheet["lines"])) == (lines, shown)
        return len(queries)

    offers.oats(partner, "o-0")
    her.needs("food:oats")
    few = asked(1, 1)
    for number in range(6):
        offers.oats(partner, f"o-{number + 1}")
        offers.iron(partner, f"i-{number}")
    her.needs("food:oats", "supplement:iron_mg:30", "food:rice", "gear:yoga")
    assert asked(4, 6) == few <= 22

"""Offers beside the lines of a plan, for a mother who agreed, and what she makes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Consent, Pseudonym
from apps.accounts.services import pseudonyms
from apps.foundation.contracts import needs as contract
from apps.foundation.contracts import offer_checks
from apps.foundation.contracts.needs import PURPOSE
from apps.foundation.contracts.offer_checks import Judged
from apps.foundation.errors import Conflict, Forbidden, NotVisible
from apps.foundation.models import OutboxMessage, StoredAnswer
from apps.referrals import listeners
from apps.referrals.models import (
    Agreement,
    Click,
    HeldProduct,
    HiddenOffer,
    Need,
    OfferBook,
    OfferLink,
    OfferReport,
    Partner,
    ProductUse,
)
from apps.referrals.selectors import complaints
from apps.referrals.selectors.candidates import candidates
from apps.referrals.services import judging, pushing, uses
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, in_care
from tests.referrals import offers, shop

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def _nobody_objects(monkeypatch):
    monkeypatch.setattr(offer_checks, "_checks", {"test": offers.lets_all})


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def partner(at) -> Partner:
    return offers.fresh(shop.partner(), at)


class Her:
    """A mother in Berlin who agreed, and her phone."""

    def __init__(self, client_of: Callable[..., Any], at: Any) -> None:
        self.person = MotherFactory(time_zone="Europe/Berlin")
        self.pseudonym = offers.agree(self.person, at)
        self.phone, self.at = client_of(self.person), at

    def needs(self, *codes: str) -> None:
        offers.ask_for(self.pseudonym, *codes, at=timezone.now())

    def sheet(self) -> dict[str, Any]:
        answer = self.phone.get("/api/v1/offers")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def titles(self) -> list[str]:
        return [offer["title"] for line in self.sheet()["lines"] for offer in line["offers"]]

    def send(self, path: str, **body: Any) -> Any:
        return self.phone.post(f"/api/v1/offers/{path}", body, **JSON)


@pytest.fixture
def her(client_of, at) -> Her:
    return Her(client_of, at)


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


def test_commissions_agreements_and_numbers_of_partners_change_no_order(her, at):
    shops = [offers.fresh(shop.partner(f"Shop {number}"), at) for number in range(4)]
    made = [
        offers.iron(
            of,
            f"i-{of.pk}-{number}",
            amount=27 + 3 * number,
            price_minor=900 + 40 * number,
            gtin="1" * number,
        )
        for of in shops
        for number in range(3)
    ]
    her.needs("supplement:iron_mg:30")
    before = [offer["product"] for offer in her.sheet()["lines"][0]["offers"]]
    assert len(before) == 3
    for turn, of in enumerate(shops):
        Agreement.objects.create(
            partner=of,
            category="supplement",
            version=1,
            valid_from="2026-01-01",
            commission_bp=10_000 - 3_000 * turn,
            made_at=at,
        )
    assert [offer["product"] for offer in her.sheet()["lines"][0]["offers"]] == before
    for number, one in enumerate(made):
        type(one).objects.filter(pk=one.pk).update(
            partner=shops[(number // 3 + 1) % 4], item_id=f"moved-{number}"
        )
        ProductUse.objects.filter(product=one).update(partner=shops[(number // 3 + 1) % 4])
    assert [offer["product"] for offer in her.sheet()["lines"][0]["offers"]] == before


def test_a_partner_with_many_cheap_things_does_not_crowd_out_another(her, at):
    many, other = (offers.fresh(shop.partner(name), at) for name in ("Many", "Other"))
    for number in range(40):
        offers.oats(many, f"m-{number}", price_minor=400)
    offers.oats(other, "o-1", price_minor=420)
    her.needs("food:oats")
    partners = [offer["partner"] for offer in her.sheet()["lines"][0]["offers"]]
    assert sorted(partners) == ["Many", "Many", "Other"]


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


def test_what_would_tell_an_illness_is_never_told_by_plans_and_can_be_asked_for(her, partner):
    her.needs("device:glucose_strips", "food:oats", "unheard:of")
    assert [need.need_code for need in Need.objects.all()] == ["food:oats"]
    offers.product(partner, "g-1", ("device:glucose_strips", None, 1), title="Glucose strips", kind="device")
    assert "device:glucose_strips" in [one["need_code"] for one in her.sheet()["askable"]]
    answer = her.send("asked", need_code="device:glucose_strips")
    assert answer.status_code == 201
    assert her.send("asked", need_code="device:glucose_strips").status_code == 200
    assert her.titles() == ["Glucose strips"]
    her.needs("food:oats")
    assert her.titles() == ["Glucose strips"]
    assert her.phone.delete(f"/api/v1/offers/asked/{answer.json()['id']}").status_code == 204
    assert her.titles() == []
    assert her.send("asked", need_code="device:rocket").status_code == 400


def test_an_older_event_that_comes_late_changes_nothing(her, at):
    from apps.foundation.contracts.needs import Need as Told
    from apps.foundation.contracts.needs import NeedsPublished, NeedsWithdrawn

    until, later = at + timedelta(days=3), at + timedelta(minutes=1)

    def told(code: str, moment: Any) -> NeedsPublished:
        return NeedsPublished(pseudonym=her.pseudonym, needs=[Told(need_code=code, until=until)], at=moment)

    listeners.keep_needs(told("food:oats", later))
    listeners.keep_needs(told("food:rice", at))
    listeners.keep_needs(told("food:oats", later))
    assert [need.need_code for need in Need.objects.all()] == ["food:oats"]
    listeners.let_needs_go(NeedsWithdrawn(pseudonym=her.pseudonym, at=at))
    assert Need.objects.count() == 1
    listeners.let_needs_go(NeedsWithdrawn(pseudonym=her.pseudonym, at=later + timedelta(minutes=1)))
    assert Need.objects.count() == 0


def test_hiding_is_hers_alone_and_can_be_undone(her, partner, client_of, at):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    assert her.send("hidden", product=str(made.public_id)).status_code == 404, "it was never shown to her"
    assert her.titles() == ["Oats 500 g"]
    assert her.send("hidden", product=str(made.public_id)).status_code == 204
    assert her.send("hidden", product=str(made.public_id)).status_code == 204
    assert her.titles() == []
    other = Her(client_of, at)
    other.needs("food:oats")
    assert other.titles() == ["Oats 500 g"]
    assert her.phone.delete(f"/api/v1/offers/hidden/{made.public_id}").status_code == 204
    assert her.titles() == ["Oats 500 g"]


def test_three_reports_take_a_product_out_until_somebody_has_looked(her, partner, client_of, at):
    made = offers.oats(partner, "o-1")
    people = [her, Her(client_of, at), Her(client_of, at)]
    watcher = Her(client_of, at)
    watcher.needs("food:oats")
    for number, one in enumerate(people):
        one.needs("food:oats")
        assert one.titles() == ["Oats 500 g"]
        assert one.send("reports", product=str(made.public_id), reason="unsafe").status_code == 201
        assert one.send("reports", product=str(made.public_id), reason="substitute").status_code == 200
        assert one.titles() == []
        assert watcher.titles() == (["Oats 500 g"] if number < 2 else [])
    waiting = complaints.waiting()
    assert [(one.product, one.reasons, one.is_held) for one in waiting] == [(made, {"substitute": 3}, True)]
    about = {"product_id": made.public_id, "seen": "", "reason": "Called the maker.", "at": at}
    boss = AdministratorFactory()
    judging.look_at_reports(boss, is_fine=True, **about)
    assert (watcher.titles(), complaints.waiting()) == (["Oats 500 g"], [])
    assert her.titles() == [], "who reported it has hidden it"
    with pytest.raises(Conflict):
        judging.look_at_reports(boss, is_fine=False, **about)
    late = Her(client_of, at)
    late.needs("food:oats")
    assert late.titles() == ["Oats 500 g"]
    assert late.send("reports", product=str(made.public_id), reason="unsafe").status_code == 201
    judging.look_at_reports(boss, is_fine=False, **about)
    assert watcher.titles() == []
    assert HeldProduct.objects.get().is_for_good


def test_what_a_person_allowed_is_offered_as_long_as_it_is_what_she_saw(her, partner, at):
    made = offers.oats(partner, "o-1", verdict="warn", content_sha=b"seen")
    her.needs("food:oats")
    assert her.titles() == []
    about = {"product_id": made.public_id, "seen": b"seen".hex(), "reason": "Fine.", "at": at}
    judging.judge(AdministratorFactory(), is_allowed=True, **about)
    assert her.titles() == ["Oats 500 g"]
    type(made).objects.filter(pk=made.pk).update(content_sha=b"another")
    assert her.titles() == []
    type(made).objects.filter(pk=made.pk).update(content_sha=b"seen")
    judging.judge(AdministratorFactory(), is_allowed=False, **about)
    assert her.titles() == []


def test_a_way_out_closes_with_what_closes_an_offer(her, partner, at):
    made = offers.oats(partner, "o-1", verdict="warn", content_sha=b"seen")
    judging.judge(
        AdministratorFactory(),
        product_id=made.public_id,
        seen=b"seen".hex(),
        is_allowed=True,
        reason="Fine.",
        at=at,
    )
    her.needs("food:oats")
    link = her.sheet()["lines"][0]["offers"][0]["link"].removeprefix("http://testserver")
    agent = {"headers": {"User-Agent": "Mozilla/5.0 Chrome/130.0"}}
    assert her.phone.get(link, **agent).status_code == 302
    HeldProduct.objects.create(product=made, held_at=at)
    assert her.phone.get(link, **agent).status_code == 410
    HeldProduct.objects.all().delete()
    type(made).objects.filter(pk=made.pk).update(content_sha=b"another")
    assert her.phone.get(link, **agent).status_code == 410


def test_a_held_product_does_not_come_back_with_the_next_feed(her, partner, at):
    made, other = (offers.oats(partner, item_id) for item_id in ("o-1", "o-2"))
    HeldProduct.objects.create(product=made, held_at=at)
    type(made).objects.update(changed_at=at)
    assert ProductUse.objects.count() == 2
    uses.renew_changed(partner.pk, at=at)
    assert list(ProductUse.objects.values_list("product_id", flat=True)) == [other.pk]


def test_pictures_stay_at_the_partner_until_she_asks_for_them(her, partner):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    assert her.sheet()["lines"][0]["offers"][0]["image_link"] == ""
    told = her.phone.get("/api/v1/offers?pictures=true").json()
    assert told["lines"][0]["offers"][0]["image_link"] == made.image_link
    assert her.phone.get("/api/v1/offers?pictures=perhaps").status_code == 400


def sale(partner, number: int, begins, ends) -> None:
    """Make oats that are dear but in a sale, when they cost next to nothing."""
    about = {"price_minor": 5_000 + number, "sale_price_minor": 1, "sale_from": begins, "sale_until": ends}
    offers.oats(partner, f"dear-{number}", **about)


def looked_at(at) -> list[int]:
    found = candidates([contract.read("food:oats")], country="DE", currency="EUR", without=[], at=at)
    return sorted(one.candidate.price_minor for one in found)


def test_a_sale_that_is_over_does_not_push_aside_what_is_cheap(partner, at):
    for number in range(20):
        sale(partner, number, at - timedelta(days=9), at - timedelta(days=8))
    offers.oats(partner, "cheap", price_minor=100)
    assert looked_at(at)[0] == 100


def test_prices_are_made_anew_when_a_sale_begins_and_when_it_ends(partner, at):
    for number in range(20):
        sale(partner, number, at + timedelta(hours=1), at + timedelta(hours=2))
    offers.oats(partner, "cheap", price_minor=100)
    places = ProductUse.objects.filter(product__item_id="cheap").values_list("place", flat=True)
    assert (places.get(), uses.renew_prices(None, at=at)) == (1, 0)
    assert uses.renew_prices(None, at=at + timedelta(minutes=61)) == 20
    assert places.get() == 21
    assert uses.renew_prices(None, at=at + timedelta(minutes=90)) == 0
    assert uses.renew_prices(None, at=at + timedelta(minutes=121)) == 20
    assert (places.get(), ProductUse.objects.filter(priced_until=None).count()) == (1, 21)


def test_her_history_is_of_her_own_pseudonym(her, partner, client_of, at):
    made = offers.oats(partner, "o-1", title="Oats 500 g")
    her.needs("food:oats")
    link = her.sheet()["lines"][0]["offers"][0]["link"].removeprefix("http://testserver")
    for _ in range(2):
        her.phone.get(link, headers={"User-Agent": "Mozilla/5.0 Chrome/130.0"})
    her.send("reports", product=str(made.public_id), reason="broken")
    told = her.phone.get("/api/v1/offers/history").json()
    assert [(one["title"], one["partner"]) for one in told["taken"]] == [("Oats 500 g", "Shop")]
    assert [one["title"] for one in told["hidden"]] == ["Oats 500 g"]
    assert [(one["reason"], one["looked_at"]) for one in told["reported"]] == [("broken", None)]
    empty = {"taken": [], "hidden": [], "reported": []}
    assert Her(client_of, at).phone.get("/api/v1/offers/history").json() == empty
    assert client_of(MotherFactory()).get("/api/v1/offers/history").json() == empty


def test_stopping_ends_all_of_it_at_once_and_leaves_the_ledger(her, partner):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    link = her.sheet()["lines"][0]["offers"][0]["link"].removeprefix("http://testserver")
    her.phone.get(link, headers={"User-Agent": "Mozilla/5.0 Chrome/130.0"})
    her.send("reports", product=str(made.public_id), reason="other")
    assert her.phone.post("/api/v1/offers/stop").status_code == 204
    assert her.sheet()["is_on"] is False
    message = OutboxMessage.objects.get(name="pseudonym.dropped")
    from apps.foundation import events

    for _ in range(2):
        listeners.let_her_go(events.load(message.name, message.version, message.payload))
    kept = [table.objects.count() for table in (Need, HiddenOffer, OfferBook)]
    assert (kept, Click.objects.count()) == ([0, 0, 0], 1)
    for table in (OfferLink, OfferReport):
        assert list(table.objects.values_list("pseudonym", flat=True)) == [None]
    assert pseudonyms.known(her.person, PURPOSE) is None
    assert Consent.objects.for_system("test").filter(subject=her.person, withdrawn_at=None).count() == 0
    assert her.phone.post("/api/v1/offers/stop").status_code == 204
    assert her.phone.get("/api/v1/offers/history").json()["taken"] == []


def test_agreeing_again_begins_with_another_pseudonym(her, at):
    her.phone.post("/api/v1/offers/stop")
    assert offers.agree(her.person, at) != her.pseudonym


def test_no_answer_to_a_repeat_is_kept_beside_her_name(her, partner):
    headers = {"Idempotency-Key": str(uuid4())}
    for status in (201, 200):
        answer = her.phone.post("/api/v1/offers/asked", {"need_code": "food:oats"}, **JSON, headers=headers)
        assert answer.status_code == status
    assert StoredAnswer.objects.count() == 0


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


def test_only_an_administrator_looks_at_reports(her, at):
    about = {"product_id": UUID(int=1), "seen": "", "is_fine": True, "reason": "Fine.", "at": at}
    with pytest.raises(Forbidden):
        judging.look_at_reports(her.person, **about)
    with pytest.raises(NotVisible):
        judging.look_at_reports(AdministratorFactory(), **about)

"""What administrators keep of partners: agreements, money, and what a person decides about items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from apps.referrals.models import (
    AccountKind,
    Agreement,
    HeldProduct,
    Judgement,
    MemberInvitation,
    OfferReport,
    Partner,
    Posting,
    Product,
)
from apps.referrals.pages.admin.urls import urlpatterns
from apps.referrals.selectors.balances import balances
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory
from tests.referrals import shop
from tests.referrals.portal.conftest import House, text_of

Open = Callable[[Any], Client]
PAGES = [pattern.name for pattern in urlpatterns]


@pytest.fixture
def boss(db: None, client_of: Open) -> Client:
    return client_of(AdministratorFactory(full_name="Ruth Keller"))


def url(name: str, house: House | None = None, **ids: Any) -> str:
    told = {"partner_id": house.partner.public_id, **ids} if house else ids
    return reverse(f"partners:{name}", kwargs=told)


def undecided(house: House, **fields: Any) -> Product:
    told = {"verdict": "warn", "content_sha": b"a" * 16, "title": "Fennel tea", **fields}
    return shop.product(house.partner, "w-1", **told)


def traces() -> tuple[Any, ...]:
    return (
        list(Partner.objects.order_by("pk").values()),
        Agreement.objects.count(),
        Posting.objects.count(),
        Judgement.objects.count(),
    )


@pytest.mark.parametrize("pattern", urlpatterns, ids=PAGES)
def test_only_administrators_get_in(pattern: URLPattern, house: House, boss: Client, client_of: Open) -> None:
    ids: dict[str, Any] = {
        "partner_id": house.partner.public_id,
        "is_live": True,
        "member_id": house.editor.public_id,
        "product_id": undecided(house).public_id,
    }
    path = reverse(
        f"partners:{pattern.name}", kwargs={name: ids[name] for name in pattern.pattern.converters}
    )
    path += "?category=food" if pattern.name == "end_agreement" else ""
    before = traces()
    for method in ("post",) if pattern.name == "remove_member" else ("get", "post"):
        nobody = getattr(Client(), method)(path)
        assert (nobody.status_code, nobody["Location"][:10]) == (302, "/sign-in/?")
        for person in (MotherFactory(), house.owner):
            assert getattr(client_of(person), method)(path)["Location"] == "/me/"
        assert getattr(client_of(ClinicianFactory()), method)(path).status_code == 403
    assert traces() == before
    answer = boss.post(path) if pattern.name == "remove_member" else boss.get(path)
    assert answer.status_code in (200, 302)


def test_a_partner_is_made_changed_and_let_go(boss: Client) -> None:
    told = {
        "name": "Corner Shop",
        "hosts": "Corner.example\nwww.corner.example",
        "currencies": "eur, KRW",
        "click_parameter": "k_id",
        "requests_a_minute": 600,
    }
    answer = boss.post(url("new_partner"), told)
    made = Partner.objects.get(name="Corner Shop")
    assert (made.hosts, made.currencies) == (["corner.example", "www.corner.example"], ["EUR", "KRW"])
    assert "Corner Shop" in text_of(boss.get(answer["Location"]))
    of = {"partner_id": made.public_id}
    boss.post(reverse("partners:change_partner", kwargs=of), {**told, "currencies": "KRW"})
    boss.post(reverse("partners:set_active", kwargs=of))
    made.refresh_from_db()
    assert (made.currencies, made.is_active) == (["KRW"], False)
    assert "let go" in text_of(boss.get(url("partners")))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hosts", "127.0.0.1", "host names"),
        ("hosts", "not a/host", "host names"),
        ("currencies", "EURO", "three letters"),
        ("click_parameter", "1id&x", "Begin with a letter"),
        ("requests_a_minute", 1, "from 10 to 60,000"),
        ("name", "", "required"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(boss: Client, field: str, value: Any, words: str) -> None:
    told = {
        "name": "X",
        "hosts": "x.example",
        "currencies": "EUR",
        "click_parameter": "id",
        "requests_a_minute": 60,
    }
    answer = boss.post(url("new_partner"), {**told, field: value})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Partner.objects.filter(name="X").exists()


def test_a_currency_with_a_ledger_stays(house: House, boss: Client) -> None:
    told = {
        "name": "Ours",
        "hosts": "x.example",
        "currencies": "KRW",
        "click_parameter": "id",
        "requests_a_minute": 60,
    }
    answer = boss.post(url("change_partner", house), told)
    assert answer.status_code == 422
    assert "EUR has a ledger" in text_of(answer)


def agreement(boss: Client, house: House, **changed: Any) -> Any:
    told = {
        "category": "food",
        "percent": "12.5",
        "valid_from": f"{timezone.now() + timedelta(days=10):%Y-%m-%d}",
        "window_days": 14,
        "hold_days": 30,
        **changed,
    }
    return boss.post(url("agree", house), told)


def test_an_agreement_ends_where_the_next_begins_and_none_is_changed(house: House, boss: Client) -> None:
    before = list(Agreement.objects.filter(partner=house.partner).order_by("pk").values())
    assert agreement(boss, house).status_code == 302
    assert list(Agreement.objects.filter(partner=house.partner).order_by("pk").values())[:2] == before
    newest = Agreement.objects.get(partner=house.partner, version=2)
    assert (newest.commission_bp, newest.window_days, newest.made_by.full_name) == (1_250, 14, "Ruth Keller")
    page = text_of(boss.get(url("partner", house)))
    for words in ("12.5 %", "10 %", "holds now", "to come", "14 days"):
        assert words in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"valid_from": "2020-01-01"}, "begins today or later"),
        ({"percent": "101"}, "less than or equal to 100"),
        ({"valid_until": "2020-01-01"}, "after the first"),
        ({"percent": ""}, "required"),
        ({"category": "weapons"}, "Select a valid choice"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(
    house: House, boss: Client, changed: dict[str, str], words: str
) -> None:
    before = traces()
    answer = agreement(boss, house, **changed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert traces() == before


def test_an_agreement_ends_on_a_day(house: House, boss: Client) -> None:
    day = f"{timezone.now() + timedelta(days=3):%Y-%m-%d}"
    path = url("end_agreement", house) + "?category=food"
    assert boss.get(url("end_agreement", house) + "?category=nonsense").status_code == 404
    boss.post(path, {"valid_from": day})
    ends = Agreement.objects.get(partner=house.partner, category="food", version=2)
    assert (ends.ends, str(ends.valid_from)) == (True, day)


def test_somebody_is_invited_and_taken_out_but_not_the_last_owner(house: House, boss: Client) -> None:
    told = {"full_name": "Ida", "email": "ida@ours.example", "role": "owner", "language": "en"}
    boss.post(url("add_member", house), told)
    assert MemberInvitation.objects.get(email="ida@ours.example").role == "owner"
    boss.post(url("remove_member", house, member_id=house.editor.public_id))
    assert not house.partner.memberships.filter(person=house.editor).exists()
    assert boss.post(url("remove_member", house, member_id=house.owner.public_id)).status_code == 409
    assert house.partner.memberships.filter(person=house.owner).exists()


def owed(house: House, currency: str = "EUR") -> int:
    return balances(house.partner, is_live=True, currency=currency)[AccountKind.APPROVED]


def test_money_moves_by_new_movements_only(house: House, boss: Client) -> None:
    before = owed(house)
    form = boss.get(url("adjust", house, is_live=True)).context["form"]
    assert str(form["form_id"].value()) in str(form["form_id"])
    adjusted = {"currency": "EUR", "amount": "-2.50", "reason": "Broken parcels in May"}
    adjusted["form_id"] = str(form["form_id"].value())
    for _ in range(2):
        assert boss.post(url("adjust", house, is_live=True), adjusted).status_code == 302
    paid = {"currency": "EUR", "amount": "7", "reference": "T-1"}
    for _ in range(2):
        assert boss.post(url("payment", house, is_live=True), paid).status_code == 302
    assert owed(house) == before - 250 - 700
    differs = boss.post(url("payment", house, is_live=True), {**paid, "amount": "8"})
    assert differs.status_code == 422
    page = text_of(boss.get(url("ledger", house, is_live=True)))
    for words in (
        "Broken parcels in May",
        "Ruth Keller",
        "T-1",
        "-2.50 EUR",
        "Receivable, approved",
        "Ours-1",
    ):
        assert words in page
    assert "Broken parcels" not in text_of(boss.get(url("ledger", house, is_live=False)))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "0"}, "Give an amount."),
        ({"reason": ""}, "required"),
        ({"amount": "1.005"}, "fewer decimals"),
        ({"currency": "KRW", "amount": "1.5"}, "fewer decimals"),
        ({"currency": "USD"}, "Select a valid choice"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused(
    house: House, boss: Client, changed: dict[str, str], words: str
) -> None:
    before = traces()
    told = {"currency": "EUR", "amount": "1", "reason": "x", "form_id": str(uuid4()), **changed}
    answer = boss.post(url("adjust", house, is_live=True), told)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert traces() == before


def decide(boss: Client, product_id: UUID, **changed: str) -> Any:
    told = {
        "seen": (b"a" * 16).hex(),
        "about": "rules",
        "decision": "yes",
        "reason": "Read the label.",
        **changed,
    }
    return boss.post(url("item", product_id=product_id), told)


def test_an_item_is_judged_with_a_reason_and_leaves_the_queue(house: House, boss: Client) -> None:
    product = undecided(house)
    assert "Fennel tea" in text_of(boss.get(url("to_judge")))
    assert decide(boss, product.public_id)["Location"] == url("to_judge")
    product.refresh_from_db()
    assert (product.is_allowed, bytes(product.judged_sha)) == (True, b"a" * 16)
    assert "Fennel tea" not in text_of(boss.get(url("to_judge")))
    page = text_of(boss.get(url("item", product_id=product.public_id)))
    assert "Read the label." in page
    assert "allowed by a person" in page
    Product.objects.filter(pk=product.pk).update(content_sha=b"b" * 16)
    assert "Fennel tea" in text_of(boss.get(url("to_judge")))
    assert "of an earlier content" in text_of(boss.get(url("item", product_id=product.public_id)))


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"seen": "00" * 16}, 409, "has changed since"),
        ({"about": "reports", "seen": "00" * 16}, 409, "has changed since"),
        ({"about": "reports"}, 409, "Somebody has decided about these reports meanwhile"),
        ({"about": ""}, 422, "required"),
        ({"reason": ""}, 422, "required"),
        ({"decision": "perhaps"}, 422, "Select a valid choice"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    house: House, boss: Client, changed: dict[str, str], status: int, words: str
) -> None:
    product = undecided(house)
    answer = decide(boss, product.public_id, **changed)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert not Judgement.objects.exists()


def test_nobody_overrules_a_block(house: House, boss: Client) -> None:
    product = undecided(house, verdict="block")
    assert "Nobody can overrule" in text_of(boss.get(url("item", product_id=product.public_id)))
    refused = decide(boss, product.public_id)
    assert refused.status_code == 409
    assert "This could not be saved." in text_of(refused)
    assert not Judgement.objects.exists()
    assert boss.get(url("item", product_id=uuid4())).status_code == 404


@pytest.mark.parametrize(("decision", "is_out"), [("yes", False), ("no", True)])
def test_a_reported_item_goes_out_or_comes_back_with_a_reason(
    house: House, boss: Client, decision: str, is_out: bool
) -> None:
    product, at = undecided(house, verdict="ok"), timezone.now()
    for _ in range(3):
        OfferReport.objects.create(product=product, pseudonym=uuid4(), reason="unsafe", reported_at=at)
    HeldProduct.objects.create(product=product, held_at=at)
    page = text_of(boss.get(url("reports")))
    for words in ("Fennel tea", "not safe in pregnancy", "×3", "not offered until somebody has looked"):
        assert words in page
    assert not any(str(row.pseudonym) in page for row in OfferReport.objects.all())
    form = boss.get(url("item", product_id=product.public_id)).context["form"]
    told = {name: form[name].value() for name in ("seen", "about")}
    assert told == {"seen": (b"a" * 16).hex(), "about": "reports"}
    answer = decide(boss, product.public_id, decision=decision, reason="Called the maker.", **told)
    assert answer["Location"] == url("reports")
    assert HeldProduct.objects.filter(product=product, is_for_good=True).exists() is is_out
    assert HeldProduct.objects.filter(product=product).exists() is is_out
    assert not OfferReport.objects.filter(looked_at=None).exists()
    assert (Judgement.objects.get().found, Judgement.objects.get().reason) == ("report", "Called the maker.")
    assert "Nothing was reported." in text_of(boss.get(url("reports")))


def test_what_is_reported_meanwhile_is_not_closed_by_a_judgement(house: House, boss: Client) -> None:
    product = undecided(house)
    told = boss.get(url("item", product_id=product.public_id)).context["form"]
    opened = {name: told[name].value() for name in ("seen", "about")}
    OfferReport.objects.create(
        product=product, pseudonym=uuid4(), reason="unsafe", reported_at=timezone.now()
    )
    assert decide(boss, product.public_id, decision="no", **opened)["Location"] == url("to_judge")
    assert OfferReport.objects.get().looked_at is None
    assert not HeldProduct.objects.exists()
    assert Judgement.objects.get().found == "warn"

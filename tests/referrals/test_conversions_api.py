"""Orders that partners report: once, to the last click that counts, and every penny in the ledger."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from apps.referrals.models import (
    AccountKind,
    Click,
    ClickVerdict,
    Conversion,
    PartnerAnswer,
    Posting,
)
from apps.referrals.selectors.balances import balances
from apps.referrals.services import conversions
from tests.referrals import shop

pytestmark = pytest.mark.django_db


def clicked(partner, *, days_ago: float = 1, **fields) -> Click:
    made = shop.click(shop.link(shop.product(partner, item_id=uuid4().hex[:8])))
    Click.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=days_ago), **fields)
    made.refresh_from_db()
    return made


def order(*clicks, reference: str = "o-1", **changed):
    return {
        "order_reference": reference,
        "click_ids": [str(click.click_id) for click in clicks] or [str(uuid4())],
        "currency": "EUR",
        "lines": [{"amount_minor": 12_345}],
        "ordered_at": timezone.now().isoformat(),
        **changed,
    }


def book(partner, currency: str = "EUR") -> dict[str, int]:
    found = balances(partner, is_live=True, currency=currency)
    return {kind.value: minor for kind, minor in found.items() if minor}


def test_an_order_is_pending_and_no_revenue_yet(program):
    answer = program.signed("conversions", order(clicked(program.partner)))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    told.pop("id")
    assert told == {
        "order_reference": "o-1",
        "state": "pending",
        "reason": "",
        "currency": "EUR",
        "amount_minor": 12_345,
        "refunded_minor": 0,
        "commission_minor": 1_234,  # 10 % of food, half to even
    }
    assert book(program.partner) == {"receivable_pending": 1_234, "deferred": -1_234}


def test_the_same_request_twice_gets_the_same_answer(program):
    body = order(clicked(program.partner))
    first = program.signed("conversions", body, key="k")
    second = program.signed("conversions", body, key="k")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    assert (Conversion.objects.count(), Posting.objects.count()) == (1, 1)


def test_a_key_that_was_used_for_another_request_is_refused(program):
    click = clicked(program.partner)
    program.signed("conversions", order(click), key="k")
    answer = program.signed("conversions", order(click, reference="o-2"), key="k")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert Conversion.objects.count() == 1


def test_an_order_is_one_conversion_under_any_key(program):
    body = order(clicked(program.partner))
    first, second = program.signed("conversions", body), program.signed("conversions", body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    differs = program.signed("conversions", {**body, "lines": [{"amount_minor": 1}]})
    assert (differs.status_code, differs.json()["code"]) == (409, "order_differs")
    assert (Conversion.objects.count(), Posting.objects.count()) == (1, 1)


def test_the_official_library_signs_what_we_take(program):
    import orjson

    body, at = orjson.dumps(order(clicked(program.partner))), datetime.now(UTC)
    signature = Webhook(program.secret).sign("key-1", at, body.decode())
    headers = {
        "Idempotency-Key": "key-1",
        "Kaishi-Timestamp": str(int(at.timestamp())),
        "Kaishi-Signature": signature,
    }
    assert program.send("POST", "conversions", body, **headers).status_code == 201


@pytest.mark.parametrize(
    "changed",
    [
        {"Kaishi_Signature": ""},
        {"Kaishi_Signature": "v1," + base64.b64encode(b"x" * 32).decode()},
        {"Kaishi_Signature": "v2,AAAA"},
        {"Kaishi_Signature": "v1,not base64!"},
        {"Kaishi_Timestamp": "0"},
        {"Kaishi_Timestamp": "-1"},
        {"Kaishi_Timestamp": "٣"},
        {"Idempotency_Key": "another"},
    ],
)
def test_what_is_not_signed_leaves_nothing(program, changed):
    changed = {name: value for name, value in changed.items() if value.isascii()} or {"Kaishi_Timestamp": "x"}
    answer = program.signed("conversions", order(clicked(program.partner)), **changed)
    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")
    assert (Conversion.objects.count(), PartnerAnswer.objects.count()) == (0, 0)


def test_an_old_signature_is_refused_though_it_is_right(program):
    import time_machine

    body = order(clicked(program.partner))
    later = timezone.now() + timedelta(seconds=301)
    import time

    from apps.referrals import signatures

    sent_at, content = int(time.time()), __import__("orjson").dumps(body)
    headers = {
        "Idempotency-Key": "k",
        "Kaishi-Timestamp": str(sent_at),
        "Kaishi-Signature": signatures.sign(program.secret, message_id="k", timestamp=sent_at, body=content),
    }
    with time_machine.travel(later, tick=False):
        assert program.send("POST", "conversions", content, **headers).status_code == 401
    assert program.send("POST", "conversions", content, **headers).status_code == 201


@pytest.mark.parametrize(
    ("days_ago", "verdict", "reason"),
    [
        (29.9, "counted", ""),
        (30.1, "counted", "click_too_old"),
        (-0.5, "counted", "before_click"),
        (1, "bot", "click_not_counted"),
        (1, "flood", "click_not_counted"),
    ],
)
def test_only_a_click_that_counts_within_the_window_earns(program, days_ago, verdict, reason):
    answer = program.signed(
        "conversions", order(clicked(program.partner, days_ago=days_ago, verdict=verdict))
    )
    assert answer.status_code == 201
    assert answer.json()["reason"] == reason
    assert answer.json()["state"] == ("unmatched" if reason else "pending")
    assert bool(book(program.partner)) is not bool(reason)


def test_ids_that_nobody_knows_and_those_of_others_are_the_same(program, program_of):
    other = program_of(shop.partner("Other"))
    sandbox = clicked(program.partner, is_live=False)
    for click in (clicked(other.partner), sandbox, None):
        reference = uuid4().hex
        body = order(*([click] if click else []), reference=reference)
        answer = program.signed("conversions", body)
        assert (answer.json()["state"], answer.json()["reason"]) == ("unmatched", "no_click")
    assert Posting.objects.count() == 0


def test_the_last_of_several_clicks_gets_it(program):
    first, last = clicked(program.partner, days_ago=5), clicked(program.partner, days_ago=2)
    flood = clicked(program.partner, days_ago=1, verdict=ClickVerdict.FLOOD)
    program.signed("conversions", order(last, first, flood))
    assert Conversion.objects.get().click == last


def test_each_line_by_its_category_and_nothing_for_what_must_not_be_offered(program):
    partner = program.partner
    shop.product(partner, item_id="cream", kind="cosmetic")
    shop.product(partner, item_id="formula", kind="food", verdict="block")
    lines = [
        {"item_id": "cream", "amount_minor": 1_000},
        {"item_id": "formula", "amount_minor": 50_000},
        {"item_id": "unheard-of", "amount_minor": 100},
    ]
    answer = program.signed("conversions", order(clicked(partner), lines=lines))
    assert answer.json()["commission_minor"] == 50 + 0 + 10
    assert answer.json()["amount_minor"] == 51_100


def test_refunds_take_back_their_part_and_the_last_one_the_rest(program):
    program.signed("conversions", order(clicked(program.partner)))
    refund = {"order_reference": "o-1", "refund_reference": "r-1", "amount_minor": 4_115}
    first, again = program.signed("refunds", refund), program.signed("refunds", refund)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["commission_minor"] == 411
    too_much = program.signed("refunds", {**refund, "refund_reference": "r-2", "amount_minor": 8_231})
    assert (too_much.status_code, too_much.json()["errors"][0]["limit"]) == (400, 8_230)
    differs = program.signed("refunds", {**refund, "amount_minor": 1})
    assert (differs.status_code, differs.json()["code"]) == (409, "refund_differs")
    assert book(program.partner) == {"receivable_pending": 823, "deferred": -823}
    rest = program.signed("refunds", {**refund, "refund_reference": "r-2", "amount_minor": 8_230})
    assert rest.json()["conversion"]["state"] == "reversed"
    assert book(program.partner) == {}


def test_what_was_approved_is_taken_back_from_revenue(program):
    program.signed("conversions", order(clicked(program.partner)))
    assert conversions.approve_due(None, at=timezone.now()) == 0
    assert conversions.approve_due(None, at=timezone.now() + timedelta(days=30, minutes=1)) == 1
    assert conversions.approve_due(None, at=timezone.now() + timedelta(days=31)) == 0
    assert book(program.partner) == {"receivable_approved": 1_234, "revenue": -1_234}
    answer = program.signed("cancellations", {"order_reference": "o-1"})
    assert (answer.json()["state"], answer.json()["commission_minor"]) == ("reversed", 0)
    assert program.signed("cancellations", {"order_reference": "o-1"}).status_code == 200
    assert book(program.partner) == {}
    assert Posting.objects.count() == 3


def test_a_change_of_the_agreement_leaves_old_orders_alone(program):
    from apps.referrals.models import Agreement

    program.signed("conversions", order(clicked(program.partner)))
    Agreement.objects.create(
        partner=program.partner,
        category="food",
        version=2,
        valid_from=timezone.now().date() - timedelta(days=3),
        commission_bp=2_000,
        made_at=timezone.now(),
    )
    later = program.signed("conversions", order(clicked(program.partner), reference="o-2"))
    assert later.json()["commission_minor"] == 2_469
    found = Conversion.objects.get(order_reference="o-1")
    assert (found.commission_minor, found.lines[0]["agreement"]) == (1_234, ["food", 1])


def test_won_have_no_cents_and_currencies_that_are_not_agreed_are_refused(program):
    answer = program.signed(
        "conversions", order(clicked(program.partner), currency="KRW", lines=[{"amount_minor": 10_000}])
    )
    assert answer.json()["commission_minor"] == 1_000
    refused = program.signed("conversions", order(reference="o-2", currency="USD"))
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "currency")
    future = order(reference="o-3", ordered_at=(timezone.now() + timedelta(hours=1)).isoformat())
    assert program.signed("conversions", future).status_code == 400
    assert balances(program.partner, is_live=True, currency="KRW")[AccountKind.PENDING] == 1_000

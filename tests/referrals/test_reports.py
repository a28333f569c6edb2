"""Statements add up to the ledger; reports tell of ten people or of nobody."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone, translation

from apps.accounts.models import Role
from apps.foundation.errors import Conflict, Forbidden
from apps.referrals.models import AccountKind, Conversion, Posting
from apps.referrals.selectors import statements
from apps.referrals.selectors.balances import balances
from apps.referrals.services import conversions, ledger, payments
from tests.factories import PersonFactory
from tests.referrals import shop
from tests.referrals.test_conversions_api import order

pytestmark = pytest.mark.django_db


def report(partner, reference, minor, at, is_live=True):
    link = shop.link(shop.product(partner, item_id=uuid4().hex[:8]), pseudonym=uuid4(), is_live=is_live)
    click = shop.click(link)
    type(click).objects.filter(pk=click.pk).update(at=at - timedelta(hours=1))
    return conversions.report(
        None,
        partner=partner,
        is_live=is_live,
        order_reference=reference,
        click_ids=[click.click_id],
        currency="EUR",
        lines=[{"amount_minor": minor}],
        ordered_at=at,
        at=at,
    )[0]


def two_months(partner):
    """October: 12 orders, one refunded. November: all approved, one cancelled, an adjustment, a payment."""
    boss, october = PersonFactory(role=Role.ADMINISTRATOR), datetime(2026, 10, 20, 12, tzinfo=UTC)
    for number in range(12):
        report(partner, f"o-{number}", 1_000 + number, october)
    mine = {"partner": partner, "is_live": True}
    conversions.refund(
        None, **mine, order_reference="o-0", reference="r", amount_minor=500, at=october + timedelta(days=2)
    )
    november = datetime(2026, 11, 25, tzinfo=UTC)
    assert conversions.approve_due(None, at=november) == 12
    conversions.cancel(None, **mine, order_reference="o-1", at=november)
    ledger.adjust(boss, **mine, currency="EUR", minor=-7, reason="Rounded", form_id=uuid4(), at=november)
    payments.receive(boss, **mine, currency="EUR", minor=400, reference="transfer 1", at=november)
    return boss


def test_a_statement_adds_up_to_the_ledger(program):
    partner = program.partner
    two_months(partner)
    for month in ("2026-09", "2026-10", "2026-11", "2026-12"):
        found = statements.statement(partner, is_live=True, currency="EUR", month=month)
        for side in ("pending", "owed"):
            moved = sum(getattr(line.amounts, side) for line in found.lines)
            assert getattr(found.opening, side) + moved == getattr(found.closing, side)
        end = statements.span(month)[1]
        books = balances(partner, is_live=True, currency="EUR", before=end)
        assert found.closing == statements.Amounts(books[AccountKind.PENDING], books[AccountKind.APPROVED])
        assert sum(books.values()) == 0
    assert found.opening == found.closing
    assert found.closing.pending == 0


def test_a_statement_as_csv_and_pdf_says_the_same(program):
    two_months(program.partner)
    with time_machine.travel(datetime(2026, 12, 2, tzinfo=UTC), tick=False):
        program.renew()
        assert program.send("GET", "statements").json() == {
            "months": ["2026-11", "2026-10"],
            "currencies": ["EUR"],
        }
        told = program.send("GET", "statements/2026-11/EUR").json()
        text = program.send("GET", "statements/2026-11/EUR/csv").content.decode()
        pdf = program.send("GET", "statements/2026-11/EUR/pdf")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["movement"] for row in rows] == [
        "opening",
        "approved",
        "reversed",
        "paid",
        "adjusted",
        "closing",
    ]
    assert [row["entries"] for row in rows] == ["", "12", "<10", "<10", "<10", ""]
    assert sum(int(row["owed_minor"]) for row in rows[:-1]) == int(rows[-1]["owed_minor"])
    assert sum(int(row["pending_minor"]) for row in rows[:-1]) == int(rows[-1]["pending_minor"])
    assert told["closing"]["owed"] == int(rows[-1]["owed_minor"])
    # 12 orders: 100.0, 100.1 … 101.1 of 10 %, rounded half to even; half of the first given back, the second reversed
    assert (told["opening"], told["closing"]) == ({"pending": 1_156, "owed": 0}, {"pending": 0, "owed": 649})
    from pypdf import PdfReader

    assert pdf["Content-Type"] == "application/pdf"
    words = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().replace("\0", "")
    assert "11.56" in words
    assert "6.49" in words


@pytest.mark.parametrize(("language", "word"), [("ko", "명세서"), ("zh-hans", "对账单")])
def test_a_statement_is_drawn_in_other_languages(program, language, word):
    from pypdf import PdfReader

    from apps.referrals import paper

    two_months(program.partner)
    found = statements.statement(program.partner, is_live=True, currency="EUR", month="2026-11")
    with translation.override(language):
        pdf = paper.draw(found, made_at=timezone.now())
    assert word in PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\0", "")


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", "9999-99", "2026-11-01"])
def test_what_is_no_month_is_refused(program, month):
    assert program.send("GET", f"statements/{month}/EUR").status_code == 400


def test_a_month_that_runs_and_a_currency_without_books_have_none(program):
    report(program.partner, "o", 1_000, timezone.now())
    now = f"{timezone.now():%Y-%m}"
    assert program.send("GET", f"statements/{now}/EUR").status_code == 400
    assert program.send("GET", "statements/2026-01/USD").status_code == 404


def test_a_payment_pays_the_oldest_orders_and_is_booked_once(program):
    partner = program.partner
    boss = two_months(partner)
    states = dict(Conversion.objects.values_list("order_reference", "state"))
    assert states["o-1"] == "reversed"
    assert [states[f"o-{n}"] for n in (0, 2, 3, 4, 5)] == ["paid", "paid", "paid", "paid", "approved"]
    told = {"partner": partner, "is_live": True, "currency": "EUR", "reference": "transfer 1"}
    again = payments.receive(boss, **told, minor=400, at=timezone.now())
    assert again == Posting.objects.get(kind="paid")
    with pytest.raises(Conflict):
        payments.receive(boss, **told, minor=401, at=timezone.now())
    with pytest.raises(Forbidden):
        payments.receive(PersonFactory(role=Role.PARTNER), **told, minor=400, at=timezone.now())
    payments.receive(boss, **{**told, "reference": "2"}, minor=649, at=timezone.now())
    assert not Conversion.objects.filter(state="approved").exists()
    assert balances(partner, is_live=True, currency="EUR")[AccountKind.APPROVED] == 0


def test_a_day_of_nine_people_tells_nothing_and_one_of_twelve_tells_ten(program):
    partner, at = program.partner, datetime(2026, 11, 10, 12, tzinfo=UTC)
    for number in range(9):
        report(partner, f"a-{number}", 100, at)
    for number in range(12):
        report(partner, f"b-{number}", 100, at + timedelta(days=1))
    found = program.send("GET", "reports/days?first=2026-11-10&last=2026-11-12").json()
    nothing = {"clicks": None, "not_counted": None, "orders": None}
    assert found == [
        {"day": "2026-11-10", **nothing},
        {"day": "2026-11-11", "clicks": 10, "not_counted": None, "orders": 10},
        {"day": "2026-11-12", **nothing},
    ]


def test_many_clicks_of_one_woman_are_one_person(program):
    at, hers = datetime(2026, 11, 10, 12, tzinfo=UTC), uuid4()
    for number in range(15):
        made = report(program.partner, f"a-{number}", 100, at)
        type(made.click.link).objects.filter(pk=made.click.link_id).update(pseudonym=hers)
    found = program.send("GET", "reports/days?first=2026-11-10&last=2026-11-10").json()
    assert found[0] == {"day": "2026-11-10", "clicks": None, "not_counted": None, "orders": None}
    assert program.send("GET", "reports/days?first=2026-11-10&last=2026-11-09").status_code == 400


def test_days_that_a_partner_chooses_do_not_tell_whether_two_clicks_are_one_womans(program):
    """Nine known people and one more, or one of the nine again: both days look the same."""
    partner, at, hers = program.partner, datetime(2026, 11, 10, 12, tzinfo=UTC), uuid4()
    made = shop.product(partner)
    for day, others in ((0, [hers]), (1, [uuid4()])):
        for number, whom in enumerate([*(uuid4() for _ in range(8)), hers, *others]):
            click = shop.click(shop.link(made, pseudonym=whom))
            type(click).objects.filter(pk=click.pk).update(at=at - timedelta(days=2))
            told = {
                "currency": "EUR",
                "lines": [{"amount_minor": 100}],
                "ordered_at": at + timedelta(days=day),
            }
            conversions.report(
                None, partner=partner, is_live=True, order_reference=f"{day}-{number}", click_ids=[click.click_id],
                at=at + timedelta(days=2), **told,
            )  # fmt: skip
    found = program.send("GET", "reports/days?first=2026-11-08&last=2026-11-11").json()
    assert [one["orders"] for one in found] == [20, None, None, None]


FILE = "order_reference,status,currency,amount_minor\n"


def test_a_file_is_compared_row_by_row_and_the_second_time_changes_nothing(program):
    partner, at = program.partner, timezone.now()
    for name in ("same", "less", "more", "gone", "won", "left"):
        report(partner, name, 1_000, at)
    body = (
        FILE
        + "same,approved,EUR,1000\nless,approved,EUR,400\nmore,approved,EUR,1001\ngone,reversed,EUR,0\n"
        + "won,approved,KRW,1000\nnobody,approved,EUR,5\nsame,approved,EUR,1000\nbad,maybe,EUR,1\n"
    )
    left = Conversion.objects.get(order_reference="left")
    first = program.send("POST", "reconciliations", body.encode(), content_type="text/csv")
    assert first.status_code == 201, first.content
    found = {(row["line"], row["order_reference"]): row["finding"] for row in first.json()["report"]}
    assert found == {
        (2, "same"): "approved",
        (3, "less"): "refunded_and_approved",
        (4, "more"): "amount_higher",
        (5, "gone"): "reversed",
        (6, "won"): "currency_differs",
        (7, "nobody"): "unknown_order",
        (8, "same"): "repeated",
        (9, "bad"): "row_invalid",
        (None, "left"): "missing",
    }
    posted = Posting.objects.count()
    second = program.send("POST", "reconciliations", body.encode(), content_type="text/csv")
    assert second.json()["counts"] == {
        "same": 3,
        "amount_higher": 1,
        "currency_differs": 1,
        "unknown_order": 1,
        "repeated": 1,
        "row_invalid": 1,
        "missing": 1,
    }
    assert Posting.objects.count() == posted
    assert left.state == "pending"
    address = f"reconciliations/{second.json()['id']}"
    assert program.send("GET", address).json() == second.json()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"order_reference,status\n",
        FILE.encode() + b'"open',
        FILE.encode() + b"a,approved,EUR,1\n" * 2_001,
    ],
)
def test_what_is_no_such_file_is_refused(program, body):
    assert program.send("POST", "reconciliations", body, content_type="text/csv").status_code == 400


def test_a_mark_and_semicolons_are_understood(program):
    report(program.partner, "x", 1_000, timezone.now())
    body = "\ufefforder_reference;status;currency;amount_minor\r\nx;approved;EUR;1000\r\n".encode()
    answer = program.send("POST", "reconciliations", body, content_type="text/csv; charset=utf-8")
    assert answer.json()["counts"] == {"approved": 1}


def test_sandbox_and_live_never_meet(program, program_of):
    sandbox = program_of(program.partner, is_live=False)
    made = sandbox.send("POST", "test-clicks", {"category": "food"})
    assert made.status_code == 201
    assert program.send("POST", "test-clicks", {}).status_code == 403
    body = order(reference="s-1") | {"click_ids": [made.json()["click_id"]]}
    body["ordered_at"] = (timezone.now() + timedelta(seconds=1)).isoformat()
    assert sandbox.signed("conversions", body).json()["state"] == "pending"
    assert program.signed("conversions", body).json()["state"] == "unmatched"
    assert len(program.send("GET", "conversions").json()["results"]) == 1
    books = balances(program.partner, is_live=True, currency="EUR")
    assert set(books.values()) == {0}
    assert balances(program.partner, is_live=False, currency="EUR")[AccountKind.PENDING] == 1_234

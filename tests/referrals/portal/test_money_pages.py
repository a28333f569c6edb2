"""Orders, files and statements: what is shown adds up, and a file says what it did."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.referrals.models import Conversion, Posting, Reconciliation
from apps.referrals.services import conversions
from tests.referrals.portal.conftest import House, text_of

HEAD = "order_reference,status,currency,amount_minor\n"


def test_orders_are_listed_with_state_amount_and_commission(house: House, owner: Client) -> None:
    page = text_of(owner.get(house.url("orders")))
    for words in ("Ours-1", "pending", "10.00 EUR", "1.00 EUR"):
        assert words in page
    assert "Ours-1" not in text_of(owner.get(house.url("orders") + "?state=paid"))
    assert "Ours-1" in text_of(owner.get(house.url("orders") + "?q=Ours-1"))
    assert "No order fits." in text_of(owner.get(house.url("orders") + "?q=Ours"))


def test_an_order_tells_its_lines_refunds_and_movements(house: House, owner: Client) -> None:
    conversions.refund(
        None,
        partner=house.partner,
        is_live=True,
        order_reference="Ours-1",
        reference="r-1",
        amount_minor=400,
        at=timezone.now(),
    )
    page = text_of(owner.get(house.url("order", conversion_id=house.ids["conversion_id"])))
    for words in ("r-1", "4.00 EUR", "0.40 EUR", "10 %", "Food", "Earned", "Refunded"):
        assert words in page


def test_an_order_that_earns_nothing_says_why(house: House, owner: Client) -> None:
    at = timezone.now()
    made, _new = conversions.report(
        None,
        partner=house.partner,
        is_live=True,
        order_reference="no-click",
        click_ids=[],
        currency="EUR",
        lines=[{"amount_minor": 100}],
        ordered_at=at,
        at=at,
    )
    assert "The click is not known" in text_of(owner.get(house.url("order", conversion_id=made.public_id)))


def hand_in(client: Client, house: House, content: str) -> Any:
    return client.post(house.url("files"), {"file": SimpleUploadedFile("orders.csv", content.encode())})


def test_a_file_is_compared_and_its_result_told(house: House, owner: Client) -> None:
    answer = hand_in(owner, house, HEAD + "Ours-1,approved,EUR,700\nunknown-9,approved,EUR,5\n")
    page = text_of(owner.get(answer["Location"]))
    for words in ("refund booked, and approved", "order unknown", "unknown-9"):
        assert words in page
    order = Conversion.objects.get(order_reference="Ours-1")
    assert (order.state, order.refunded_minor) == ("approved", 300)


@pytest.mark.parametrize(
    ("content", "words"),
    [("a,b\n1,2\n", "no such column"), (HEAD + '"', "cannot be read"), ("x" * 1_100_000, "larger")],
)
def test_a_bad_file_is_refused_beside_the_field(
    house: House, owner: Client, content: str, words: str
) -> None:
    before = (Reconciliation.objects.count(), Posting.objects.count())
    answer = hand_in(owner, house, content)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert (Reconciliation.objects.count(), Posting.objects.count()) == before


def test_viewers_hand_in_nothing(house: House, client_of: Callable[[Any], Client]) -> None:
    before = Reconciliation.objects.count()
    assert hand_in(client_of(house.viewer), house, HEAD).status_code == 403
    assert Reconciliation.objects.count() == before


def test_a_statement_adds_up_on_the_page_in_csv_and_is_there_on_paper(
    house: House, owner: Client, time_machine: Any
) -> None:
    month = f"{timezone.now():%Y-%m}"
    urls = {
        name: house.url(name, month=month, currency="EUR")
        for name in ("statement", "statement_csv", "statement_pdf")
    }
    assert [owner.get(url).status_code for url in urls.values()] == [404, 404, 404], "not over yet"
    time_machine.move_to(timezone.now() + timedelta(days=40), tick=False)
    owner.force_login(house.owner)
    listed = text_of(owner.get(house.url("statements")))
    assert month in listed
    assert "1.00 EUR" in listed
    page = text_of(owner.get(urls["statement"]))
    for words in ("Opening balance", "Earned", "fewer than 10", "1.00", "Closing balance"):
        assert words in page
    rows = list(csv.DictReader(io.StringIO(text_of(owner.get(urls["statement_csv"])))))
    moved = sum(int(row["pending_minor"]) for row in rows[:-1])
    assert moved == int(rows[-1]["pending_minor"]) == 100
    assert owner.get(urls["statement_pdf"]).content.startswith(b"%PDF")


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "9999-12", "2026-1"])
def test_a_month_that_is_none_is_not_there(house: House, owner: Client, month: str) -> None:
    for name in ("statement", "statement_csv", "statement_pdf"):
        assert owner.get(house.url(name, month=month, currency="EUR")).status_code == 404
    assert owner.get(house.url("statement", month="2026-01", currency="JPY")).status_code == 404

"""The ledger: it balances, it stays as it is, and the database holds both."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.accounts.models import Role
from apps.foundation.errors import Conflict, Forbidden, Invalid
from apps.foundation.transactions import unit_of_work
from apps.referrals.models import Account, AccountKind, Entry, Posting, PostingKind
from apps.referrals.selectors.balances import balances
from apps.referrals.services import ledger
from apps.referrals.settling import bookings
from tests.factories import PersonFactory
from tests.referrals import shop

AT = shop.AT


def checked() -> None:
    """What a commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def post(partner, entries, key, currency="EUR"):
    with unit_of_work(None):
        return ledger.post(
            ledger.Book(partner.pk, True, currency), PostingKind.EARNED, entries, key=key, at=AT
        )


@pytest.mark.django_db
def test_a_posting_that_does_not_balance_is_not_committed():
    partner = shop.partner()
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        post(partner, [(AccountKind.PENDING, 100), (AccountKind.DEFERRED, -99)], "k")
        checked()
    assert Posting.objects.count() == 0


@pytest.mark.django_db
def test_a_posting_without_entries_is_not_committed():
    partner = shop.partner()
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        post(partner, [], "k")
        checked()


@pytest.mark.django_db
def test_nothing_is_added_to_a_posting_afterwards_even_where_it_would_balance():
    partner = shop.partner()
    posting = post(partner, bookings.earned(100), "k")
    accounts = ledger.accounts_of(ledger.Book(partner.pk, True, "EUR"))
    checked()
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        Entry.objects.create(posting=posting, account_id=accounts["cash"], amount_minor=5)
        Entry.objects.create(posting=posting, account_id=accounts["revenue"], amount_minor=-5)
        checked()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"currency": "KRW"}, {"is_live": False}, {"partner": True}], ids=["currency", "mode", "partner"]
)
def test_money_of_two_books_never_meets_in_one_posting(other):
    partner = shop.partner()
    told = {"partner": partner, "is_live": True, "currency": "EUR", **other}
    told["partner"] = shop.partner("Other") if other.get("partner") else partner
    foreign = Account.objects.create(kind=AccountKind.CASH, **told)
    accounts = ledger.accounts_of(ledger.Book(partner.pk, True, "EUR"))
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        posting = Posting.objects.create(
            key="k", partner=partner, is_live=True, currency="EUR", kind="paid", entry_count=2, posted_at=AT
        )
        Entry.objects.create(posting=posting, account_id=accounts["revenue"], amount_minor=5)
        Entry.objects.create(posting=posting, account=foreign, amount_minor=-5)
        checked()


@pytest.mark.django_db
def test_the_same_cause_is_posted_once():
    partner = shop.partner()
    post(partner, bookings.earned(100), "k")
    with pytest.raises(IntegrityError), transaction.atomic():
        post(partner, bookings.earned(100), "k")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["agreement", "account", "posting", "entry"])
def test_what_is_written_stays_as_it_is(table):
    partner = shop.partner()
    post(partner, bookings.earned(100), "k")
    checked()
    for statement in (f"UPDATE referrals_{table} SET id = id", f"DELETE FROM referrals_{table}"):
        with pytest.raises(IntegrityError, match="may not be changed"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.django_db
def test_an_adjustment_is_an_entry_of_its_own_by_an_administrator():
    partner, boss = shop.partner(), PersonFactory(role=Role.ADMINISTRATOR)
    told = {"partner": partner, "is_live": True, "currency": "EUR", "form_id": uuid4(), "at": AT}
    ledger.adjust(boss, minor=-250, reason="Agreed by letter", **told)
    other = {**told, "form_id": uuid4()}
    ledger.adjust(boss, minor=50, reason="The other way", **other)
    ledger.adjust(boss, minor=50, reason="The other way", **other)
    with pytest.raises(Conflict):
        ledger.adjust(boss, minor=51, reason="The other way", **other)
    checked()
    found = balances(partner, is_live=True, currency="EUR")
    assert (found[AccountKind.APPROVED], found[AccountKind.ADJUSTMENTS]) == (-200, 200)
    with pytest.raises(Forbidden):
        ledger.adjust(PersonFactory(role=Role.PARTNER), minor=1, reason="x", **told)
    with pytest.raises(Invalid):
        ledger.adjust(boss, minor=1, reason=" ", **told)
    with pytest.raises(Invalid):
        ledger.adjust(boss, minor=1, reason="x", **{**told, "currency": "USD"})
    assert Posting.objects.count() == 2


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["earned", "approved", "back", "back_late", "paid", "adjusted"]),
        st.integers(1, 10**9),
        st.sampled_from(["EUR", "KRW"]),
    ),
    max_size=12,
)
MADE = {
    "earned": bookings.earned,
    "approved": bookings.approved,
    "back": lambda minor: bookings.given_back(minor, was_approved=False),
    "back_late": lambda minor: bookings.given_back(minor, was_approved=True),
    "paid": bookings.paid,
    "adjusted": bookings.adjusted,
}


class TestWhateverHappens(TestCase):
    """Any movements in any order: every posting and every book adds up to nothing."""

    @settings(max_examples=25, deadline=None)
    @given(moves=MOVES)
    def test_every_book_adds_up_to_nothing(self, moves):
        partner = shop.partner()
        for number, (name, minor, currency) in enumerate(moves):
            with unit_of_work(None):
                ledger.post(
                    ledger.Book(partner.pk, True, currency),
                    PostingKind.EARNED,
                    MADE[name](minor),
                    key=str(number),
                    at=AT + timedelta(seconds=number),
                )
        checked()
        assert all(
            total == 0 for _, total in Entry.objects.values_list("posting").annotate(Sum("amount_minor"))
        )
        for currency in ("EUR", "KRW"):
            assert sum(balances(partner, is_live=True, currency=currency).values()) == 0
        assert Posting.objects.count() == len(moves)

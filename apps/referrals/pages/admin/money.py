"""The ledger of a partner: read as it is; adjusted and paid by new movements, each with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.referrals.models import AccountKind, Posting, PostingKind
from apps.referrals.pages.access import of_administrators
from apps.referrals.pages.admin.forms import AdjustForm, PaymentForm
from apps.referrals.pages.admin.partners import partner_of, url_of
from apps.referrals.pages.form_page import FormPage, answer, posted
from apps.referrals.pages.shell import Tab, piece
from apps.referrals.selectors.balances import balances
from apps.referrals.selectors.statements import currencies
from apps.referrals.services import ledger as services
from apps.referrals.services import payments
from apps.referrals.words.ledger import ACCOUNTS


@of_administrators
def ledger(request: HttpRequest, partner_id: UUID, is_live: bool) -> HttpResponse:
    """Balances, and every movement with both of its sides, newest first."""
    found = partner_of(partner_id)
    rows = Posting.objects.filter(partner=found, is_live=is_live).select_related("conversion", "posted_by")
    listed = piece(request, rows.prefetch_related("entries__account"))
    given = {
        **listed,
        "rows": [
            {
                "row": row,
                "kind": PostingKind(row.kind).label,
                "sides": [
                    (ACCOUNTS[AccountKind(entry.account.kind)], entry.amount_minor)
                    for entry in sorted(row.entries.all(), key=lambda entry: entry.pk)
                ],
            }
            for row in listed["rows"]
        ],
        "partner": found,
        "is_live": is_live,
        "modes": [
            Tab(words, url_of(found, "ledger", is_live=mode), mode == is_live)
            for mode, words in ((True, _("Live")), (False, _("Sandbox")))
        ],
        "now": [
            (
                currency,
                [
                    (ACCOUNTS[kind], minor)
                    for kind, minor in balances(found, is_live=is_live, currency=currency).items()
                ],
            )
            for currency in currencies(found, is_live=is_live)
        ],
        "crumbs": [
            (_("Partners"), reverse("partners:partners")),
            (found.name, url_of(found)),
            (_("Ledger"), ""),
        ],
    }
    return render(request, "portal/admin/ledger.html", given)


@of_administrators
def adjust(request: HttpRequest, partner_id: UUID, is_live: bool) -> HttpResponse:
    """Let the partner owe more or less, by a new movement."""
    found = partner_of(partner_id)
    page = _page(
        found,
        is_live,
        _("Adjustment"),
        _("Book it"),
        lead=_("A mistake is never changed: another movement puts it right."),
    )

    def act(typed: dict[str, Any]) -> None:
        services.adjust(
            person_of(request),
            partner=found,
            is_live=is_live,
            currency=typed["currency"],
            minor=typed["minor"],
            reason=typed["reason"],
            form_id=typed["form_id"],
            at=timezone.now(),
        )

    return answer(request, AdjustForm(posted(request), currencies=found.currencies), page, act)


@of_administrators
def payment(request: HttpRequest, partner_id: UUID, is_live: bool) -> HttpResponse:
    """Write down that the partner has paid; approved orders are paid by it, oldest first."""
    found = partner_of(partner_id)
    page = _page(
        found, is_live, _("Payment"), _("Book it"), lead=_("Approved orders are paid by it, oldest first.")
    )

    def act(typed: dict[str, Any]) -> None:
        payments.receive(
            person_of(request),
            partner=found,
            is_live=is_live,
            currency=typed["currency"],
            minor=typed["minor"],
            reference=typed["reference"],
            at=timezone.now(),
        )

    return answer(request, PaymentForm(posted(request), currencies=found.currencies), page, act)


def _page(found: Any, is_live: bool, title: Any, submit: Any, **given: Any) -> FormPage:
    back = url_of(found, "ledger", is_live=is_live)
    crumbs = [
        (_("Partners"), reverse("partners:partners")),
        (found.name, url_of(found)),
        (_("Ledger"), back),
        (title, ""),
    ]
    facts = [(_("Mode"), _("Live") if is_live else _("Sandbox"))]
    return FormPage(
        title=title,
        submit=submit,
        back_url=back,
        crumbs=crumbs,
        facts=facts,
        done=_("It is booked."),
        **given,
    )

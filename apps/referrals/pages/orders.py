"""Orders that were reported, what they earn, and files in which the partner says what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid, NotVisible
from apps.referrals.models import Conversion, PostingKind, Reconciliation
from apps.referrals.pages.access import Seat, of_partner
from apps.referrals.pages.form_page import REFUSED, done_or_refused, posted
from apps.referrals.pages.forms import ReconciliationForm
from apps.referrals.pages.shell import Tab, asked, piece, shown
from apps.referrals.services import reconciling
from apps.referrals.services.reconciling import MOST_FILE_BYTES
from apps.referrals.words import items as item_words
from apps.referrals.words.orders import FINDINGS, REASONS, STATES


@of_partner()
def orders(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Orders, the newest report first."""
    q, state = asked(request, "q"), asked(request, "state")
    rows = Conversion.objects.filter(partner=seat.partner, is_live=seat.is_live)
    if q:
        rows = rows.filter(order_reference=q)
    if state in STATES:
        rows = rows.filter(state=state)
    listed = piece(request, rows)
    states = [("", _("All")), *((name, words) for name, (_level, words) in STATES.items())]
    return shown(
        request,
        seat,
        "orders",
        "orders",
        q=q,
        state=state,
        states=[Tab(words, f"?state={name}", name == state) for name, words in states],
        **{**listed, "rows": [_told(row) for row in listed["rows"]]},
    )


def _told(row: Conversion) -> dict[str, Any]:
    level, words = STATES[row.state]
    return {"row": row, "level": level, "words": words, "reason": REASONS.get(row.reason, row.reason)}


@of_partner()
def order(request: HttpRequest, seat: Seat, conversion_id: UUID) -> HttpResponse:
    """One order: lines, refunds, and what moved in the ledger."""
    rows = Conversion.objects.filter(partner=seat.partner, is_live=seat.is_live)
    found = rows.filter(public_id=conversion_id).first()
    if found is None:
        raise NotVisible
    return shown(
        request,
        seat,
        "orders",
        "order",
        one=_told(found),
        crumbs=[(_("Orders"), seat.url("orders")), (found.order_reference, "")],
        lines=[
            {
                **line,
                "kind": item_words.of_kind(line["category"]) if line["category"] else "–",
                "share": _share(line.get("share_bp")),
            }
            for line in found.lines
        ],
        refunds=found.refunds.order_by("pk"),
        moves=[
            (posting.posted_at, PostingKind(posting.kind).label)
            for posting in found.postings.order_by("posted_at", "pk")
        ],
    )


def _share(share_bp: int | None) -> str:
    return "–" if share_bp is None else _("%(number)s %%") % {"number": f"{share_bp / 100:g}"}


@of_partner()
def files(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Files of what became of orders: hand one in, and those of before."""
    form = ReconciliationForm(posted(request), request.FILES or None)
    if request.method == "POST" and not seat.edits:
        raise PermissionDenied
    is_done, address = done_or_refused(request, form, lambda typed: _compared(seat, typed["file"]))
    if is_done:
        messages.success(request, _("The file was compared with our orders."))
        return HttpResponseRedirect(address)
    listed = piece(
        request, Reconciliation.objects.filter(partner=seat.partner, is_live=seat.is_live), size=20
    )
    return shown(
        request,
        seat,
        "orders",
        "files",
        status=REFUSED if form.errors else 200,
        form=form,
        crumbs=[(_("Orders"), seat.url("orders")), (_("Reconciliation"), "")],
        **{
            **listed,
            "rows": [(row, sum(row.counts.values()), len(row.report)) for row in listed["rows"]],
        },
    )


def _compared(seat: Seat, file: Any) -> str:
    if file.size > MOST_FILE_BYTES:
        raise Invalid.field("file", _("The file is larger than it may be."), limit=MOST_FILE_BYTES)
    made = reconciling.reconcile(
        seat.person, partner=seat.partner, is_live=seat.is_live, content=file.read(), at=timezone.now()
    )
    return seat.url("file", reconciliation_id=made.public_id)


@of_partner()
def file(request: HttpRequest, seat: Seat, reconciliation_id: UUID) -> HttpResponse:
    """What came of one file."""
    rows = Reconciliation.objects.filter(partner=seat.partner, is_live=seat.is_live)
    found = rows.filter(public_id=reconciliation_id).first()
    if found is None:
        raise NotVisible
    return shown(
        request,
        seat,
        "orders",
        "file",
        found=found,
        crumbs=[
            (_("Orders"), seat.url("orders")),
            (_("Reconciliation"), seat.url("files")),
            (_("Result"), ""),
        ],
        counts=[(FINDINGS[name][0], count) for name, count in sorted(found.counts.items())],
        report=[(row, *FINDINGS[row["finding"]]) for row in found.report],
    )

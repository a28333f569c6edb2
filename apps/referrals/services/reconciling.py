"""A file in which a partner says what became of its orders: compared row by row, and what differs is booked or told.

Columns: `order_reference`, `status` (approved, reversed), `currency`, `amount_minor` (what stands after refunds). What is
less than we know is a refund; what is more is told and not booked. The same file twice changes nothing the second time.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write
from apps.referrals.catalogue.storable import storable
from apps.referrals.conversion_states import ConversionState
from apps.referrals.models import Conversion, Partner, Reconciliation
from apps.referrals.services import conversions
from apps.referrals.services.orders import locked

COLUMNS: Final = ("order_reference", "status", "currency", "amount_minor")
STATUSES: Final = ("approved", "reversed")
MOST_FILE_BYTES: Final = 1024 * 1024
"""Whoever takes a file in reads no more of it."""
MOST_ROWS: Final = 2_000
MOST_DIGITS: Final = 12
LONGEST: Final = 100
REFERENCE: Final = re.compile(r"[!-~]{1,100}")
"""As the API takes them."""


@dataclass(frozen=True)
class Row:
    """A row of the file. `line`: counted from 1, the head included."""

    line: int
    order_reference: str
    status: str
    currency: str
    amount_minor: int


@write
def reconcile(
    _machine: Any, *, partner: Partner, is_live: bool, content: bytes, at: datetime
) -> Reconciliation:
    """Compare a file with our orders, book what differs, keep the report. Raises Invalid (columns, encoding, rows)."""
    report: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    digest = hashlib.sha256(content)
    for line, given in rows_of(content):
        row = _checked(line, given)
        finding = (
            "row_invalid" if row is None else _finding(row, partner, is_live, seen, digest.hexdigest(), at)
        )
        counts[finding] += 1
        if finding != "same":
            reference = storable(given.get("order_reference") or "")[:LONGEST]
            report.append({"line": line, "order_reference": reference, "finding": finding})
    for reference in _missing(partner, is_live, seen):
        counts["missing"] += 1
        report.append({"line": None, "order_reference": reference, "finding": "missing"})
    return Reconciliation.objects.create(
        partner=partner,
        is_live=is_live,
        sha256=digest.digest(),
        counts=dict(counts),
        report=report,
        at=at,
    )


def rows_of(content: bytes) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """Yield (line, row) of a file in UTF-8, with or without a mark; comma, semicolon or tab between. Raises Invalid."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid.field("file", _("The file cannot be read as CSV in UTF-8.")) from error
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = reader.fieldnames or []
        for column in COLUMNS:
            if column not in names:
                raise Invalid.field(column, _("The file has no such column."), limit=list(COLUMNS))
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise Invalid.field("file", _("The file has too many rows."), limit=MOST_ROWS)
            yield reader.line_num, row
    except csv.Error as error:
        raise Invalid.field("file", _("The file cannot be read as CSV in UTF-8.")) from error


def _checked(line: int, given: Mapping[str, str | None]) -> Row | None:
    said = {name: (given.get(name) or "").strip() for name in COLUMNS}
    amount = said["amount_minor"]
    is_amount = amount.isascii() and amount.isdigit() and len(amount) <= MOST_DIGITS
    if not is_amount or said["status"] not in STATUSES or not REFERENCE.fullmatch(said["order_reference"]):
        return None
    return Row(line, said["order_reference"], said["status"], said["currency"], int(amount))


def _finding(row: Row, partner: Partner, is_live: bool, seen: set[str], sha: str, at: datetime) -> str:
    """Book what a row says, and name what was found."""
    if row.order_reference in seen:
        return "repeated"
    seen.add(row.order_reference)
    mine: dict[str, Any] = {"partner": partner, "is_live": is_live, "order_reference": row.order_reference}
    try:
        order = locked(**mine)
    except NotVisible:
        return "unknown_order"
    if order.currency != row.currency:
        return "currency_differs"
    if order.state == ConversionState.UNMATCHED:
        return "unmatched"
    if row.status == "reversed":
        if order.state == ConversionState.REVERSED:
            return "same"
        conversions.cancel(None, **mine, at=at)
        return "reversed"
    return _stands(row, order, mine, sha, at)


def _stands(row: Row, order: Conversion, mine: dict[str, Any], sha: str, at: datetime) -> str:
    if order.state == ConversionState.REVERSED:
        return "reversed_here"
    less = order.amount_minor - order.refunded_minor - row.amount_minor
    if less < 0:
        return "amount_higher"
    if less > 0:
        reference = f"file-{sha[:16]}-{row.line}"
        conversions.refund(None, **mine, reference=reference, amount_minor=less, is_of_file=True, at=at)
    if row.amount_minor and conversions.approve(None, **mine, at=at):
        return "refunded_and_approved" if less else "approved"
    return "refunded" if less else "same"


def _missing(partner: Partner, is_live: bool, seen: set[str]) -> list[str]:
    """Return orders of the time between the file's first and last one that it does not have."""
    known = Conversion.objects.filter(partner=partner, is_live=is_live)
    dates = sorted(known.filter(order_reference__in=seen).values_list("ordered_at", flat=True))
    if not dates:
        return []
    between = known.filter(
        ordered_at__gte=dates[0],
        ordered_at__lte=dates[-1],
        state__in=(ConversionState.PENDING, ConversionState.APPROVED),
    ).exclude(order_reference__in=seen)
    return list(between.order_by("pk").values_list("order_reference", flat=True)[:MOST_ROWS])

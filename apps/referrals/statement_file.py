"""A statement as a file to take away: CSV in minor units, or the paper."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Final

from django.http import HttpResponse

from apps.referrals import paper
from apps.referrals.selectors.statements import Statement

COLUMNS: Final = ("month", "currency", "movement", "entries", "pending_minor", "owed_minor")


def as_csv(statement: Statement) -> HttpResponse:
    """Return a statement as CSV in UTF-8: opening, one row a kind, closing. A number of fewer than ten is `<10`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    head = (statement.month, statement.currency)
    opening, closing = statement.opening, statement.closing
    writer.writerow((*head, "opening", "", opening.pending, opening.owed))
    for line in statement.lines:
        entries = "<10" if line.entries is None else line.entries
        writer.writerow((*head, line.kind.value, entries, line.amounts.pending, line.amounts.owed))
    writer.writerow((*head, "closing", "", closing.pending, closing.owed))
    return _file(out.getvalue().encode(), "text/csv; charset=utf-8", statement, "csv")


def as_pdf(statement: Statement, *, made_at: datetime) -> HttpResponse:
    """Return a statement on paper, in the language that is active."""
    return _file(paper.draw(statement, made_at=made_at), "application/pdf", statement, "pdf")


def _file(content: bytes, kind: str, statement: Statement, suffix: str) -> HttpResponse:
    name = f"statement-{statement.month}-{statement.currency}.{suffix}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

"""The findings of an import as a file: streamed, for there may be a million."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse

from apps.referrals.models import ImportRun, RejectedItem

COLUMNS: Final = ("number", "line", "item_id", "field", "rule", "limit", "is_refused")


def findings_file(run: ImportRun) -> StreamingHttpResponse:
    """Return the findings of an import as CSV in UTF-8, in the order of its feed."""
    rows = RejectedItem.objects.filter(run=run).order_by("number", "pk")
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="findings-{run.public_id}.csv"'
    return answer


class _Line:
    """What `csv` writes to."""

    def write(self, said: str) -> str:
        return said


def _lines(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for row in rows.values_list(*COLUMNS).iterator(chunk_size=2_000):
        yield writer.writerow([_harmless(value) for value in row])


def _harmless(value: Any) -> Any:
    """A cell that a spreadsheet would take for a formula stays text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value

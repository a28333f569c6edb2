"""Words and addresses for what is awaited."""

from __future__ import annotations

from typing import Any

from apps.expectations import kinds
from apps.expectations.models import Expectation


def address(source_id: str, person: Any) -> str:
    """Return the page of the thing that was awaited; empty where there is none for her."""
    rows = Expectation.objects.for_system("where the evidence of a visible alert lies")
    row = rows.filter(public_id=source_id.partition(":")[0]).first()
    kind = kinds.find(row.kind) if row is not None else None
    return kind.url(row.key, person) if row is not None and kind is not None else ""

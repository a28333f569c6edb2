"""Pages of a list that has an order of its own, such as how well something fits."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import Cursor

from apps.foundation.api import NewestFirst


class BestFirst(NewestFirst):
    """The same pages and addresses as everywhere; the cursor counts how many came before."""

    offset_cutoff = 100_000

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return the page's rows in the order that the queryset has. Raises Invalid for a limit or a cursor that
        is not one."""
        self.request = request
        self.page_size = self.get_page_size(request)
        self.base_url = request.build_absolute_uri()
        cursor = self.decode_cursor(request)
        self.before = cursor.offset if cursor else 0
        rows = list(queryset[self.before : self.before + self.page_size + 1])
        self.has_next = len(rows) > self.page_size
        return rows[: self.page_size]

    def get_next_link(self) -> str | None:
        """Return the address of the next page."""
        return self._link(self.before + self.page_size) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """Return the address of the page before."""
        return self._link(max(0, self.before - self.page_size)) if self.before else None

    def _link(self, offset: int) -> str:
        return str(self.encode_cursor(Cursor(offset=offset, reverse=False, position=None)))

    def _check_position(self, position: str) -> None:
        """Raise: the cursors of such a list have no position."""
        raise ValueError("position")

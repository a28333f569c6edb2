"""Cursor paging: stable under inserts, never counts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from apps.foundation.errors import Invalid


class NewestFirst(CursorPagination):
    """Pages of 50 (`limit` up to 200), newest first by id. The body is `{next, previous, results}`."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def get_page_size(self, request: Any) -> int:
        """Return the page's size.

        Raises Invalid for a limit that is not a whole number from 1 to the maximum.
        """
        given = request.query_params.get(self.page_size_query_param)
        if given is None:
            return self.page_size
        if not (
            given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= self.max_page_size
        ):
            raise Invalid.field("limit", _("Give a whole number from 1 to 200."), limit=self.max_page_size)
        return int(given)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return the page's rows. Raises Invalid for a limit or a cursor that is not one."""
        self._model = queryset.model
        return super().paginate_queryset(queryset, request, view)

    def decode_cursor(self, request: Any) -> Any:
        """Read the cursor. Raises Invalid for one that we did not make."""
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self._check_position(str(cursor.position))
        except (NotFound, ValueError, ValidationError) as error:
            raise Invalid.field("cursor", _("This cursor is not one of ours. Start without it.")) from error
        return cursor

    def _check_position(self, position: str) -> None:
        """Raise where a client's own position is no value of the column that orders the page."""
        if "\0" in position:
            raise ValueError("NUL")
        first = self.ordering if isinstance(self.ordering, str) else self.ordering[0]
        self._model._meta.get_field(first.lstrip("-")).to_python(position)

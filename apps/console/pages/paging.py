"""Lists: what was asked for, a page of rows, and the addresses of its neighbours with the filters kept."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

LONGEST_QUESTION: Final = 150


def asked(request: HttpRequest, name: str) -> str:
    """What stands in the address under `name`, cut to a sensible length; the database takes no NUL."""
    return request.GET.get(name, "").replace("\0", "")[:LONGEST_QUESTION].strip()


def page_of(request: HttpRequest, paginator: Paginator[Any]) -> dict[str, Any]:
    """What a list's template needs; a page that does not exist becomes the nearest one."""
    page = paginator.get_page(request.GET.get("page"))
    return {
        "rows": list(page.object_list),
        "summary": _("%(first)s–%(last)s of %(count)s")
        % {"first": page.start_index(), "last": page.end_index(), "count": paginator.count},
        "previous_url": _address(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _address(request, page.next_page_number()) if page.has_next() else "",
        "count": paginator.count,
    }


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"

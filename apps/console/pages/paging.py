"""Pages of a list: the rows, and the addresses of the neighbours with the filters kept."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _


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

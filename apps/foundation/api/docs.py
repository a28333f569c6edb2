"""`/api/docs`: the schema to read and to try, from files of this installation: no network, no inline
script.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the page; it fetches `/api/schema` itself."""
    return render(request, "foundation/api_docs.html")

"""Writes the access log between the view and the answer: what is not written down is not handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import structlog
from django.db import DatabaseError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.services import access_log
from apps.foundation import accesses
from apps.foundation.errors import Unavailable, problem_response, wants_problem

log = structlog.get_logger(__name__)


class AccessLogMiddleware:
    """Collects the reads of one request and records them before its answer leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with accesses.collected() as collector:
            response = self.get_response(request)
        action = _action(request)
        try:
            access_log.record(None, collector.drain(), action=action, at=timezone.now())
        except DatabaseError as error:  # its text may quote rows: only its name goes to the log
            log.error("access_log_not_written", action=action, error=type(error).__name__)
            return _unavailable(request)
        return _guarded(response, collector, action)


def _guarded(response: HttpResponseBase, collector: accesses.Collector, action: str) -> HttpResponseBase:
    """A stream may read on while it is sent: each part waits until its own reads are written down."""
    if _reads_on(response):
        parts = cast(Iterable[Any], cast(StreamingHttpResponse, response).streaming_content)
        cast(StreamingHttpResponse, response).streaming_content = _recorded(parts, collector, action)
    return response


def _reads_on(response: HttpResponseBase) -> bool:
    """A file reads no rows. An asynchronous stream has no collector: its reads are refused."""
    is_stream = isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse)
    return is_stream and not getattr(response, "is_async", False)


def _recorded(parts: Iterable[Any], collector: accesses.Collector, action: str) -> Iterator[Any]:
    iterator, written = iter(parts), set[tuple[Any, ...]]()
    while True:
        with accesses.collected(collector):
            part = next(iterator, _END)
        fresh = _not_yet(written, collector.drain())
        access_log.record(None, fresh, action=action, at=timezone.now())
        if part is _END:
            return
        yield part


_END = object()


def _not_yet(written: set[tuple[Any, ...]], reads: access_log.Reads) -> access_log.Reads:
    """Leave out what an earlier part of the same stream has had written down."""
    fresh = {key: {i: None for i in ids if (*key, i) not in written} for key, ids in reads.items()}
    written.update((*key, i) for key, ids in reads.items() for i in ids)
    return {key: ids for key, ids in fresh.items() if ids}


def _action(request: HttpRequest) -> str:
    """Name what was asked for by its route, never by the address that was typed."""
    match = request.resolver_match
    return f"{request.method} {(match.view_name or match.route) if match else 'unknown'}"


def _unavailable(request: HttpRequest) -> HttpResponse:
    problem = Unavailable(
        _("The access log cannot be written right now, so nothing is shown. Please try again.")
    )
    if wants_problem(request):
        return problem_response(problem)
    body = loader.render_to_string("accounts/unavailable.html", {"detail": problem.detail})
    return HttpResponse(body, status=problem.status)

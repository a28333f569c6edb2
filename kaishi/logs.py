"""Structured logs without personal data: what may be written, and what is taken out before writing."""

import logging
import sys
import traceback
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

Event = MutableMapping[str, Any]
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def exception_without_text(_logger: Any, _method: str, event: Event) -> Event:
    """Replace an exception by its class and frames: its text may hold a measured value or an address."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if not info or info[1] is None:
        return event
    frames = traceback.extract_tb(info[2])
    event["exception"] = f"{info[0].__module__}.{info[0].__qualname__}"
    event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return event


def json_formatter() -> logging.Formatter:
    """One JSON object a line, for our own loggers and for those of libraries."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            _real_exception,
            exception_without_text,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def _real_exception(_logger: Any, _method: str, event: Event) -> Event:
    record = event.get("_record")
    if record is not None and record.exc_info:
        event["exc_info"], record.exc_info, record.exc_text = record.exc_info, None, None
    return event


class RequestLogMiddleware(RequestMiddleware):
    """One line for each answer: method, path, status. The query string and the browser are left out."""

    def prepare(self, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(request_id=str(uuid.uuid4()))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

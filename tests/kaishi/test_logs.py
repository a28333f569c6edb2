"""What logs say, and what they must never say."""

import json
import logging
import sys

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kaishi.logs import RequestLogMiddleware, json_formatter


def formatted(record: logging.LogRecord) -> dict[str, object]:
    return dict(json.loads(json_formatter().format(record)))


def test_an_exception_is_told_by_class_and_place_not_by_its_text() -> None:
    try:
        raise ValueError("baseline of Amina Rahman: 95")
    except ValueError:
        record = logging.LogRecord("kaishi", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
    line = formatted(record)
    assert (line["event"], line["exception"], line["level"]) == ("it failed", "builtins.ValueError", "error")
    assert "Amina" not in json.dumps(line)
    assert str(line["frames"]).endswith("not_by_its_text']")


def test_a_request_is_logged_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=418)

    json_formatter()
    with caplog.at_level(logging.INFO):
        RequestLogMiddleware(answer)(RequestFactory().get("/api/v1/people?email=amina@example.org"))
    said = [record.msg for record in caplog.records]
    assert [(line["event"], line["request"], line["code"]) for line in said] == [
        ("request_finished", "GET /api/v1/people", 418)
    ]
    assert "amina" not in str(said)
    assert structlog.contextvars.get_contextvars() == {}

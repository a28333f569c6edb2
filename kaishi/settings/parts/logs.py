"""Logs: one JSON object a line, without people: no address, no body, no query string, no exception text."""

from typing import Any

from kaishi.settings import env

LOG_LEVEL = env.text("KAISHI_LOG_LEVEL", "INFO").upper()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # reading the person here would load her session on every request
DJANGO_STRUCTLOG_CELERY_ENABLED = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kaishi.logs.json_formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Django would write the path with its query string; the request log line says the same without it.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # What these say of a paper that is drawn repeats letters of its text.
        "fpdf": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "fontTools": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

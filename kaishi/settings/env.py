"""Reads settings from the environment; refuses a value that does not fit, with a sentence that names it."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, default: bool) -> bool:
    given = os.environ.get(name)
    if given is None:
        return default
    if given.strip().lower() in YES | NO:
        return given.strip().lower() in YES
    raise ImproperlyConfigured(f"{name} must be one of yes, no, true, false, 1, 0.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number between `low` and `high`, both included."""
    given = text(name) or str(default)
    if given.isascii() and given.isdigit() and low <= int(given) <= high:
        return int(given)
    raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}.")


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().resolve()


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?option=value`.

    A Unix socket is given as a percent-encoded host or as `?host=/folder`. Other parameters go to libpq.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql://: PostgreSQL is the only database."
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django_prometheus.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kaishi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(_host(parts.netloc)),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def _host(netloc: str) -> str:
    """The host in its own spelling (`urlsplit` would lower the case of a percent-encoded folder)."""
    host = netloc.rpartition("@")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def redis(url: str, number: int) -> str:
    """`url` (`redis://`, `rediss://` or `unix://`) with the database `number` in place of its own."""
    parts = urlsplit(url)
    if parts.scheme in {"redis", "rediss"}:
        return parts._replace(path=f"/{number}").geturl()
    if parts.scheme == "unix":
        return parts._replace(query=f"db={number}").geturl()
    raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://.")


def celery_redis(url: str, number: int) -> str:
    """The same address in the spelling that Celery takes for a Unix socket."""
    parts = urlsplit(redis(url, number))
    if parts.scheme != "unix":
        return parts.geturl()
    return parts._replace(scheme="redis+socket", query=f"virtual_host={number}").geturl()

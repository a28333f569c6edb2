"""What settings take, and what production settings refuse."""

import runpy
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings

from kaishi.settings import env
from tests.factories import ClinicianFactory

SOUND = {
    "KAISHI_SECRET_KEY": "Qm7vL2xR9tZ4kW8pN3cJ6hF1sD5gB0yT-eUaIoXzVqMwKrPlHn",
    "KAISHI_ALLOWED_HOSTS": "kaishi.example.org",
    "KAISHI_TLS_HEADER": "X-Forwarded-Proto",
}


def production(monkeypatch: pytest.MonkeyPatch, **changes: str) -> dict[str, Any]:
    for name, value in (SOUND | changes).items():
        monkeypatch.setenv(name, value)
    return runpy.run_module("kaishi.settings.production")


def test_production_with_everything_it_needs_is_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    given = production(monkeypatch)
    assert given["DEBUG"] is False
    assert given["DEMO_ALLOWED"] is False
    assert given["REQUIRE_SECOND_FACTOR"] is True
    assert given["PUBLIC_ADDRESS"] == "https://kaishi.example.org"
    assert given["ACCOUNT_EMAIL_VERIFICATION"] == "mandatory"
    assert given["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert (given["SECURE_SSL_REDIRECT"], given["SECURE_HSTS_SECONDS"]) == (True, 31_536_000)
    assert (given["SESSION_COOKIE_SECURE"], given["CSRF_COOKIE_SECURE"]) == (True, True)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("KAISHI_SECRET_KEY", "", "KAISHI_SECRET_KEY is not set"),
        ("KAISHI_SECRET_KEY", "short", "KAISHI_SECRET_KEY is too short"),
        ("KAISHI_SECRET_KEY", "ab" * 40, "KAISHI_SECRET_KEY is too short or too regular"),
        ("KAISHI_ALLOWED_HOSTS", "", "KAISHI_ALLOWED_HOSTS is not set"),
        ("KAISHI_ALLOWED_HOSTS", "*", "must not be «\\*»"),
        ("KAISHI_TLS_HEADER", "", "KAISHI_TLS_HEADER is not set"),
        ("KAISHI_DEBUG", "yes", "KAISHI_DEBUG is on"),
        ("KAISHI_PUBLIC_ADDRESS", "http://kaishi.example.org", "must start with https://"),
        (
            "KAISHI_EMAIL_BACKEND",
            "django.core.mail.backends.console.EmailBackend",
            "would print one-time codes",
        ),
        ("KAISHI_HSTS_SECONDS", "0", "must be a whole number from 3600 to 126144000"),
    ],
)
def test_production_refuses_what_is_unsafe(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        production(monkeypatch, **{name: value})


@pytest.mark.django_db
def test_a_database_with_demo_accounts_fails_the_check_where_no_demo_is_allowed(
    settings: Settings,
) -> None:
    settings.DEMO_ALLOWED = False
    call_command("check", databases=["default"])
    ClinicianFactory(is_demo=True)
    with pytest.raises(SystemCheckError, match="kaishi.E001.*demo accounts, whose passwords everybody knows"):
        call_command("check", databases=["default"])
    settings.DEMO_ALLOWED = True
    call_command("check", databases=["default"])


def test_a_database_address_is_taken_apart() -> None:
    given = env.database("postgresql://ann:p%40ss@%2Ftmp%2FRun/kaishi?sslmode=require")
    assert (given["USER"], given["PASSWORD"], given["HOST"], given["NAME"]) == (
        "ann",
        "p@ss",
        "/tmp/Run",
        "kaishi",
    )
    assert given["OPTIONS"] == {"sslmode": "require"}
    given = env.database("postgres://ann:x@db.example.org:6432/other")
    assert (given["HOST"], given["PORT"], given["NAME"]) == ("db.example.org", "6432", "other")
    given = env.database("postgresql://ann@[::1]:5433/kaishi")
    assert (given["HOST"], given["PORT"]) == ("::1", "5433")
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL is the only database"):
        env.database("sqlite:///kaishi.db")


def test_one_valkey_address_serves_three_purposes() -> None:
    assert env.redis("redis://:pw@cache:6379/0", 2) == "redis://:pw@cache:6379/2"
    assert env.redis("unix://ann:pw@/run/valkey.sock", 1) == "unix://ann:pw@/run/valkey.sock?db=1"
    assert (
        env.celery_redis("unix://ann:pw@/run/v.sock", 3) == "redis+socket://ann:pw@/run/v.sock?virtual_host=3"
    )
    with pytest.raises(ImproperlyConfigured, match="must start with redis://"):
        env.redis("memcached://cache", 0)


def test_a_setting_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAISHI_THREADS", "many")
    with pytest.raises(ImproperlyConfigured, match="KAISHI_THREADS must be a whole number from 1 to 9"):
        env.number("KAISHI_THREADS", 4, low=1, high=9)
    with pytest.raises(ImproperlyConfigured, match="KAISHI_THREADS must be one of yes, no"):
        env.flag("KAISHI_THREADS", False)

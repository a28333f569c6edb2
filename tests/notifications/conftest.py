"""Services outside, a midwife who can be reached over every way, and a way to tell her."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from apps.foundation.severity import Severity
from apps.notifications import google
from apps.notifications.models import Delivery
from apps.notifications.services import delivering, notify
from apps.notifications.services.addresses import subscribe
from tests.factories import ClinicianFactory
from tests.notifications.browser import Browser
from tests.notifications.google import Firebase, account
from tests.notifications.outside import Post, Reply, Service, http_service, mail_server

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def midwife():
    return ClinicianFactory(profession="midwife", full_name="Nadezhda Ivanovna")


@pytest.fixture
def push_service(settings) -> Iterator[Service]:
    """A push service on the loopback, which only tests may call."""
    settings.WEB_PUSH_LOOPBACK = True
    with http_service() as service:
        yield service


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """A mail server, and settings that lead to it."""
    with mail_server() as (handler, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = False
        yield handler


@pytest.fixture
def subscribed() -> Callable[..., Browser]:
    """`subscribed(person, service)`: a browser of hers whose push service this is."""

    def make(person: Any, service: Service, name: str = "abc") -> Browser:
        browser = Browser(f"{service.url}/push/{name}")
        subscribe(person, endpoint=browser.endpoint, at=NOON, **browser.subscription()["keys"])
        return browser

    return make


@pytest.fixture
def tell() -> Callable[..., Any]:
    """`tell(person, severity=…)`: a notification of no special kind."""

    def told(person: Any, *, severity: Severity = Severity.INFO, at: datetime = NOON, **more: Any) -> Any:
        given = {"kind": "test", "object_id": uuid4(), "dedupe_key": str(uuid4())} | more
        return notify(None, to=person, severity=severity, at=at, **given)

    return told


@pytest.fixture
def deliver() -> Callable[..., Delivery]:
    """`deliver(notification, "email", at=…)`: what a worker does; returns the row of the log."""

    def run(notification: Any, channel: str, at: datetime = NOON) -> Delivery:
        row = Delivery.objects.get(notification=notification, channel=channel)
        delivering.deliver(row.public_id, now=lambda: at)
        row.refresh_from_db()
        return row

    return run


@pytest.fixture
def gateway(settings) -> Iterator[Service]:
    """A gateway of short messages that takes everything."""
    with http_service(lambda request: Reply(202)) as service:
        settings.SMS_GATEWAY = "apps.notifications.channels.sms.HttpGateway"
        settings.SMS_URL, settings.SMS_TOKEN = f"{service.url}/messages", "secret"
        yield service


@pytest.fixture
def google_service() -> Iterator[Service]:
    """Where Firebase answers."""
    with http_service() as service:
        yield service


@pytest.fixture
def firebase(google_service, settings, tmp_path) -> Iterator[Firebase]:
    """Firebase, and settings that lead to it with a service account's key."""
    fake = Firebase(audience=f"{google_service.url}/token")
    google_service.answer = fake.answer
    file = tmp_path / "account.json"
    file.write_text(json.dumps(account(google_service.url)))
    settings.FCM_CREDENTIALS, settings.FCM_URL = str(file), google_service.url
    google.forget_access()
    yield fake
    google.forget_access()

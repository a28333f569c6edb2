"""A partner's program that is signed in, and what it sends."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.test import Client
from oauth2_provider.models import get_access_token_model

from apps.accounts.models import Role
from apps.referrals import signatures
from apps.referrals.models import Partner
from apps.referrals.services import clients
from tests.factories import PersonFactory
from tests.referrals import shop

ALL = ("catalogue:write", "conversions:write", "reports:read", "webhooks:manage")


class Program:
    """Speaks to the API as one partner's program does."""

    def __init__(self, partner: Partner, *, is_live: bool = True, scopes: tuple[str, ...] = ALL) -> None:
        from django.utils import timezone

        boss, at = PersonFactory(role=Role.ADMINISTRATOR), timezone.now()
        self.partner, self.is_live = partner, is_live
        self.shown = clients.make_client(
            boss, partner=partner, name="Server", is_live=is_live, scopes=scopes, at=at
        )
        self.secret = clients.new_signing_secret(boss, partner=partner, is_live=is_live, at=at)
        self.token = uuid4().hex
        get_access_token_model().objects.create(
            token=self.token,
            application=self.shown.client.application,
            scope=" ".join(scopes),
            expires=at + timedelta(hours=1),
        )
        self.http = Client()

    def renew(self) -> None:
        """Let the token be good for an hour from now."""
        from django.utils import timezone

        rows = get_access_token_model().objects.filter(token=self.token)
        rows.update(expires=timezone.now() + timedelta(hours=1))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request with the token."""
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return self.http.generic(
            method,
            f"/api/v1/partners/{path}",
            content,
            content_type=headers.pop("content_type", "application/json"),
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def signed(self, path: str, body: Any, *, key: str | None = None, **changed: str) -> Any:
        """Send a POST that is signed."""
        content, key = orjson.dumps(body), key or uuid4().hex
        timestamp = int(time.time())
        headers = {
            "Idempotency-Key": key,
            "Kaishi-Timestamp": str(timestamp),
            "Kaishi-Signature": signatures.sign(
                self.secret, message_id=key, timestamp=timestamp, body=content
            ),
            **{name.replace("_", "-"): value for name, value in changed.items()},
        }
        return self.send("POST", path, content, **headers)


@pytest.fixture
def program(db: None) -> Program:
    """The program of a partner, live, with every scope."""
    return Program(shop.partner())


@pytest.fixture
def program_of(db: None) -> Callable[..., Program]:
    """`program_of(partner, is_live=…, scopes=…)`."""
    return Program

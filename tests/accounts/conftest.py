"""What the tests of people share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Consent, Person

SIGN_IN = "/api/auth/app/v1/auth"


@pytest.fixture
def app() -> Callable[..., Any]:
    """`app("POST", "/login", {...}, token=...)`: one request of the phone to the sign-in addresses."""

    def ask(
        method: str, path: str, body: dict[str, Any] | None = None, *, token: str = "", **headers: str
    ) -> Any:
        given = {"X-Session-Token": token} if token else {}
        return Client().generic(
            method,
            path if path.startswith("/api/") else SIGN_IN + path,
            data="" if body is None else __import__("json").dumps(body),
            content_type="application/json",
            headers={**given, **headers},
        )

    return ask


@pytest.fixture
def agreed() -> Callable[..., Consent]:
    """A mother's open consent, made without the service."""

    def make(mother: Person, kind: str = "monitoring", **fields: Any) -> Consent:
        values = {"version": 1, "language": "en", "given_at": mother.created_at, **fields}
        return Consent.objects.create(subject=mother, kind=kind, **values)

    return make

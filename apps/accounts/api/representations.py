"""The same objects as plain values, for the change feed: GET and the feed say the same."""

from __future__ import annotations

from typing import Any

from apps.accounts.api.serializers import ConsentOut, PersonOut
from apps.accounts.models import Consent, Person


def person_json(person: Person) -> dict[str, Any]:
    """Return a person as `PersonOut` shows her."""
    return dict(PersonOut(person).data)


def consent_json(consent: Consent) -> dict[str, Any]:
    """Return a consent as `ConsentOut` shows it."""
    return dict(ConsentOut(consent).data)

"""Keys of this app: secrets at rest are sealed with one, places of clicks are digested with one of the day."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import date
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

PLACE_BYTES: Final = 8


def box() -> MultiFernet:
    """Return what seals secrets that both sides know; after a change of the secret key the old ones still open."""
    secrets = (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS))
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(_derived("partner-secrets", secret))) for secret in secrets]
    )


def place(day: date, *parts: str) -> bytes:
    """Return a digest of where a request came from, good for one day: nobody can tell an address from it."""
    return hmac.digest(_key_of(day, str(settings.SECRET_KEY)), "\n".join(parts).encode(), hashlib.sha256)[
        :PLACE_BYTES
    ]


@lru_cache(maxsize=4)
def _key_of(day: date, secret: str) -> bytes:
    return _derived(f"places-of-{day:%Y-%m-%d}", secret)


def _derived(purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"kaishi.referrals.{purpose}".encode(), hashlib.sha256)

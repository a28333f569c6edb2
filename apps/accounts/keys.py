"""Keys that this app makes from the settings: for the access log's chain and for second factors at rest."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def access_log_keys() -> dict[str, bytes]:
    """Return the keys of the access log by their id; the first one makes new digests, the others only check.

    `ACCESS_LOG_KEYS` names them. Without it they are derived from the secret keys, the old ones too.
    """
    named: dict[str, str] = settings.ACCESS_LOG_KEYS
    if named:
        return {key_id: key.encode() for key_id, key in named.items()}
    derived = [_derived("access-log", secret) for secret in _secrets()]
    return {f"secret-{hashlib.sha256(key).hexdigest()[:8]}": key for key in derived}


def second_factor_box() -> MultiFernet:
    """Return what encrypts the seeds of second factors before they are stored."""
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(_derived("second-factor", secret))) for secret in _secrets()]
    )


def _secrets() -> list[str]:
    return [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _derived(purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"kaishi.{purpose}".encode(), hashlib.sha256)

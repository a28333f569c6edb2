"""Access to Google's services with a service account: a JWT that we sign, exchanged for a token of an hour.

This is all that google-auth would do for us here, in two functions; the key never leaves the process.
"""

from __future__ import annotations

import functools
import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.notifications import posting

SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME_S: Final = 3_600
SPARE_S: Final = 300
"""A token is renewed so long before its end."""


@dataclass(frozen=True)
class ServiceAccount:
    """What a key file of Google's console holds, as far as we need it."""

    project_id: str
    client_email: str
    private_key_id: str
    private_key: str
    token_uri: str


class NoAccess(Exception):
    """No token was given; `code` says why, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_lock = threading.Lock()
_access: dict[str, tuple[str, float]] = {}


def service_account() -> ServiceAccount:
    """Return the account of `FCM_CREDENTIALS`. Raises ImproperlyConfigured, which the system check shows."""
    return _read(Path(settings.FCM_CREDENTIALS))


@functools.cache
def _read(file: Path) -> ServiceAccount:
    try:
        held = json.loads(file.read_text())
        account = ServiceAccount(**{name: held[name] for name in ServiceAccount.__dataclass_fields__})
        key = serialization.load_pem_private_key(account.private_key.encode(), password=None)
    except OSError as error:
        raise ImproperlyConfigured("The file that KAISHI_FCM_CREDENTIALS names cannot be read.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            "The file that KAISHI_FCM_CREDENTIALS names is no service account's key (JSON, as Google's console gives it)."
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ImproperlyConfigured("The service account's key of KAISHI_FCM_CREDENTIALS is no RSA key.")
    return account


def access_token(account: ServiceAccount) -> str:
    """Return a token that is good for a while yet. Raises NoAccess."""
    with _lock:
        token, good_until = _access.get(account.client_email, ("", 0.0))
        if time.time() < good_until - SPARE_S:
            return token
        token, lifetime_s = _exchange(account)
        _access[account.client_email] = (token, time.time() + lifetime_s)
        return token


def forget_access() -> None:
    """Ask for a new token next time."""
    with _lock:
        _access.clear()


def _exchange(account: ServiceAccount) -> tuple[str, float]:
    form = {"grant_type": GRANT, "assertion": assertion(account, at_s=int(time.time()))}
    try:
        answer = posting.post(account.token_uri, headers={}, data=form)
    except (posting.NotHandedOver, posting.BrokeOff) as error:
        raise NoAccess("google_unreachable") from error
    if answer.status != 200:
        raise NoAccess(f"google_{answer.status}")
    try:
        given = json.loads(answer.body)
        return str(given["access_token"]), float(given["expires_in"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoAccess("google_answer") from error


def assertion(account: ServiceAccount, *, at_s: int) -> str:
    """Return the signed claim that we are this account."""
    import jwt

    claims = {
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": account.token_uri,
        "iat": at_s,
        "exp": at_s + LIFETIME_S,
    }
    return jwt.encode(claims, account.private_key, algorithm="RS256", headers={"kid": account.private_key_id})

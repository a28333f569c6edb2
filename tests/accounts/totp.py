"""Real codes of an authenticator app (RFC 6238: SHA-1, 30 s, 6 digits), computed by ourselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from apps.accounts.models import Person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET, *, steps_ahead: int = 0) -> str:
    counter = int(time.time()) // 30 + steps_ahead
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1)
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def set_up_app(person: Person) -> str:
    """Give a person an authenticator app; returns its secret."""
    TOTP.activate(person, SECRET)
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1
    return SECRET

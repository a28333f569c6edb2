"""The VAPID key by which push services know that it is us (RFC 8292).

By setting (`VAPID_PRIVATE_KEY`), else made once and kept in the data folder. Browsers subscribe to the public
half: with another key every subscription is void, so that a site of several machines has to set it.
"""

from __future__ import annotations

import base64
import functools
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid02

FILE = "vapid-private-key"
BYTES_OF_A_KEY = 32


def vapid() -> Vapid02:
    """Return the site's key, making it where there is none yet. Raises ImproperlyConfigured for one that is none."""
    return _loaded(private_key())


def public_key() -> str:
    """Return the public half as browsers take it: an uncompressed point, base64url without padding."""
    point = vapid().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return text_of(point)


def private_key() -> str:
    """Return the private half, base64url of 32 bytes: the setting, the file, or a new one that is then kept."""
    return settings.VAPID_PRIVATE_KEY or _kept(_file()) or _keep(_file(), new_private_key())


def new_private_key() -> str:
    """Return a fresh private key."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return text_of(number.to_bytes(BYTES_OF_A_KEY, "big"))


def text_of(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """Return the bytes of base64url, with or without padding. Raises ValueError."""
    plain = text.rstrip("=")
    if not plain.isascii() or not plain.replace("-", "").replace("_", "").isalnum():
        raise ValueError("no base64url")
    return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE


def _kept(file: Path) -> str:
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""


def _keep(file: Path, key: str) -> str:
    """Write it for ourselves only. Two processes at once: the first one's counts, complete or not there at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    mine = file.with_name(f"{FILE}.{os.getpid()}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(key + "\n")
    try:
        os.link(mine, file)
    except FileExistsError:
        return _kept(file)
    finally:
        mine.unlink()
    return key


@functools.cache
def _loaded(key: str) -> Vapid02:
    try:
        raw = bytes_of(key)
        if len(raw) != BYTES_OF_A_KEY:
            raise ValueError("a key has 32 bytes")
        return Vapid02.from_raw(key.rstrip("=").encode())
    except ValueError as error:
        raise ImproperlyConfigured(
            "The VAPID key is none: 32 bytes as base64url, as `manage.py make_vapid_key` prints it."
        ) from error

"""A browser as its push service and we see it: keys of its own, and the skill to read what is meant for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from apps.notifications.keys import text_of

PUSH_SERVICE = "https://fcm.googleapis.com/fcm/send/abc"
AUTH = b"sixteen secret b"


@dataclass
class Browser:
    """One subscription's two keys."""

    endpoint: str = PUSH_SERVICE
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = AUTH

    @property
    def p256dh(self) -> str:
        return text_of(
            self.key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
        )

    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` gives."""
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": self.p256dh, "auth": text_of(self.auth)},
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt what came; nobody else can."""
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return dict(json.loads(plain))


def subscription(endpoint: str = PUSH_SERVICE) -> dict[str, Any]:
    """What a new browser sends."""
    return Browser(endpoint).subscription()

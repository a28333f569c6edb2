"""Firebase and Google's token exchange, as far as we use them, with a service account made here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.notifications.outside import Reply, Request

KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@dataclass
class Firebase:
    """Exchanges assertions for tokens, checks them, and takes messages with one of its own tokens only."""

    sends: list[Request] = field(default_factory=list)
    assertions: list[dict[str, object]] = field(default_factory=list)
    token_reply: Reply | None = None
    reply: Reply = field(default_factory=lambda: Reply(200, body=b'{"name": "projects/p/messages/1"}'))
    audience: str = ""

    def answer(self, request: Request) -> Reply:
        return self.token(request) if request.path == "/token" else self.send(request)

    def token(self, request: Request) -> Reply:
        if self.token_reply:
            return self.token_reply
        form = parse_qs(request.body.decode())
        assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        claims = jwt.decode(
            form["assertion"][0], KEY.public_key(), algorithms=["RS256"], audience=self.audience
        )
        self.assertions.append(claims)
        given = {"access_token": f"token-{len(self.assertions)}", "expires_in": 3_599, "token_type": "Bearer"}
        return Reply(200, body=json.dumps(given).encode())

    def send(self, request: Request) -> Reply:
        self.sends.append(request)
        if request.headers["authorization"] != f"Bearer token-{len(self.assertions)}":
            return Reply(401, body=b'{"error": {"code": 401, "status": "UNAUTHENTICATED"}}')
        return self.reply


def account(url: str) -> dict[str, str]:
    """What Google's console gives as a file, with everything at our own address."""
    return {
        "type": "service_account",
        "project_id": "kaishi-test",
        "private_key_id": "key-1",
        "private_key": pem(KEY),
        "client_email": "push@kaishi-test.iam.gserviceaccount.com",
        "token_uri": f"{url}/token",
    }

"""Which servers help two browsers find a way to each other, and the passwords for the relay. Pure.

A relay (TURN) takes a name that holds its own expiry, and a password that is an HMAC of the name under a secret which
the relay and we share: coturn's `use-auth-secret`, draft-uberti-behave-turn-rest-00. Nothing needs to be stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

VALID_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class IceServer:
    """One entry of `RTCConfiguration.iceServers`. Without name and password: a server that needs none (STUN)."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True)
class IceServers:
    """What a browser is told. `policy` «relay»: it may use no other way, so that neither learns the other's address."""

    servers: tuple[IceServer, ...]
    policy: str
    valid_until: datetime


def opaque_id(secret: str, call: UUID, person: UUID) -> str:
    """Return a name that is the same for one person in one call, and tells the relay neither."""
    digest = hmac.new(secret.encode(), f"{call}:{person}".encode(), hashlib.sha256)
    return digest.hexdigest()[:24]


def credential(secret: str, *, name: str, until: datetime) -> tuple[str, str]:
    """Return username and password: «expiry:name» and base64(HMAC-SHA1(secret, username))."""
    username = f"{int(until.timestamp())}:{name}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest.digest()).decode()


def ice_servers(
    *, stun: Sequence[str], turn: Sequence[str], secret: str, relay_only: bool, name: str, at: datetime
) -> IceServers:
    """Return the servers for one person in one call. The credentials end an hour after `at`."""
    until = at + VALID_FOR
    found: list[IceServer] = []
    if stun and not relay_only:
        found.append(IceServer(tuple(stun)))
    if turn:
        found.append(IceServer(tuple(turn), *credential(secret, name=name, until=until)))
    return IceServers(tuple(found), "relay" if relay_only else "all", until)

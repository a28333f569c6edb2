"""One-use tickets: how somebody who is signed in at the API proves it at a socket, without a word in an
address.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings

from apps.foundation import hints

LONGEST_TICKET = 200


@dataclass(frozen=True)
class Ticket:
    """What the client gets."""

    ticket: str
    expires_at: datetime


class Holder(msgspec.Struct, frozen=True):
    """Whom a ticket lets in (None: whoever's session it is), and by which session: when that ends, what it opened is
    closed.
    """

    person_id: int | None
    session_key: str


def issue(person: Any, *, session_key: str, at: datetime) -> Ticket:
    """Make a ticket for `person`.

    Only its hash is kept. Raises redis.RedisError where Valkey does not answer.
    """
    ticket = secrets.token_urlsafe(32)
    holder = Holder(person_id=person.pk, session_key=session_key)
    hints.keep(_name(ticket), msgspec.json.encode(holder).decode(), seconds=settings.SOCKET_TICKET_SECONDS)
    return Ticket(ticket, at + timedelta(seconds=settings.SOCKET_TICKET_SECONDS))


def redeem(tickets: Sequence[str]) -> list[Holder | None]:
    """Return whom each ticket lets in and use it up; None where there is no such ticket (any more).

    Raises redis.RedisError where Valkey does not answer.
    """
    possible = [ticket for ticket in tickets if 0 < len(ticket) <= LONGEST_TICKET]
    kept = iter(hints.take_many([_name(ticket) for ticket in possible]))
    return [_holder(next(kept)) if 0 < len(ticket) <= LONGEST_TICKET else None for ticket in tickets]


def _holder(kept: bytes | None) -> Holder | None:
    return None if kept is None else msgspec.json.decode(kept, type=Holder)


def _name(ticket: str) -> str:
    return f"ticket:{hashlib.sha256(ticket.encode()).hexdigest()}"

"""Who comes in at a socket, by ticket, session token or the cookie of a page of ours, and whether she may stay."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from apps.foundation.sockets import signed_in, tickets
from apps.foundation.sockets.signed_in import Gate

TOKEN_HEADER = "x-session-token"  # noqa: S105 - a name, no secret
_gates: list[Gate] = []


def register_gate(gate: Gate) -> Gate:
    """Add a condition on (person, session) beside being signed in, such as a second factor."""
    _gates.append(gate)
    return gate


@dataclass(frozen=True, eq=False, slots=True)
class Guest:
    """Somebody who has come in, and the session that vouches for her. One for each connection.

    `as_judged`: what the judgement rested on; while it stays the same, so does the judgement.
    """

    person: Any
    session_key: str
    as_judged: Hashable = None


class Claim(msgspec.Struct, frozen=True):
    """What somebody says hello with: a one-use ticket, or the session of the phone or page that opens the socket."""

    ticket: str | None = None
    session_key: str = ""


def claim_of(ticket: str | None, scope: Mapping[str, Any]) -> Claim:
    """Return the claim of a hello.

    A phone may send its session token with the handshake, as it does at the API: no page of another site can set that
    header. A cookie counts only for a page that was served by this host.
    """
    if ticket is not None:
        return Claim(ticket)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if token := headers.get(TOKEN_HEADER):
        return Claim(None, token if len(token) <= tickets.LONGEST_TICKET else "")
    if not is_same_origin(headers):
        return Claim()
    return Claim(None, parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, ""))


def let_in(claims: Sequence[Claim]) -> list[Guest | Exception | None]:
    """Return whom each claim lets in, None for nobody; an exception where one of them could not be judged.

    Tickets are spent, whatever comes of it. Raises redis.RedisError or DatabaseError where these do not answer.
    """
    redeemed = iter(tickets.redeem([claim.ticket for claim in claims if claim.ticket is not None]))
    holders = [_of_cookie(claim) if claim.ticket is None else next(redeemed) for claim in claims]
    found = signed_in.people_of({holder.session_key for holder in holders if holder is not None}, _gates)
    return [_guest(holder, found) for holder in holders]


def _of_cookie(claim: Claim) -> tickets.Holder | None:
    return tickets.Holder(None, claim.session_key) if claim.session_key else None


def _guest(
    holder: tickets.Holder | None, found: Mapping[str, signed_in.SignedIn | Exception | None]
) -> Guest | Exception | None:
    if holder is None:
        return None
    signed = found[holder.session_key]
    if signed is None or isinstance(signed, Exception):
        return signed
    if holder.person_id not in (None, signed.person.pk):
        return None
    return Guest(signed.person, holder.session_key, signed.basis)


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Say whether the page that opens the socket comes from the host that it opens it to, or from a trusted
    one.
    """
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if not origin or not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return urlsplit(origin).netloc.lower() == host.lower() or origin in settings.CSRF_TRUSTED_ORIGINS


def is_still_welcome(guest: Guest) -> bool:
    """Say whether her session has not been revoked and her account not been closed since."""
    person = signed_in.person_of(guest.session_key, _gates)
    return person is not None and person.pk == guest.person.pk and person.role == guest.person.role


def unwelcome(guests: Sequence[Guest]) -> set[Guest]:
    """Return who may not stay, for many in two queries.

    A session and an account that are as they were when she came in need no second look; what differs gets the whole
    one.
    """
    accounts = get_user_model()._default_manager.filter(pk__in={guest.person.pk for guest in guests})
    people = {row[0]: row[1:] for row in accounts.values_list("pk", "is_active", "role", "password")}
    sessions = signed_in.stored_sessions({guest.session_key for guest in guests})
    return {
        guest
        for guest in guests
        if guest.as_judged is None
        or guest.as_judged != signed_in.basis(people.get(guest.person.pk), sessions.get(guest.session_key))
        if not is_still_welcome(guest)
    }

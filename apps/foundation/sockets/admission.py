"""Who comes in at a socket, by ticket or by the cookie of a page of ours, and whether she may stay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import get_user_model
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from apps.foundation.sockets import tickets

Gate = Callable[[Any, Mapping[str, Any]], bool]
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


def by_ticket(ticket: str) -> Guest | None:
    """Return whom a one-use ticket lets in. Raises redis.RedisError where Valkey does not answer."""
    holder = tickets.redeem(ticket)
    if holder is None:
        return None
    person = person_of(holder.session_key)
    if person is None or person.pk != holder.person_id:
        return None
    return _judged(person, holder.session_key)


def by_cookie(scope: Mapping[str, Any]) -> Guest | None:
    """Return whom the session cookie lets in; only for a page that was served by this host."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if not is_same_origin(headers):
        return None
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    person = person_of(key)
    return _judged(person, key) if person is not None else None


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Say whether the page that opens the socket comes from the host that it opens it to, or from a trusted
    one.
    """
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if not origin or not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return urlsplit(origin).netloc.lower() == host.lower() or origin in settings.CSRF_TRUSTED_ORIGINS


def person_of(session_key: str) -> Any | None:
    """Return the active person of a session that still exists and passes every gate."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = auth.get_user(request)
    if not person.is_authenticated or not person.is_active:
        return None
    return person if all(gate(person, request.session) for gate in _gates) else None


def is_still_welcome(guest: Guest) -> bool:
    """Say whether her session has not been revoked and her account not been closed since."""
    person = person_of(guest.session_key)
    return person is not None and person.pk == guest.person.pk and person.role == guest.person.role


def unwelcome(guests: Sequence[Guest]) -> set[Guest]:
    """Return who may not stay, for many in two queries.

    A session and an account that are as they were when she came in need no second look; what differs gets the whole
    one.
    """
    accounts = get_user_model()._default_manager.filter(pk__in={guest.person.pk for guest in guests})
    people = {row[0]: row[1:] for row in accounts.values_list("pk", "is_active", "role", "password")}
    sessions = _stored_sessions({guest.session_key for guest in guests})
    return {
        guest
        for guest in guests
        if guest.as_judged is None
        or guest.as_judged != _basis(people.get(guest.person.pk), sessions.get(guest.session_key))
        if not is_still_welcome(guest)
    }


def _judged(person: Any, session_key: str) -> Guest:
    """Return the guest with what her judgement rests on, where that can be looked up for many at once."""
    account = (person.is_active, person.role, person.password)
    return Guest(person, session_key, _basis(account, _stored_sessions({session_key}).get(session_key)))


def _basis(account: tuple[Any, ...] | None, session_data: str | None) -> Hashable:
    return None if account is None or session_data is None else hash((account, session_data))


def _stored_sessions(keys: set[str]) -> dict[str, str]:
    """Return the open ones of these sessions with what they hold; none where another store keeps them."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if not hasattr(store, "get_model_class"):
        return {}
    rows = store.get_model_class().objects.filter(pk__in=keys, expire_date__gt=timezone.now())
    return dict(rows.values_list("pk", "session_data"))

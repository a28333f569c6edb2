"""Whose sessions these are, for many at once; what is not as usual is judged alone, by the framework itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

log = structlog.get_logger(__name__)
Gate = Callable[[Any, Mapping[str, Any]], bool]
"""A condition on (person, session) beside being signed in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is. `basis`: what the judgement rested on; None where it cannot be looked up for many."""

    person: Any
    basis: Hashable


def people_of(keys: set[str], gates: Sequence[Gate]) -> dict[str, SignedIn | Exception | None]:
    """Return the active person of each session that exists and passes every gate, None where there is none.

    Two queries for all that are as usual. An exception where one could not be judged: it spoils no other.
    """
    stored = stored_sessions(keys)
    sessions = {key: _loaded(key, data) for key, data in stored.items()}
    accounts = {_account_id(session) for session in sessions.values()} - {None}
    people = get_user_model()._default_manager.in_bulk(accounts) if accounts else {}
    found: dict[str, SignedIn | Exception | None] = {}
    for key in keys:
        try:
            found[key] = _judged(key, sessions.get(key), people, gates, stored.get(key))
        except (OperationalError, InterfaceError):  # the database does not answer: nobody can be judged
            raise
        except Exception as error:
            log.exception("session_not_judged")
            found[key] = error
    return found


def _judged(
    key: str, session: Any | None, people: Mapping[Any, Any], gates: Sequence[Gate], data: str | None
) -> SignedIn | None:
    person = None if session is None else people.get(_account_id(session))
    if session is None or person is None or not _is_usual(person, session):
        person = person_of(key, gates)
    elif not all(gate(person, session) for gate in gates):
        return None
    if person is None:
        return None
    return SignedIn(person, basis((person.is_active, person.role, person.password), data))


def _is_usual(person: Any, session: Any) -> bool:
    """Say whether the framework would let this session in at first sight: an open account, signed in by its own rules,
    the password as it was then, and the secret key of today.
    """
    backend_path = session.get(auth.BACKEND_SESSION_KEY)
    if backend_path not in settings.AUTHENTICATION_BACKENDS or not person.is_active:
        return False
    backend: Any = type(auth.load_backend(backend_path))
    if (backend.get_user, backend.user_can_authenticate) != _BY_ITS_OWN_RULES:
        return False
    seen = session.get(auth.HASH_SESSION_KEY)
    return bool(seen) and constant_time_compare(seen, person.get_session_auth_hash())


_BY_ITS_OWN_RULES = (ModelBackend.get_user, ModelBackend.user_can_authenticate)


def person_of(session_key: str, gates: Sequence[Gate]) -> Any | None:
    """Return the active person of one session that still exists and passes every gate."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = _store()(session_key)
    person = auth.get_user(request)
    if not person.is_authenticated or not person.is_active:
        return None
    return person if all(gate(person, request.session) for gate in gates) else None


def basis(account: tuple[Any, ...] | None, session_data: str | None) -> Hashable:
    """Return what a judgement rests on: (active, role, password) and what the session holds."""
    return None if account is None or session_data is None else hash((account, session_data))


def stored_sessions(keys: set[str]) -> dict[str, str]:
    """Return the open ones of these sessions with what they hold; none where another store keeps them."""
    store = _store()
    if not hasattr(store, "get_model_class"):
        return {}
    rows = store.get_model_class().objects.filter(pk__in=keys, expire_date__gt=timezone.now())
    return dict(rows.values_list("pk", "session_data"))


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def _loaded(key: str, data: str) -> Any:
    session = _store()(key)
    session._session_cache = session.decode(data)
    return session


def _account_id(session: Any) -> Any | None:
    try:
        return get_user_model()._meta.pk.to_python(session[auth.SESSION_KEY])
    except (KeyError, ValidationError):
        return None

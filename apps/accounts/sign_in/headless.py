"""The app's sign-in: what it is told about a person, and what counts as a token."""

from __future__ import annotations

import dataclasses
import re
from importlib import import_module
from typing import Any

from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from apps.accounts.models import Person

TOKEN = re.compile(r"[0-9a-z]{8,40}\Z")


@dataclasses.dataclass(frozen=True)
class SignedIn:
    """A person as the sign-in answers tell her."""

    id: str
    display: str
    email: str
    has_usable_password: bool


class HeadlessAdapter(DefaultHeadlessAdapter):
    """UUIDs outside, integers inside."""

    def user_as_dataclass(self, user: Person) -> SignedIn:
        """Return what the app may know of somebody who is signing in."""
        return SignedIn(str(user.public_id), user.full_name, user.email, user.has_usable_password())

    def get_user_dataclass(self) -> type[Any]:
        """Return the shape of it."""
        return SignedIn


class TokenStrategy(SessionTokenStrategy):
    """A token is a session's key. What cannot be one is not looked up."""

    def lookup_session(self, session_token: str) -> SessionBase | None:
        """Return the session of a token, None where there is none (any more).

        It is read at once: asking first whether it is there costs every request of an app a query.
        """
        if not TOKEN.match(session_token):
            return None
        session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_token)
        session.get(SESSION_KEY)  # reads it; one that is gone or over loses its key
        return session if session.session_key else None

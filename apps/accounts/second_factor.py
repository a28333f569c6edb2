"""Has this person a second factor, and has this session passed it?"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Person, Role
from apps.foundation.errors import Forbidden

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WORK_WITH_OTHERS = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})


class SecondFactorRequired(Forbidden):
    """Signed in with one factor only; the role needs two."""

    code = "second_factor_required"
    title = _("Set up or pass your second factor first.")


class Missing(enum.Enum):
    """What is still to do."""

    SETUP = "setup"  # she has none yet
    PASS = "pass"  # she has one, this session has not seen it  # noqa: S105


def missing(person: Any, session: Mapping[str, Any]) -> Missing | None:
    """Return what this session still owes, None where nothing is owed or the role needs no second factor."""
    if getattr(person, "role", None) not in WORK_WITH_OTHERS:
        return None
    if has_factor(person):
        return None if passed(session) else Missing.PASS
    return Missing.SETUP


def lets_in(person: Any, session: Mapping[str, Any]) -> bool:
    """Say whether this session may open a socket: nothing is owed, or the settings ask for nothing."""
    return not settings.REQUIRE_SECOND_FACTOR or missing(person, session) is None


def has_factor(person: Person) -> bool:
    """Say whether an authenticator app or a passkey is set up; recovery codes alone are none."""
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def passed(session: Mapping[str, Any]) -> bool:
    """Say whether a second factor was shown in this session."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return any(record.get("method") == "mfa" for record in records)

"""Whom a mother rings. The team's hours and numbers live in consultations, above: they are registered from there.

calling.register(numbers_of)      # numbers_of(mother) returns Numbers in the language of the request
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import Person


@dataclass(frozen=True)
class Numbers:
    """Empty where a number is not known; `emergency_text` says whom to ring also then."""

    phone: str
    emergency_number: str
    emergency_text: str


class NobodyToCall(RuntimeError):
    """No app has said which numbers there are. A programming error."""


_providers: list[Callable[[Person], Numbers]] = []


def register(provider: Callable[[Person], Numbers]) -> None:
    """Say where the numbers come from; the newest one counts."""
    _providers[:] = [provider]


def numbers_of(mother: Person) -> Numbers:
    """Return the numbers of a mother. Raises NobodyToCall."""
    if not _providers:
        raise NobodyToCall("no app has registered numbers to call")
    return _providers[0](mother)

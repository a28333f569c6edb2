"""Kinds of notifications. The apps above register theirs from `apps.py`:

    kinds.register("message", title=_("New message"), url=lambda object_id, person: f"/threads/{object_id}/",
                   outlives_pregnancy=True)

The title is shown inside KAISHI only; it says what kind of thing is new and never what is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.notifications.models import LONGEST_KIND

Address = Callable[[UUID, Any], str]
Words = Any  # str or a lazy translation: both render


@dataclass(frozen=True)
class Kind:
    """A kind of notification. `url(object_id, person)`: the console's page of the thing.

    `outlives_pregnancy`: whether it is still right to send when the pregnancy has ended (a message is, a
    countdown is not). Who does not say so is held back: silence hurts less than congratulations after a loss.
    """

    name: str
    title: Words
    url: Address
    outlives_pregnancy: bool = False


_kinds: dict[str, Kind] = {}


def register(name: str, title: Words, url: Address, *, outlives_pregnancy: bool = False) -> None:
    """Register a kind; the same name again replaces it, since apps may be loaded twice. Raises ValueError."""
    if not name or len(name) > LONGEST_KIND:
        raise ValueError(f"a kind's name has 1 to {LONGEST_KIND} letters")
    _kinds[name] = Kind(name, title, url, outlives_pregnancy)


def get(name: str) -> Kind:
    """Return a kind. Raises KeyError for one that nobody has registered: a programming error."""
    return _kinds[name]


def find(name: str) -> Kind | None:
    """Return a kind, or None: a row may be older than the code that knew its kind."""
    return _kinds.get(name)


def registered() -> list[Kind]:
    """Return every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]

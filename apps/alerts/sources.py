"""Where the things lie that alerts rest on. The apps above register theirs from `apps.py`:

sources.register("consultations.message", title=_("Message"), url=lambda source_id, person: "/threads/…")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Address = Callable[[str, Any], str]


@dataclass(frozen=True)
class Source:
    """A kind of row. `url(source_id, person)`: the page on which one finds it; empty where there is none for her."""

    title: Any
    url: Address


_sources: dict[str, Source] = {}


def register(kind: str, *, title: Any, url: Address) -> None:
    """Say where rows of a kind are shown; the same kind again replaces it."""
    _sources[kind] = Source(title, url)


def find(kind: str) -> Source | None:
    """Return a kind; None where nobody has said where such rows lie."""
    return _sources.get(kind)

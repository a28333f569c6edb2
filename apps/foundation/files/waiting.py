"""Which files below `received/` somebody still waits for. Each app that takes files in says so for its own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

Source = Callable[[Collection[UUID]], set[UUID]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source: of ids under which files lie it returns those that a worker still has to look into."""
    _sources[name] = source


def waited_for(ids: Collection[UUID]) -> set[UUID]:
    """Return the ids of files that anybody still waits for; what is old and not among them is a stray."""
    return {file_id for source in _sources.values() for file_id in source(ids)}

"""The states of an import. Moved only by an update that names the state before."""

from __future__ import annotations

from typing import Final


class ImportState:
    """`asked`: the feed has shrunk, and a person has to say yes before it holds. `dropped`: it was no, or a
    newer one holds."""

    WAITING: Final = "waiting"
    READING: Final = "reading"
    ASKED: Final = "asked"
    DONE: Final = "done"
    FAILED: Final = "failed"
    DROPPED: Final = "dropped"


TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    ImportState.WAITING: frozenset({ImportState.READING, ImportState.DROPPED}),
    ImportState.READING: frozenset(
        {
            ImportState.WAITING,
            ImportState.ASKED,
            ImportState.DONE,
            ImportState.FAILED,
            ImportState.DROPPED,
        }
    ),
    ImportState.ASKED: frozenset({ImportState.WAITING, ImportState.DROPPED}),
    ImportState.DONE: frozenset(),
    ImportState.FAILED: frozenset(),
    ImportState.DROPPED: frozenset(),
}

"""Collects, while a request runs, which of other people's things were read. `accounts` writes them to the
access log.

A context variable holds the collector; where none is open, a read of somebody else's data is refused, so
that it can never go unrecorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Collector:
    """`reads`: (reader, subject, kind of thing) → ids that were read, in the order of reading."""

    reads: dict[tuple[int, int, str], dict[UUID | None, None]] = field(default_factory=dict)

    def note(self, reader_id: int, subject_id: int, kind: str, object_id: UUID | None) -> None:
        """Remember one read; the same thing twice counts once."""
        self.reads.setdefault((reader_id, subject_id, kind), {})[object_id] = None

    def drain(self) -> dict[tuple[int, int, str], dict[UUID | None, None]]:
        """Return what was read since the last time, and forget it."""
        reads, self.reads = self.reads, {}
        return reads


_collector: ContextVar[Collector | None] = ContextVar("kaishi_accesses", default=None)


def note(reader_id: int, subject_id: int, kind: str, object_id: UUID | None) -> bool:
    """Note a read with the collector of this request; False where there is none."""
    collector = _collector.get()
    if collector is None:
        return False
    collector.note(reader_id, subject_id, kind, object_id)
    return True


def noted() -> set[tuple[int, int, str, UUID | None]]:
    """Return what the collector of this request holds, one entry a thing; empty where there is none."""
    collector = _collector.get()
    reads = collector.reads if collector else {}
    return {(*key, object_id) for key, ids in reads.items() for object_id in ids}


@contextmanager
def collected(collector: Collector | None = None) -> Iterator[Collector]:
    """Open a collector for the duration of a request, a socket frame or a command that acts for a person.

    A streamed answer goes on reading after its view has returned: it opens the same collector again for
    each part.
    """
    collector = Collector() if collector is None else collector
    token = _collector.set(collector)
    try:
        yield collector
    finally:
        _collector.reset(token)


Recorder = Callable[[str], AbstractContextManager[Collector]]
_recorders: list[Recorder] = []


class NoRecorder(RuntimeError):
    """Nobody has said how reads outside HTTP are written down. A programming error."""


def register_recorder(recorder: Recorder) -> Recorder:
    """Say how a block's reads are written to the access log: `with recorder("what is done"): …`."""
    _recorders[:] = [recorder]
    return recorder


def recorded(action: str) -> AbstractContextManager[Collector]:
    """Run a block that reads for a person outside HTTP, and write its reads down before it ends.

    Raises NoRecorder.
    """
    if not _recorders:
        raise NoRecorder("accesses.register_recorder was never called")
    return _recorders[0](action)

"""What processes tell each other through Valkey: which threads have moved on, and what passes without being kept.

No word of a message passes here. Frames that pass (typing, presence, the signals of a call) reach their people or are
lost: whoever depends on one asks again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction

from apps.foundation import hints
from apps.foundation.ids import uuid7

_process = [uuid7()]
os.register_at_fork(after_in_child=lambda: _process.__setitem__(0, uuid7()))


def process() -> UUID:
    """Return what names this process, and no parent or child of it."""
    return _process[0]


def is_of_this_process(text: str) -> bool:
    """Say whether an encoded hint comes from here, without reading all of it."""
    return text.startswith(f'{{"by":"{_process[0]}"')


class Moved(msgspec.Struct, frozen=True, array_like=True):
    """A thread has reached a number; what is new begins after `after`."""

    thread: UUID
    subject_id: int
    after: int
    sequence: int


class Hint(msgspec.Struct, frozen=True):
    """Threads that have moved on, or a frame for the sockets of some people. `by`: the process that has told its own."""

    by: UUID | None = None
    moved: list[Moved] = []
    frame: str = ""
    to: list[int] = []
    opened: UUID | None = None
    """Only for sockets that have opened this thread."""


def topic() -> str:
    """Return the one topic of the site's consultations."""
    return f"{settings.HINTS_PREFIX}consultations"


def publish(hint: Hint) -> None:
    """Publish without waiting for anybody."""
    publish_all([hint])


def publish_all(several: Sequence[Hint]) -> None:
    """Publish hints, at least one, in their order and in one go."""
    hints.publish_many((topic(), msgspec.json.encode(hint).decode()) for hint in several)


def after_commit(moved: Sequence[Moved]) -> None:
    """Tell every process, this one too, once the transaction is committed."""
    transaction.on_commit(partial(publish, Hint(moved=list(moved))), robust=True)

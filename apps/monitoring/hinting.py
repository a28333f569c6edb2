"""What processes tell each other through Valkey: frames that were stored, and live recordings that stand otherwise now.

What is lost here is found again in the tables (`sockets.hub`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction

from apps.foundation import hints
from apps.foundation.ids import uuid7

_process = [uuid7()]
os.register_at_fork(after_in_child=lambda: _process.__setitem__(0, uuid7()))


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What a viewer gets of one stored frame: `record` is all of its record behind the handle (`records`)."""

    recording_pk: int
    number: int
    record: bytes


class Hint(msgspec.Struct, frozen=True):
    """Frames that were stored; recordings, by primary key, that stand otherwise. `by`: who has told its own sockets."""

    by: UUID | None = None
    frames: list[Shown] = []
    moved: list[int] = []


def process() -> UUID:
    """Return what names this process, and no parent or child of it."""
    return _process[0]


def is_of_this_process(text: str) -> bool:
    """Say whether an encoded hint comes from here, without reading all of it."""
    return text.startswith(f'{{"by":"{_process[0]}"')


def topic() -> str:
    """Return the one topic of the site's live recordings."""
    return f"{settings.HINTS_PREFIX}live-frames"


def encoded(hint: Hint) -> tuple[str, str]:
    """Return topic and text, as `hints.publish_many` takes them."""
    return topic(), msgspec.json.encode(hint).decode()


def tell_frames(shown: Sequence[Shown], *, by: UUID | None) -> None:
    """Tell the other processes what was stored. Never waits long, never raises."""
    if shown:
        hints.publish_many([encoded(Hint(by=by, frames=list(shown)))])


def tell_moved(recording_pks: Iterable[int]) -> None:
    """Tell every process, this one too, once the transaction is committed: these live recordings stand otherwise now."""
    told = Hint(moved=sorted(set(recording_pks)))
    transaction.on_commit(partial(hints.publish_many, [encoded(told)]), robust=True)

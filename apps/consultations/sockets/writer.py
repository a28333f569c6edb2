"""Messages of all sockets of a process become one commit, and are told to whom they concern once it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID
from weakref import WeakKeyDictionary

from apps.consultations import moving as hints
from apps.consultations.entries import Draft, Posted
from apps.consultations.moving import Moved
from apps.consultations.services import posting, receipts
from apps.foundation.errors import Problem
from apps.foundation.sockets.batches import Batches


class Writer:
    """The two queues of a process: what is posted, and how far people have come. Belongs to one event loop."""

    def __init__(self) -> None:
        self.posts: Batches[Draft, Posted | Problem] = Batches("consultation-posts", _posted)
        self.receipts: Batches[receipts.Reached, receipts.Receipts | Problem] = Batches(
            "consultation-receipts", _received
        )


def _posted(drafts: Sequence[Draft]) -> list[Posted | Problem]:
    """Post a batch and tell the other processes; the event loop that handed it in tells its own sockets."""
    results = posting.post_batch(drafts)
    moved: dict[UUID, Moved] = {}
    for result in results:
        if isinstance(result, Posted) and result.is_new:
            thread, last = result.entry.thread, (*result.followed_by, result.entry)[0].sequence
            first = moved.get(thread)
            after = first.after if first else result.entry.sequence - 1
            moved[thread] = Moved(thread, result.subject_id, after, last)
    if moved:
        hints.publish(hints.Hint(by=hints.PROCESS, moved=list(moved.values())))
    return results


def _received(reached: Sequence[receipts.Reached]) -> list[receipts.Receipts | Problem]:
    return receipts.advance_batch(reached)


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Writer] = WeakKeyDictionary()


def writer() -> Writer:
    """Return the writer of the running event loop."""
    return _of_loop.setdefault(asyncio.get_running_loop(), Writer())

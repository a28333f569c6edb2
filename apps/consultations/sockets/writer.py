"""Messages of all sockets of a process become one commit, and are told to whom they concern once it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final
from uuid import UUID

from apps.consultations import moving
from apps.consultations.entries import Draft, Posted
from apps.consultations.moving import Moved
from apps.consultations.services import posting, receipts
from apps.foundation import hints
from apps.foundation.errors import Problem
from apps.foundation.sockets.batches import Batches
from apps.foundation.sockets.of_loop import OfLoop

QUEUES: Final = 2
"""While one waits for the disk, the other one's messages are looked at. A thread always goes through the same."""


class Writer:
    """The queues of a process: what is posted, and how far people have come. Belongs to one event loop."""

    def __init__(self) -> None:
        self._posts: list[Batches[Draft, Posted | Problem]] = [
            Batches(f"consultation-posts-{n}", _posted) for n in range(QUEUES)
        ]
        self.receipts: Batches[receipts.Reached, receipts.Receipts | Problem] = Batches(
            "consultation-receipts", _received
        )

    def post(self, draft: Draft, answer: Callable[[Posted | Problem | BaseException], None]) -> None:
        """Put a message behind the others of its thread; `answer` is called once it is committed or refused."""
        self._posts[draft.thread.int % QUEUES].hand_in(draft, answer)


def _posted(drafts: Sequence[Draft]) -> list[Posted | Problem]:
    """Post a batch; the event loop that handed it in tells its own sockets.

    What tells others, here and in other processes, leaves right behind it: Valkey does not stand between a commit and
    its acknowledgement. One thread publishes, so that numbers leave in their order.
    """
    with hints.held() as held:
        results = posting.post_batch(drafts)
        _publish(results)
    if held:
        _publisher().submit(hints.publish_many, held)
    return results


@cache
def _publisher() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="consultation-hints")


def _publish(results: Sequence[Posted | Problem]) -> None:
    """Tell the other processes which threads have moved on."""
    moved: dict[UUID, Moved] = {}
    for result in results:
        if isinstance(result, Posted) and result.is_new:
            thread, last = result.entry.thread, (*result.followed_by, result.entry)[0].sequence
            first = moved.get(thread)
            after = first.after if first else result.entry.sequence - 1
            moved[thread] = Moved(thread, result.subject_id, after, last)
    if moved:
        moving.publish(moving.Hint(by=moving.process(), moved=list(moved.values())))


def _received(reached: Sequence[receipts.Reached]) -> list[receipts.Receipts | Problem]:
    return receipts.advance_batch(reached)


writer = OfLoop(Writer)
"""Returns the writer of the running event loop."""

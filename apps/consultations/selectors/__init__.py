"""Every read of consultations, narrowed to who asks."""

from apps.consultations.selectors.messages import (
    Listed,
    Page,
    entries_between,
    latest,
    listed,
    messages_after,
    search,
    wordings,
)
from apps.consultations.selectors.threads import (
    Standing,
    first_unread,
    standing,
    thread_visible_to,
    threads_for_feed,
    threads_visible_to,
    unread,
    unread_counts,
    unread_total,
)

__all__ = [
    "Listed",
    "Page",
    "Standing",
    "entries_between",
    "first_unread",
    "latest",
    "listed",
    "messages_after",
    "search",
    "standing",
    "thread_visible_to",
    "threads_for_feed",
    "threads_visible_to",
    "unread",
    "unread_counts",
    "unread_total",
    "wordings",
]

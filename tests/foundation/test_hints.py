"""What is published while hints are held leaves later, in its order, and nothing of it is lost."""

from __future__ import annotations

import time

from apps.foundation import hints


def test_held_hints_leave_in_their_order_once_they_are_published() -> None:
    listener = hints.client().pubsub(ignore_subscribe_messages=True)
    listener.subscribe("test:held")
    listener.get_message(timeout=1)
    with hints.held() as held:
        hints.publish("test:held", "one")
        hints.publish_many([("test:held", "two"), ("test:held", "three")])
        assert listener.get_message(timeout=0.1) is None
    hints.publish_many(held)
    hints.publish("test:held", "four")
    heard: list[bytes] = []
    deadline = time.monotonic() + 5
    while len(heard) < 4 and time.monotonic() < deadline:
        message = listener.get_message(timeout=1)
        heard += [message["data"]] if message else []
    listener.close()
    assert heard == [b"one", b"two", b"three", b"four"]

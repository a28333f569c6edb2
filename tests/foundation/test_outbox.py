"""What must follow a write follows, whatever breaks between; what has followed is not repeated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from apps.foundation import events, outbox, plain_connections
from apps.foundation.ids import uuid7
from apps.foundation.management.commands.relay_outbox import Command
from apps.foundation.models import Heartbeat, OutboxMessage
from apps.foundation.transactions import OutsideWrite, unit_of_work
from tests.foundation.test_feed_beside_itself import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An event class of the test, and room for its listeners."""
    monkeypatch.setattr(events, "_events", dict(events._events))
    monkeypatch.setattr(events, "_listeners", dict(events._listeners))

    @events.event("test.said", version=1)
    class Said:
        thing: UUID
        at: datetime

    return Said


def listen(event: Any, name: str, function: Callable[[Any], None]) -> None:
    events._listeners[f"test.{name}"] = (event, function)


def say(event: Any, thing: UUID | None = None) -> UUID:
    thing = thing or uuid7()
    with unit_of_work(None):
        outbox.emit(event(thing=thing, at=timezone.now()))
    return thing


def later(seconds: float = 0) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def test_a_listener_gets_the_event_as_it_was_said(said):
    heard: list[Any] = []
    listen(said, "first", heard.append)
    thing = say(said)
    assert outbox.deliver_due(at=later()) == 1
    assert [(type(event), event.thing) for event in heard] == [(said, thing)]
    assert heard[0].at.tzinfo is not None
    assert outbox.deliver_due(at=later()) == 0
    assert len(heard) == 1


def test_what_was_rolled_back_was_never_said(said):
    listen(said, "first", lambda event: None)

    class Broken(Exception):
        pass

    with pytest.raises(Broken), unit_of_work(None):
        outbox.emit(said(thing=uuid7(), at=timezone.now()))
        raise Broken
    assert OutboxMessage.objects.count() == 0


def test_emitting_outside_a_service_is_a_programming_error(said):
    with pytest.raises(OutsideWrite):
        outbox.emit(said(thing=uuid7(), at=timezone.now()))


def test_an_event_without_listeners_is_done_at_once(said):
    say(said)
    assert OutboxMessage.objects.get().delivered_at is not None
    assert outbox.waiting(at=later(60)) == 0


def test_a_crash_between_commit_and_delivery_only_delays(said):
    heard: list[Any] = []
    listen(said, "first", heard.append)
    thing = say(said)  # nobody was listening to the notification: the process died here
    call_command("relay_outbox", once=True)
    assert [event.thing for event in heard] == [thing]


def test_one_failing_listener_is_tried_again_alone_and_with_growing_pauses(said):
    calls: Counter[str] = Counter()

    def failing(event: Any) -> None:
        calls["failing"] += 1
        if calls["failing"] < 3:
            raise ValueError("not yet")

    listen(said, "good", lambda event: calls.update(["good"]))
    listen(said, "failing", failing)
    say(said)
    now = later()
    assert outbox.deliver_due(at=now) == 1
    assert OutboxMessage.objects.get().waiting_for == ["test.failing"]
    assert outbox.deliver_due(at=now + timedelta(seconds=1.9)) == 0
    assert outbox.deliver_due(at=now + timedelta(seconds=2)) == 1
    assert outbox.deliver_due(at=now + timedelta(seconds=5.9)) == 0
    assert outbox.deliver_due(at=now + timedelta(seconds=6)) == 1
    assert calls == {"good": 1, "failing": 3}
    assert OutboxMessage.objects.get().delivered_at == now + timedelta(seconds=6)


def test_a_failing_listener_keeps_nothing_of_what_it_wrote(said):
    def failing(event: Any) -> None:
        Heartbeat.objects.create(name="half", seen_at=timezone.now())
        raise ValueError("after writing")

    listen(said, "failing", failing)
    say(said)
    outbox.deliver_due(at=later())
    assert not Heartbeat.objects.filter(name="half").exists()
    assert OutboxMessage.objects.get().attempts == 1


def test_a_message_that_never_gets_through_does_not_hold_up_the_others(said):
    heard: list[UUID] = []

    def only_second(event: Any) -> None:
        if event.thing == bad:
            raise ValueError("never")
        heard.append(event.thing)

    listen(said, "first", only_second)
    bad, good = uuid7(), uuid7()
    say(said, bad)
    say(said, good)
    assert outbox.deliver_due(at=later()) == 2
    assert heard == [good]
    for _ in range(20):
        OutboxMessage.objects.filter(delivered_at=None).update(due_at=timezone.now())
        outbox.deliver_due(at=later())
    [message] = OutboxMessage.objects.filter(delivered_at=None)
    assert message.attempts == 21
    assert message.due_at <= later(outbox.LONGEST_PAUSE.total_seconds())
    assert outbox.waiting(at=later(1_000)) == 1


def test_a_listener_that_is_gone_is_a_failure_that_shows(said):
    listen(said, "first", lambda event: None)
    say(said)
    del events._listeners["test.first"]
    assert outbox.deliver_due(at=later()) == 1
    assert OutboxMessage.objects.get().waiting_for == ["test.first"]


def test_two_relays_beside_each_other_deliver_each_message_once(said):
    heard: Counter[UUID] = Counter()
    lock = threading.Lock()

    def count(event: Any) -> None:
        with lock:
            heard[event.thing] += 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.005)")  # long enough for the other relay to come by

    listen(said, "first", count)
    things = {say(said) for _ in range(30)}
    handled: list[int] = []
    in_threads(*[lambda: handled.append(outbox.deliver_due(at=later()))] * 2)
    assert heard == dict.fromkeys(things, 1)
    assert sum(handled) == 30
    assert all(count > 0 for count in handled)


def test_a_relay_that_dies_in_a_message_leaves_it_to_the_next(said):
    begun, dead = threading.Event(), threading.Event()
    heard: list[str] = []

    def dies(event: Any) -> None:
        heard.append("first")
        begun.set()
        assert dead.wait(30)
        connection.close()  # what the kernel does for a process that is killed

    listen(said, "first", dies)
    say(said)

    def first_relay() -> None:
        with pytest.raises(Exception):  # noqa: B017 - whatever a dead connection raises
            outbox.deliver_due(at=later())

    def second_relay() -> None:
        assert begun.wait(30)
        assert outbox.deliver_due(at=later()) == 0  # held by the first
        events._listeners["test.first"] = (said, lambda event: heard.append("second"))
        dead.set()

    in_threads(first_relay, second_relay)
    until(lambda: outbox.deliver_due(at=later()) == 1)  # as soon as the database has noticed
    assert heard == ["first", "second"]
    assert OutboxMessage.objects.get().delivered_at is not None


def test_a_commit_notifies_and_a_rollback_does_not(said):
    listen(said, "first", lambda event: None)
    with psycopg.connect(**plain_connections.parameters(), autocommit=True) as listening:
        listening.execute(f"LISTEN {outbox.CHANNEL}")
        say(said)
        assert len(list(listening.notifies(timeout=5, stop_after=1))) == 1
        with pytest.raises(ZeroDivisionError), unit_of_work(None):
            outbox.emit(said(thing=uuid7(), at=timezone.now()))
            raise ZeroDivisionError
        assert list(listening.notifies(timeout=0.1)) == []


class Relay:
    """The command in a thread, as a process would run it."""

    def __init__(self, sweep_s: float) -> None:
        self.command = Command()
        self.thread = threading.Thread(target=self._run, args=(sweep_s,))

    def _run(self, sweep_s: float) -> None:
        try:
            while not self.command.stopping.is_set():
                self.command._until_disconnected(sweep_s)
        finally:
            connection.close()

    def __enter__(self) -> Relay:
        self.thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.command.stopping.set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [outbox.CHANNEL])
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()


def until(condition: Callable[[], bool]) -> float:
    """Wait for a condition, a minute at most (a process starts slowly on a busy machine); returns the seconds it took."""
    started, tick = time.monotonic(), threading.Event()
    while not condition():
        assert time.monotonic() - started < 60
        tick.wait(0.01)
    return time.monotonic() - started


def listeners_of_channel() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = %s",
            [f"LISTEN {outbox.CHANNEL}"],
        )
        return int(cursor.fetchone()[0])


def test_the_relay_delivers_at_the_notification_and_beats(said):
    heard: list[Any] = []
    listen(said, "first", heard.append)
    with Relay(sweep_s=60):
        until(lambda: Heartbeat.objects.filter(name="outbox_relay").exists())
        say(said)
        assert until(lambda: bool(heard)) < 5


def test_a_lost_notification_is_found_by_the_sweep(said):
    heard: list[Any] = []
    listen(said, "first", heard.append)
    with Relay(sweep_s=0.2):
        until(lambda: Heartbeat.objects.filter(name="outbox_relay").exists())
        message = OutboxMessage.objects.create(
            name="test.said",
            version=1,
            waiting_for=["test.first"],
            payload={"thing": str(uuid7()), "at": "2026-03-01T00:00:00Z"},
        )
        until(lambda: bool(heard))
        until(lambda: OutboxMessage.objects.get(pk=message.pk).delivered_at is not None)


def connected() -> set[int]:
    """The PostgreSQL process ids of all connections to the test's database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def test_the_relay_comes_back_when_its_connections_were_cut(said):
    heard: list[Any] = []
    listen(said, "first", heard.append)
    others = connected()  # other threads of this process keep theirs for the tests that follow
    with Relay(sweep_s=60):
        until(lambda: listeners_of_channel() == 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [list(connected() - others)]
            )
        say(said)
        until(lambda: bool(heard))


def test_the_command_ends_on_sigterm():
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "kaishi.settings.test",
    }
    relay = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "relay_outbox"],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: relay.poll() is not None or Heartbeat.objects.filter(name="outbox_relay").exists())
        assert relay.poll() is None
        relay.send_signal(signal.SIGTERM)
        assert relay.wait(timeout=10) == 0
    finally:
        relay.kill()


def database_url() -> str:
    base, _, query = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def test_delivered_messages_are_swept_and_waiting_ones_are_not(said):
    listen(said, "first", lambda event: None)
    say(said)
    outbox.deliver_due(at=later())
    say(said)
    assert outbox.forget_delivered(at=later(29 * 86_400)) == 0
    assert outbox.forget_delivered(at=later(31 * 86_400)) == 1
    assert OutboxMessage.objects.get().delivered_at is None

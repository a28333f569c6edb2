"""A delivery is claimed by one worker, sent once, and what nobody knows the end of is settled by its channel."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from apps.foundation import outbox
from apps.foundation.models import OutboxMessage
from apps.foundation.severity import Severity
from apps.notifications.channels import SENT, Came, Outcome
from apps.notifications.models import Delivery, Notification, QuietHours
from apps.notifications.rules.pauses import MOST_ATTEMPTS
from apps.notifications.services import delivering, mark_read, moves, preferences, sweeping, withdraw
from apps.notifications.services.addresses import unsubscribe
from apps.notifications.services.preferences import Choice
from apps.notifications.states import HeldBackBy, State
from tests.foundation.test_feed_beside_itself import in_threads
from tests.foundation.test_outbox import database_url
from tests.notifications.conftest import NOON
from tests.notifications.outside import Reply

ROOT = Path(__file__).resolve().parents[2]
DEAD = timedelta(minutes=3)


def push_of(notification) -> Delivery:
    return Delivery.objects.get(notification=notification, channel="web_push")


def states(notification) -> dict[str, str]:
    return dict(Delivery.objects.filter(notification=notification).values_list("channel", "state"))


@pytest.fixture
def browser(midwife, push_service, subscribed):
    return subscribed(midwife, push_service)


@pytest.mark.django_db
class TestJustBeforeSending:
    """What has changed since it was written counts."""

    def test_what_was_read_meanwhile_is_not_sent(self, midwife, browser, push_service, tell, deliver):
        notification = tell(midwife)
        Notification.objects.filter(pk=notification.pk).update(read_at=NOON)
        row = deliver(notification, "web_push")
        assert (row.state, row.held_back_by, row.attempts) == ("suppressed", "read", 0)
        assert push_service.received == []

    def test_whose_account_was_closed_gets_nothing(self, midwife, browser, push_service, tell, deliver):
        notification = tell(midwife, severity=Severity.EMERGENCY)
        midwife.is_active = False
        midwife.save()
        row = deliver(notification, "web_push")
        assert (row.state, row.held_back_by) == ("suppressed", "person_inactive")
        assert push_service.received == []

    def test_what_she_has_switched_off_meanwhile_is_not_sent(
        self, midwife, browser, push_service, tell, deliver
    ):
        notification = tell(midwife)
        preferences.choose(midwife, choices=[Choice("test", "web_push", False)])
        row = deliver(notification, "web_push")
        assert (row.state, row.held_back_by) == ("suppressed", "choice")

    def test_a_browser_that_was_removed_meanwhile_gets_nothing(
        self, midwife, browser, push_service, tell, deliver
    ):
        notification = tell(midwife)
        unsubscribe(midwife, endpoint=browser.endpoint, at=NOON)
        row = deliver(notification, "web_push")
        assert (row.state, row.held_back_by) == ("suppressed", "no_address")

    def test_a_channel_that_was_switched_off_sends_nothing(
        self, midwife, browser, push_service, tell, deliver, settings
    ):
        notification = tell(midwife)
        settings.NOTIFICATION_CHANNELS = ["in_app"]
        row = deliver(notification, "web_push")
        assert (row.state, row.held_back_by) == ("suppressed", "channel_off")

    def test_what_was_withdrawn_is_not_sent(self, midwife, browser, push_service, tell, deliver):
        notification = tell(midwife)
        withdraw(None, object_id=notification.object_id, at=NOON)
        row = deliver(notification, "web_push")
        assert (row.state, row.held_back_by) == ("suppressed", "withdrawn")

    def test_quiet_hours_that_have_begun_since_put_it_off_and_do_not_lose_it(
        self, midwife, browser, push_service, tell, deliver
    ):
        notification = tell(midwife)
        worth = push_of(notification).expires_at - NOON
        QuietHours.objects.create(person=midwife, starts=time(22), ends=time(7))
        late, morning = datetime(2026, 3, 4, 23, tzinfo=UTC), datetime(2026, 3, 5, 7, tzinfo=UTC)
        row = deliver(notification, "web_push", at=late)
        assert (row.state, row.due_at, row.attempts) == ("queued", morning, 0)
        assert row.expires_at - morning == worth, "the night does not count"
        assert push_service.received == []
        assert deliver(notification, "web_push", at=morning - timedelta(seconds=1)).state == "queued"
        assert deliver(notification, "web_push", at=morning).state == "sent"
        assert len(push_service.received) == 1

    def test_in_another_zone_the_morning_is_another(self, midwife, browser, tell, deliver):
        QuietHours.objects.create(person=midwife, starts=time(22), ends=time(7))
        night = datetime(2026, 3, 4, 23, tzinfo=UTC)
        notification = tell(midwife, at=night)
        assert push_of(notification).due_at == datetime(2026, 3, 5, 7, tzinfo=UTC)
        midwife.time_zone = "America/Los_Angeles"
        midwife.save()
        row = deliver(notification, "web_push", at=datetime(2026, 3, 5, 7, tzinfo=UTC))
        assert row.due_at == datetime(2026, 3, 5, 15, tzinfo=UTC)

    def test_old_news_is_no_news(self, midwife, browser, push_service, tell, deliver):
        row = deliver(tell(midwife), "web_push", at=NOON + timedelta(days=3))
        assert (row.state, row.attempts) == ("expired", 0)
        assert push_service.received == []

    def test_nothing_is_sent_before_its_time(self, midwife, browser, push_service, tell, deliver):
        row = deliver(tell(midwife), "web_push", at=NOON - timedelta(seconds=1))
        assert (row.state, push_service.received) == ("queued", [])


@pytest.mark.django_db
class TestAttempts:
    def test_it_fails_for_good_after_the_last_attempt(self, midwife, browser, push_service, tell, deliver):
        push_service.answer = lambda request: Reply(500)
        notification = tell(midwife, severity=Severity.URGENT)
        row = push_of(notification)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            assert row.state == "queued"
            row = deliver(notification, "web_push", at=row.due_at)
            assert row.attempts == attempt
        assert (row.state, row.problem) == ("failed", "push_500")
        assert len(push_service.received) == MOST_ATTEMPTS

    def test_what_would_be_tried_too_late_expires(self, midwife, browser, push_service, tell, deliver):
        push_service.answer = lambda request: Reply(503, {"Retry-After": "3600"})
        notification = tell(midwife, severity=Severity.EMERGENCY)
        row = deliver(notification, "web_push", at=NOON + timedelta(hours=3, minutes=30))
        assert (row.state, row.problem) == ("expired", "push_503")

    def test_a_channel_of_ours_that_breaks_is_told_in_the_log_and_not_repeated_blindly(
        self, midwife, post, tell, deliver, monkeypatch
    ):
        monkeypatch.setattr("apps.notifications.channels.email.message_of", lambda *given: 1 / 0)
        row = deliver(tell(midwife, severity=Severity.URGENT), "email")
        assert (row.state, row.problem) == ("failed", "unknown_end")


@pytest.mark.django_db(transaction=True)
class TestOnce:
    def test_two_workers_at_once_send_one(self, midwife, browser, push_service, tell):
        both = threading.Barrier(2, timeout=20)
        delivery_id = push_of(tell(midwife)).public_id

        def work() -> None:
            both.wait()
            delivering.deliver(delivery_id, now=lambda: NOON)

        in_threads(work, work)
        assert len(push_service.received) == 1
        row = Delivery.objects.get(public_id=delivery_id)
        assert (row.state, row.attempts) == ("sent", 1)

    def test_while_one_is_sending_another_one_finds_nothing_to_do(self, midwife, browser, push_service, tell):
        notification = tell(midwife)
        delivery_id = push_of(notification).public_id
        seen: list[tuple[str, str, object]] = []

        def in_the_middle(request: object) -> Reply:
            def second_worker() -> None:
                delivering.deliver(delivery_id, now=lambda: NOON)
                seen.append((states(notification)["web_push"], "", sweeping.offer_due(None, at=NOON)))

            in_threads(second_worker)
            return Reply()

        push_service.answer = in_the_middle
        delivering.deliver(delivery_id, now=lambda: NOON)
        assert seen == [("sending", "", [])]
        assert len(push_service.received) == 1
        assert states(notification)["web_push"] == "sent"

    def test_who_comes_back_after_her_claim_was_taken_away_changes_nothing(
        self, midwife, browser, push_service, tell
    ):
        notification = tell(midwife)
        first = delivering.claim(None, delivery_id=push_of(notification).public_id, at=NOON)
        assert sweeping.end_dead_claims(None, at=NOON + DEAD) == 1
        row = push_of(notification)
        assert (row.state, row.problem, row.claimed_at) == ("queued", "worker_died", None)
        second = delivering.claim(None, delivery_id=row.public_id, at=row.due_at)
        assert second is not None
        assert delivering.settle(None, first, SENT, at=NOON + DEAD) is False
        assert states(notification)["web_push"] == "sending"
        assert delivering.settle(None, second, SENT, at=row.due_at) is True
        assert push_of(notification).attempts == 2

    def test_reading_while_it_is_being_sent_does_not_undo_the_log(self, midwife, browser, tell):
        notification = tell(midwife)
        claim = delivering.claim(None, delivery_id=push_of(notification).public_id, at=NOON)
        mark_read(midwife, [notification.public_id], NOON)
        assert states(notification)["web_push"] == "sending"
        assert delivering.settle(None, claim, SENT, at=NOON)
        assert states(notification)["web_push"] == "sent"

    def test_an_attempt_in_time_is_not_taken_for_dead(self, midwife, browser, tell):
        delivering.claim(None, delivery_id=push_of(tell(midwife)).public_id, at=NOON)
        assert sweeping.end_dead_claims(None, at=NOON + timedelta(seconds=60)) == 0


WORKER = """
import sys, django
django.setup()
from datetime import datetime
from uuid import UUID
from django.conf import settings
settings.WEB_PUSH_LOOPBACK = True
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", int(sys.argv[2]), False
from apps.notifications.services import delivering
delivering.deliver(UUID(sys.argv[1]), now=lambda: datetime.fromisoformat(sys.argv[3]))
"""


@pytest.fixture
def killed_worker(settings) -> Iterator[object]:
    """`killed_worker(delivery_id, reached)`: another process sends, and is killed once `reached` is set."""
    running: list[subprocess.Popen[bytes]] = []

    def run(delivery_id: object, reached: threading.Event) -> None:
        environment = os.environ | {"DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}
        arguments = [str(delivery_id), str(settings.EMAIL_PORT), NOON.isoformat()]
        worker = subprocess.Popen([sys.executable, "-c", WORKER, *arguments], env=environment, cwd=ROOT)
        running.append(worker)
        assert reached.wait(timeout=60)
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=20)

    yield run
    for worker in running:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAWorkerThatIsKilledInTheMiddle:
    def test_web_push_is_repeated_under_the_same_topic_and_is_one_to_her(
        self, midwife, browser, push_service, tell, deliver, killed_worker
    ):
        reached, dead = threading.Event(), threading.Event()

        def hold(request: object) -> Reply:
            reached.set()
            dead.wait(timeout=60)
            return Reply()

        push_service.answer = hold
        notification = tell(midwife)
        killed_worker(push_of(notification).public_id, reached)
        dead.set()
        assert states(notification)["web_push"] == "sending"
        assert sweeping.end_dead_claims(None, at=NOON + DEAD) == 1
        row = push_of(notification)
        push_service.answer = lambda request: Reply()
        assert deliver(notification, "web_push", at=row.due_at).state == "sent"
        first, second = push_service.received
        assert first.headers["topic"] == second.headers["topic"]
        assert browser.read(first.body) == browser.read(second.body)

    def test_a_mail_that_may_have_arrived_is_not_sent_again_and_the_log_says_so(
        self, midwife, post, tell, deliver, killed_worker, monkeypatch
    ):
        reached = threading.Event()
        keep = type(post).handle_DATA

        async def told(self, server, session, envelope) -> str:
            answer = await keep(self, server, session, envelope)
            reached.set()
            return await hang(answer)

        async def hang(answer: str) -> str:
            import asyncio

            await asyncio.sleep(3_600)
            return answer

        monkeypatch.setattr(type(post), "handle_DATA", told)
        notification = tell(midwife, severity=Severity.URGENT)
        row = Delivery.objects.get(notification=notification, channel="email")
        killed_worker(row.public_id, reached)
        assert states(notification)["email"] == "sending"
        monkeypatch.undo()
        assert sweeping.end_dead_claims(None, at=NOON + DEAD) == 1
        row.refresh_from_db()
        assert (row.state, row.problem, row.attempts) == ("failed", "unknown_end", 1)
        assert deliver(notification, "email", at=NOON + DEAD).state == "failed"
        assert len(post.mails) == 1


@pytest.mark.django_db
class TestSweeps:
    def test_what_is_due_is_offered_once_a_minute(self, midwife, browser, tell):
        row = push_of(tell(midwife))
        assert sweeping.offer_due(None, at=NOON) == [row.public_id]
        assert sweeping.offer_due(None, at=NOON + timedelta(seconds=59)) == []
        assert sweeping.offer_due(None, at=NOON + timedelta(seconds=61)) == [row.public_id]

    def test_what_waited_too_long_expires(self, midwife, browser, tell):
        notification = tell(midwife, severity=Severity.EMERGENCY)
        assert sweeping.expire(None, at=NOON + timedelta(hours=3)) == 0
        assert sweeping.expire(None, at=NOON + timedelta(hours=4)) == 2
        assert states(notification) == {"in_app": "sent", "web_push": "expired", "email": "expired"}

    def test_what_was_to_be_read_and_is_not_is_said_once(self, midwife, tell):
        soon = NOON + timedelta(minutes=10)
        late, read, withdrawn = (tell(midwife, expects_read_by=soon) for _ in range(3))
        tell(midwife)
        mark_read(midwife, [read.public_id], NOON)
        withdraw(None, object_id=withdrawn.object_id, at=NOON)
        OutboxMessage.objects.all().delete()
        assert sweeping.tell_unread(None, at=soon - timedelta(seconds=1)) == 0
        assert sweeping.tell_unread(None, at=soon) == 1
        assert sweeping.tell_unread(None, at=soon + timedelta(days=1)) == 0
        [message] = OutboxMessage.objects.all()
        assert message.name == "notification.unread"
        assert message.payload == {
            "notification": str(late.public_id),
            "person": str(midwife.public_id),
            "kind": "test",
            "object_id": str(late.object_id),
            "at": "2026-03-04T12:10:00Z",
        }

    def test_the_event_puts_what_is_due_into_the_workers_queue(self, midwife, browser, tell, monkeypatch):
        put: list[tuple[list[str], str]] = []
        monkeypatch.setattr(
            "apps.notifications.tasks.deliver.apply_async", lambda ids, queue: put.append((ids, queue))
        )
        notification = tell(midwife)
        assert outbox.deliver_due(at=datetime(2100, 1, 1, tzinfo=UTC)) == 1
        assert put == [([str(push_of(notification).public_id)], "notifications")]

    def test_sweep_and_task_together_send_what_is_due(self, midwife, browser, push_service, tell):
        from django.utils import timezone

        from apps.notifications import tasks

        notification = tell(midwife, at=timezone.now())
        tasks.deliver.app.conf.task_always_eager = True
        try:
            tasks.sweep()
        finally:
            tasks.deliver.app.conf.task_always_eager = False
        assert states(notification)["web_push"] == "sent"
        assert len(push_service.received) == 1


@pytest.mark.django_db
class TestTheLog:
    def test_steps_that_the_table_does_not_have_are_refused(self, midwife, browser, tell):
        row = push_of(tell(midwife))
        with pytest.raises(ValueError, match="no step from queued to sent"):
            moves.move(row, State.SENT)
        with pytest.raises(ValueError, match="sending is no end"):
            moves.end(row, State.SENDING, at=NOON)
        assert moves.hold_back(row, HeldBackBy.READ, at=NOON)
        assert not moves.move(Delivery(pk=row.pk, state=State.QUEUED), State.EXPIRED)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "suppressed"},
            {"state": "sending"},
            {"state": "lost"},
            {"held_back_by": "read"},
            {"claimed_at": NOON},
        ],
        ids=str,
    )
    def test_the_database_refuses_rows_that_contradict_themselves(self, wrong, midwife, browser, tell):
        row = push_of(tell(midwife))
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(**wrong)

    def test_one_way_to_one_address_is_one_row(self, midwife, tell):
        notification = tell(midwife)
        [row] = notification.deliveries.all()
        row.pk, row.public_id = None, notification.public_id
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_the_sweeps_read_their_own_small_indexes(self):
        """Rows that are settled, nearly all of them, are in none of them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE indexname IN ('delivery_due', 'delivery_claimed')"
            )
            assert all("WHERE" in line for (line,) in cursor.fetchall())

    @pytest.mark.parametrize(
        ("came", "pushed", "mailed"),
        [
            (Came.SENT, "sent", "sent"),
            (Came.AGAIN, "queued", "queued"),
            (Came.REFUSED, "failed", "failed"),
            (Came.GONE, "failed", "failed"),
            (Came.UNKNOWN, "queued", "failed"),
        ],
    )
    def test_what_follows_what_came_of_it(self, came, pushed, mailed, midwife, browser, tell):
        notification = tell(midwife, severity=Severity.URGENT)
        for row in notification.deliveries.filter(state="queued"):
            claim = delivering.claim(None, delivery_id=row.public_id, at=NOON)
            assert delivering.settle(None, claim, Outcome(came, "code"), at=NOON)
        assert states(notification) == {"in_app": "sent", "web_push": pushed, "email": mailed}

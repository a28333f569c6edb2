"""One call tells one person once, by the ways that she has and wants."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from apps.foundation.models import Change, OutboxMessage
from apps.foundation.severity import Severity
from apps.foundation.transactions import unit_of_work
from apps.notifications import selectors
from apps.notifications.models import Delivery, Notification, PhoneNumber, Preference, QuietHours
from apps.notifications.services import mark_object_read, mark_read, notify, withdraw
from apps.notifications.services.addresses import subscribe
from apps.notifications.services.reading import mark_all_read
from tests.factories import ClinicianFactory, MotherFactory
from tests.notifications.browser import Browser

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
AT_NIGHT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


@pytest.fixture
def midwife():
    return ClinicianFactory(profession="midwife")


def with_browser(person, endpoint="https://web.push.apple.com/abc"):
    browser = Browser(endpoint)
    keys = browser.subscription()["keys"]
    return subscribe(person, endpoint=endpoint, at=NOON, **keys)[0]


def tell(person, *, severity=Severity.INFO, at=NOON, key="k", kind="test", **more):
    given = {"object_id": uuid4(), "dedupe_key": key} | more
    return notify(None, to=person, kind=kind, severity=severity, at=at, **given)


def log_of(notification):
    rows = Delivery.objects.filter(notification=notification).order_by("channel", "pk")
    return [(row.channel, row.state, row.held_back_by) for row in rows]


def events():
    return list(OutboxMessage.objects.order_by("id").values_list("name", flat=True))


def test_somebody_without_addresses_is_told_in_kaishi_only(midwife):
    notification = tell(midwife)
    assert log_of(notification) == [("in_app", "sent", "")]
    assert list(selectors.unread_of(midwife)) == [notification]
    assert events() == []


def test_every_browser_is_a_row_of_its_own(midwife):
    first = with_browser(midwife)
    second = with_browser(midwife, "https://updates.push.services.mozilla.com/wpush/v2/abc")
    notification = tell(midwife)
    rows = Delivery.objects.filter(notification=notification, channel="web_push", state="queued")
    assert set(rows.values_list("target", flat=True)) == {first.public_id, second.public_id}
    assert events() == ["notification.queued"]


def test_the_same_key_twice_tells_once_and_gives_the_first(midwife):
    with_browser(midwife)
    first = tell(midwife, key="message 1")
    again = tell(midwife, key="message 1", severity=Severity.EMERGENCY)
    assert again == first
    assert again.severity == "info"
    assert Notification.objects.count() == 1
    assert Delivery.objects.filter(channel="web_push").count() == 1
    assert events() == ["notification.queued"]
    assert tell(ClinicianFactory(), key="message 1") != first


def test_it_joins_the_write_around_it_and_falls_with_it(midwife):
    class Broken(Exception):
        pass

    with_browser(midwife)
    with pytest.raises(Broken), unit_of_work(midwife):
        tell(midwife)
        raise Broken
    assert (Notification.objects.count(), Delivery.objects.count(), events()) == (0, 0, [])


def test_a_kind_that_nobody_registered_is_a_mistake_of_ours(midwife):
    with pytest.raises(KeyError):
        tell(midwife, kind="no such kind")
    assert Notification.objects.count() == 0


@pytest.mark.parametrize(
    ("severity", "ways"),
    [
        (Severity.INFO, ["in_app", "web_push"]),
        (Severity.WARN, ["in_app", "web_push"]),
        (Severity.URGENT, ["email", "in_app", "web_push"]),
        (Severity.EMERGENCY, ["email", "in_app", "sms", "web_push"]),
    ],
)
def test_the_worse_the_more_ways(severity, ways, midwife, settings):
    settings.SMS_GATEWAY = "apps.notifications.channels.sms.ConsoleGateway"
    PhoneNumber.objects.create(person=midwife, number="+491701234567")
    with_browser(midwife)
    assert [channel for channel, _, _ in log_of(tell(midwife, severity=severity))] == ways


def test_a_choice_for_the_kind_outweighs_one_for_every_kind(midwife):
    with_browser(midwife)
    Preference.objects.create(person=midwife, kind="", channel="web_push", is_on=False)
    Preference.objects.create(person=midwife, kind="", channel="email", is_on=True)
    assert log_of(tell(midwife, key="1")) == [
        ("email", "queued", ""),
        ("in_app", "sent", ""),
        ("web_push", "suppressed", "choice"),
    ]
    Preference.objects.create(person=midwife, kind="test", channel="web_push", is_on=True)
    Preference.objects.create(person=midwife, kind="test", channel="email", is_on=False)
    assert log_of(tell(midwife, key="2")) == [
        ("email", "suppressed", "choice"),
        ("in_app", "sent", ""),
        ("web_push", "queued", ""),
    ]


def test_at_night_information_waits_for_the_morning_and_what_is_urgent_does_not(midwife):
    with_browser(midwife)
    QuietHours.objects.create(person=midwife, starts=time(22), ends=time(7))
    morning = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)

    def due(severity):
        notification = tell(midwife, severity=severity, at=AT_NIGHT, key=severity)
        return notification.deliveries.get(channel="web_push").due_at

    assert due(Severity.INFO) == morning
    assert due(Severity.WARN) == morning
    assert events() == []
    assert due(Severity.URGENT) == AT_NIGHT
    assert due(Severity.EMERGENCY) == AT_NIGHT
    assert events() == ["notification.queued"] * 2
    assert selectors.unread_count(midwife) == 4, "in KAISHI itself everything is there at once"


def test_whose_account_is_closed_is_told_nothing_and_the_chain_still_learns_of_it(midwife):
    with_browser(midwife)
    midwife.is_active = False
    midwife.save()
    notification = tell(midwife, severity=Severity.EMERGENCY, expects_read_by=NOON + timedelta(minutes=5))
    assert log_of(notification) == [
        ("email", "suppressed", "person_inactive"),
        ("in_app", "suppressed", "person_inactive"),
        ("web_push", "suppressed", "person_inactive"),
    ]
    assert list(selectors.notifications_of(midwife)) == []
    assert list(selectors.unread_for("test", notification.object_id)) == [notification]
    assert events() == []


def test_nobody_sees_or_reads_what_another_one_was_told(midwife):
    mine, other = tell(midwife), tell(ClinicianFactory(), key="other")
    assert list(selectors.notifications_of(midwife)) == [mine]
    assert mark_read(midwife, [mine.public_id, other.public_id, uuid4()], NOON) == [mine.public_id]
    other.refresh_from_db()
    assert other.read_at is None


def test_what_is_read_is_not_sent_any_more_and_read_is_said_once(midwife):
    with_browser(midwife)
    notification = tell(midwife)
    assert mark_read(midwife, [notification.public_id], NOON) == [notification.public_id]
    assert mark_read(midwife, [notification.public_id], NOON + timedelta(hours=1)) == []
    notification.refresh_from_db()
    assert notification.read_at == NOON
    assert log_of(notification) == [("in_app", "sent", ""), ("web_push", "suppressed", "read")]
    assert events() == ["notification.queued", "notification.read"]
    assert OutboxMessage.objects.get(name="notification.read").payload == {
        "notification": str(notification.public_id),
        "person": str(midwife.public_id),
        "kind": "test",
        "object_id": str(notification.object_id),
        "at": "2026-03-04T12:00:00Z",
    }


def test_opening_the_thing_itself_reads_what_told_of_it(midwife):
    thing = uuid4()
    first, second = (
        tell(midwife, key="1", object_id=thing),
        tell(midwife, key="2", object_id=thing),
    )
    other = tell(midwife, key="3")
    assert mark_object_read(midwife, "test", thing, NOON) == [first.public_id, second.public_id]
    assert list(selectors.unread_of(midwife)) == [other]
    assert list(selectors.unread_for("test", thing)) == []


def test_all_read_stops_at_what_she_was_shown(midwife):
    first, shown, later = (tell(midwife, key=key) for key in "123")
    assert mark_all_read(midwife, up_to=shown.public_id, at=NOON) == [first.public_id, shown.public_id]
    assert list(selectors.unread_of(midwife)) == [later]


def test_a_mothers_phone_hears_of_it_and_a_clinician_has_no_feed(midwife):
    mother = MotherFactory()
    notification = tell(mother)
    tell(midwife)
    assert list(Change.objects.values_list("subject_id", "kind", "object_id")) == [
        (mother.pk, "notification", notification.public_id)
    ]
    assert selectors.notifications_for_feed(midwife, [notification.public_id]) == {}
    held = selectors.notifications_for_feed(mother, [notification.public_id])[notification.public_id]
    assert set(held) == {"id", "kind", "object_id", "severity", "created_at", "read_at"}


def test_what_is_withdrawn_is_gone_and_not_sent(midwife):
    with_browser(midwife)
    thing = uuid4()
    gone, other = tell(midwife, key="1", object_id=thing), tell(midwife, key="2")
    assert withdraw(None, object_id=thing, at=NOON) == 1
    assert withdraw(None, object_id=thing, at=NOON) == 0
    assert log_of(gone) == [("in_app", "sent", ""), ("web_push", "suppressed", "withdrawn")]
    assert list(selectors.notifications_of(midwife)) == [other]
    with pytest.raises(ValueError, match="object or the pregnancy"):
        withdraw(None, at=NOON, kind="test")


def test_telling_costs_few_questions(midwife, django_assert_max_num_queries):
    for number in range(10):
        with_browser(midwife, f"https://web.push.apple.com/{number}")
    with django_assert_max_num_queries(11):
        tell(midwife)

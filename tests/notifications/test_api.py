"""The doors under /api/v1/: one's own notifications, preferences, browsers and phones."""

from __future__ import annotations

import json
from datetime import time
from uuid import uuid4

import pytest

from apps.notifications import keys
from apps.notifications.models import DeviceToken, Preference, QuietHours, WebPushSubscription
from tests.factories import ClinicianFactory, MotherFactory
from tests.notifications.browser import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother():
    return MotherFactory()


@pytest.fixture
def call(client_of, mother):
    """`call("patch", "notifications/preferences", {...})`: the mother's phone."""
    client = client_of(mother)

    def send(method, path, body=None, *, by=client):
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return by.generic(method.upper(), f"/api/v1/{path}", **data)

    return send


def test_the_list_is_newest_first_and_hers(call, mother, tell):
    first, second = tell(mother), tell(mother)
    tell(ClinicianFactory())
    page = call("get", "notifications").json()
    assert [row["id"] for row in page["results"]] == [str(second.public_id), str(first.public_id)]
    assert page["results"][0] == {
        "id": str(second.public_id),
        "kind": "test",
        "object_id": str(second.object_id),
        "severity": "info",
        "created_at": "2026-03-04T12:00:00Z",
        "read_at": None,
    }
    assert call("get", "notifications/unread-count").json() == {"unread": 2}


def test_reading_tells_what_was_unread_and_what_is_left(call, mother, tell):
    first, second = tell(mother), tell(mother)
    other = tell(ClinicianFactory())
    ids = [str(first.public_id), str(other.public_id), str(uuid4())]
    assert call("post", "notifications/read", {"ids": ids}).json() == {
        "read": [str(first.public_id)],
        "unread": 1,
    }
    unread = call("get", "notifications?unread=true").json()["results"]
    assert [row["id"] for row in unread] == [str(second.public_id)]
    assert call("get", f"notifications/{other.public_id}").status_code == 404
    assert call("get", f"notifications/{first.public_id}").json()["read_at"] is not None


def test_a_list_costs_the_same_at_5_and_at_50(client_of, tell, mother, django_assert_num_queries):
    client = client_of(mother)
    client.get("/api/v1/notifications")
    for wanted in (5, 50):
        while mother.notifications.count() < wanted:
            tell(mother)
        with django_assert_num_queries(3):
            assert len(client.get("/api/v1/notifications").json()["results"]) == wanted


def test_preferences_show_what_can_be_chosen_and_keep_what_is(call, mother):
    before = call("get", "notifications/preferences").json()
    assert before["quiet_hours"] is None
    assert before["phone_number"] == ""
    [everything] = [kind for kind in before["kinds"] if kind["kind"] == ""]
    assert [(one["channel"], one["choice"], one["speaks_from"]) for one in everything["channels"]] == [
        ("in_app", None, "info"),
        ("web_push", None, "info"),
        ("email", None, "urgent"),
    ]
    change = {
        "choices": [
            {"channel": "email", "is_on": True},
            {"kind": "test", "channel": "web_push", "is_on": False},
        ],
        "quiet_hours": {"starts": "22:00", "ends": "07:00"},
        "phone_number": "+82 10 1234 5678",
    }
    after = call("patch", "notifications/preferences", change).json()
    assert after["quiet_hours"] == {"starts": "22:00:00", "ends": "07:00:00"}
    assert after["phone_number"] == "+821012345678"
    assert Preference.objects.filter(person=mother).count() == 2
    again = call("patch", "notifications/preferences", {"choices": [{"channel": "email", "is_on": None}]})
    assert again.status_code == 200
    assert Preference.objects.get(person=mother).channel == "web_push"
    assert QuietHours.objects.get(person=mother).starts == time(22)
    assert call("patch", "notifications/preferences", {"quiet_hours": None}).json()["quiet_hours"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"choices": [{"channel": "pigeon", "is_on": True}]}, "choices[0].channel"),
        ({"choices": [{"kind": "nothing", "channel": "email", "is_on": True}]}, "choices[0].kind"),
        ({"choices": [{"channel": "in_app", "is_on": False}]}, "choices[0].is_on"),
        ({"quiet_hours": {"starts": "22:00", "ends": "22:00"}}, "quiet_hours.ends"),
        ({"quiet_hours": {"starts": "22:00"}}, "quiet_hours.ends"),
        ({"quiet_hours": {"starts": "25:00", "ends": "7"}}, "quiet_hours.starts"),
        ({"phone_number": "0170 1234567"}, "phone_number"),
        ({"sound": "loud"}, "sound"),
    ],
)
def test_what_does_not_hold_is_refused_by_field_and_nothing_is_kept(change, field, call):
    good = {"choices": [{"channel": "email", "is_on": True}]} if "choices" not in change else {}
    answer = call("patch", "notifications/preferences", good | change)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Preference.objects.exists()
    assert not QuietHours.objects.exists()


def test_a_browser_subscribes_with_our_key_and_ends_by_its_endpoint(call, mother):
    assert call("get", "web-push/key").json() == {"public_key": keys.public_key()}
    browser = Browser()
    made = call("post", "web-push/subscriptions", browser.subscription())
    assert made.status_code == 201
    assert set(made.json()) == {"id", "created_at"}
    assert call("post", "web-push/subscriptions", browser.subscription()).status_code == 200
    assert WebPushSubscription.objects.get(ended_at=None).person == mother
    end = {"endpoint": browser.endpoint}
    assert call("post", "web-push/subscriptions/end", end).status_code == 204
    assert call("post", "web-push/subscriptions/end", end).status_code == 204
    assert not WebPushSubscription.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:5432/", "https://evil.example/x", "file:///etc/passwd"]
)
def test_an_endpoint_of_no_push_service_is_refused(endpoint, call):
    answer = call("post", "web-push/subscriptions", Browser(endpoint).subscription())
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("endpoint", "push_service_unknown")
    ]


def test_a_phone_is_registered_once_and_forgotten_by_its_owner_only(call, client_of, mother):
    phone = {"token": "abc:def", "platform": "ios"}
    assert call("post", "push-tokens", phone).status_code == 201
    assert call("post", "push-tokens", phone).status_code == 200
    stranger = client_of(ClinicianFactory())
    assert call("post", "push-tokens/end", {"token": "abc:def"}, by=stranger).status_code == 204
    assert DeviceToken.objects.get(ended_at=None).person == mother
    assert call("post", "push-tokens/end", {"token": "abc:def"}).status_code == 204
    assert not DeviceToken.objects.filter(ended_at=None).exists()
    assert call("post", "push-tokens", {"token": "x", "platform": "fridge"}).status_code == 400


def test_a_test_reaches_oneself_and_is_limited(call, mother, settings, monkeypatch):
    from rest_framework.settings import api_settings

    assert call("post", "notifications/test").status_code == 201
    assert mother.notifications.get().kind == "test"
    rates = {**api_settings.DEFAULT_THROTTLE_RATES, "notification_test": "1/min"}
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", rates, raising=False)
    codes = [call("post", "notifications/test").status_code for _ in range(3)]
    assert codes[-1] == 429


def test_closing_an_account_forgets_its_browsers_and_phones(call, mother):
    from datetime import timedelta

    from django.utils import timezone

    from apps.accounts.services import people
    from apps.foundation import outbox
    from tests.factories import AdministratorFactory

    call("post", "web-push/subscriptions", Browser().subscription())
    call("post", "push-tokens", {"token": "t", "platform": "android"})
    people.deactivate(AdministratorFactory(), person_id=mother.public_id, at=timezone.now())
    while outbox.deliver_one(at=timezone.now() + timedelta(seconds=1)):
        pass
    for table in (WebPushSubscription, DeviceToken):
        assert table.objects.get().ended_because == "person_inactive"

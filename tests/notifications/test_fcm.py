"""FCM against a local server that speaks its HTTP v1 API and Google's token exchange, with a key made here."""

from __future__ import annotations

import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

from apps.foundation.severity import Severity
from apps.notifications import channels, google
from apps.notifications.models import DeviceToken
from apps.notifications.services.addresses import forget_device, register_device
from tests.factories import ClinicianFactory, MotherFactory
from tests.notifications.conftest import NOON
from tests.notifications.google import pem
from tests.notifications.outside import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother():
    mother = MotherFactory()
    register_device(mother, token="phone-token", platform="android", at=NOON)
    return mother


def test_the_phone_gets_words_and_id_with_the_accounts_own_token(mother, firebase, tell, deliver):
    notification = tell(mother)
    row = deliver(notification, "fcm")
    assert (row.state, row.problem) == ("sent", "")
    [request] = firebase.sends
    assert request.path == "/v1/projects/kaishi-test/messages:send"
    tag = row.public_id.hex
    assert request.json() == {
        "message": {
            "token": "phone-token",
            "notification": {"title": "KAISHI", "body": "Something new in KAISHI"},
            "data": {"id": str(notification.public_id)},
            "android": {
                "priority": "NORMAL",
                "ttl": f"{3 * 24 * 3_600}s",
                "collapse_key": tag,
                "notification": {"tag": tag},
            },
            "apns": {"headers": {"apns-collapse-id": tag, "apns-priority": "5"}},
        }
    }
    [claims] = firebase.assertions
    assert claims["iss"] == "push@kaishi-test.iam.gserviceaccount.com"
    assert claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
    assert 0 < claims["exp"] - time.time() <= 3_600


def test_a_token_of_ours_is_asked_for_once_an_hour(mother, firebase, tell, deliver, monkeypatch):
    for _ in range(3):
        deliver(tell(mother), "fcm")
    assert (len(firebase.assertions), len(firebase.sends)) == (1, 3)
    later = time.time() + 3_400
    monkeypatch.setattr("apps.notifications.google.time.time", lambda: later)
    monkeypatch.setattr(
        "apps.notifications.google.assertion",
        lambda account, at_s, sign=google.assertion: sign(account, at_s=at_s - 3_400),
    )
    assert deliver(tell(mother), "fcm").state == "sent"
    assert len(firebase.assertions) == 2


def test_a_token_that_was_taken_back_is_replaced_at_the_next_attempt(mother, firebase, tell, deliver):
    deliver(tell(mother), "fcm")
    firebase.assertions.append({})  # from now on it takes «token-2» only
    notification = tell(mother)
    row = deliver(notification, "fcm")
    assert (row.state, row.problem) == ("queued", "fcm_401")
    assert deliver(notification, "fcm", at=row.due_at).state == "sent"


def error(status: int, name: str, code: str) -> Reply:
    details = [
        {"@type": "type.googleapis.com/google.rpc.BadRequest"},
        {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code},
    ]
    body = {"error": {"code": status, "message": "m", "status": name, "details": details}}
    return Reply(status, body=json.dumps(body).encode())


@pytest.mark.parametrize(
    "reply", [error(404, "NOT_FOUND", "UNREGISTERED"), error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH")]
)
def test_a_phone_that_is_gone_is_not_pushed_to_again(reply, mother, firebase, tell, deliver):
    firebase.reply = reply
    row = deliver(tell(mother), "fcm")
    assert row.state == "failed"
    ended = DeviceToken.objects.get()
    assert ended.ended_because == row.problem
    assert ended.ended_because in ("fcm_unregistered", "fcm_sender_id_mismatch")
    assert not tell(mother).deliveries.filter(channel="fcm").exists()


@pytest.mark.parametrize(
    ("reply", "state", "problem"),
    [
        (error(503, "UNAVAILABLE", "UNAVAILABLE"), "queued", "fcm_503"),
        (error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), "queued", "fcm_429"),
        (error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"), "failed", "fcm_400"),
        (Reply(404, body=b"<html>"), "failed", "fcm_404"),
        (Reply(500, body=b'{"error": []}'), "queued", "fcm_500"),
    ],
)
def test_other_errors_are_told_apart(reply, state, problem, mother, firebase, tell, deliver):
    firebase.reply = reply
    row = deliver(tell(mother), "fcm")
    assert (row.state, row.problem) == (state, problem)
    assert DeviceToken.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(400, body=b'{"error": "invalid_grant"}'), "google_400"),
        (Reply(200, body=b"nonsense"), "google_answer"),
        (Reply(200, body=b"[]"), "google_answer"),
    ],
)
def test_without_a_token_nothing_is_sent_and_it_is_tried_again(
    reply, problem, mother, firebase, tell, deliver
):
    firebase.token_reply = reply
    row = deliver(tell(mother), "fcm")
    assert (row.state, row.problem) == ("queued", problem)
    assert firebase.sends == []


def test_what_is_urgent_wakes_the_phone(mother, firebase, tell, deliver):
    deliver(tell(mother, severity=Severity.URGENT), "fcm")
    message = firebase.sends[0].json()["message"]
    assert message["android"]["priority"] == "HIGH"
    assert message["apns"]["headers"]["apns-priority"] == "10"


def test_an_answer_that_never_comes_is_repeated_under_the_same_tag(
    mother, firebase, google_service, tell, deliver
):
    notification = tell(mother)
    google_service.answer = lambda request: firebase.token(request) if request.path == "/token" else None
    row = deliver(notification, "fcm")
    assert (row.state, row.problem) == ("queued", "fcm_broke_off")
    google_service.answer = firebase.answer
    assert deliver(notification, "fcm", at=row.due_at).state == "sent"


def test_without_a_key_it_is_off(settings, mother, tell):
    settings.FCM_CREDENTIALS = ""
    assert "fcm" not in [channel.name for channel in channels.usable()]
    assert not tell(mother).deliveries.filter(channel="fcm").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("no json", "no service account's key"),
        ("[]", "no service account's key"),
        ('{"project_id": "p"}', "no service account's key"),
    ],
)
def test_a_key_file_that_is_none_is_told_by_its_setting(content, words, settings, tmp_path):
    file = tmp_path / "broken.json"
    if content is not None:
        file.write_text(content)
    settings.FCM_CREDENTIALS = str(file)
    with pytest.raises(ImproperlyConfigured, match=words):
        google.service_account()


def test_a_key_of_another_kind_is_refused(firebase, settings, tmp_path):
    file = tmp_path / "ec.json"
    held = json.loads(open(settings.FCM_CREDENTIALS).read())  # noqa: SIM115, PTH123
    file.write_text(json.dumps(held | {"private_key": pem(ec.generate_private_key(ec.SECP256R1()))}))
    settings.FCM_CREDENTIALS = str(file)
    with pytest.raises(ImproperlyConfigured, match="no RSA key"):
        google.service_account()


def test_a_phone_belongs_to_whoever_signed_in_last(mother):
    again, created = register_device(mother, token="phone-token", platform="android", at=NOON)
    assert not created
    other = ClinicianFactory()
    taken, created = register_device(other, token="phone-token", platform="android", at=NOON)
    assert created
    again.refresh_from_db()
    assert again.ended_because == "replaced"
    assert forget_device(mother, token="phone-token", at=NOON) == 0
    assert forget_device(other, token="phone-token", at=NOON) == 1

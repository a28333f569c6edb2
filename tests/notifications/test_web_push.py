"""Web push to a real HTTP service: what it receives only the browser can read, and it knows that it is us."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from apps.foundation.errors import Invalid
from apps.foundation.severity import Severity
from apps.notifications import endpoints, keys
from apps.notifications.models import WebPushSubscription
from apps.notifications.services.addresses import MOST_OF_ONE_PERSON, subscribe, unsubscribe
from tests.factories import ClinicianFactory
from tests.notifications.browser import Browser
from tests.notifications.conftest import NOON
from tests.notifications.outside import Reply, http_service

pytestmark = pytest.mark.django_db


def key_of(authorization: str) -> tuple[str, ec.EllipticCurvePublicKey]:
    """Token and public key of a VAPID header."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.split("=", 1) for part in rest.split(","))
    point = keys.bytes_of(parts["k"])
    return parts["t"], ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def test_the_browser_reads_the_words_and_the_id_and_nothing_else_arrives(
    midwife, push_service, subscribed, tell, deliver
):
    browser = subscribed(midwife, push_service)
    notification = tell(midwife)
    row = deliver(notification, "web_push")
    assert (row.state, row.attempts, row.problem) == ("sent", 1, "")
    [request] = push_service.received
    assert request.path == "/push/abc"
    assert browser.read(request.body) == {
        "id": str(notification.public_id),
        "words": "Something new in KAISHI",
    }
    assert str(notification.public_id).encode() not in request.body
    assert request.headers["content-encoding"] == "aes128gcm"
    assert request.headers["ttl"] == str(3 * 24 * 3_600)
    assert request.headers["urgency"] == "normal"
    assert request.headers["topic"] == row.public_id.hex
    assert len(request.headers["topic"]) <= 32


def test_the_push_service_can_check_that_it_is_us(midwife, push_service, subscribed, tell, deliver):
    subscribed(midwife, push_service)
    deliver(tell(midwife), "web_push")
    authorization = push_service.received[0].headers["authorization"]
    assert Vapid02.verify(authorization)
    token, key = key_of(authorization)
    claims = jwt.decode(token, key, algorithms=["ES256"], audience=push_service.url)
    assert claims["sub"] == "mailto:postmaster@localhost"
    raw = keys.bytes_of(keys.public_key())
    assert (raw[0], len(raw)) == (4, 65)
    assert key == ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)


def test_what_is_urgent_says_so_to_the_push_service(midwife, push_service, subscribed, tell, deliver):
    subscribed(midwife, push_service)
    deliver(tell(midwife, severity=Severity.EMERGENCY), "web_push")
    assert push_service.received[0].headers["urgency"] == "high"


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_not_pushed_to_again(
    status, midwife, push_service, subscribed, tell, deliver
):
    subscribed(midwife, push_service)
    push_service.answer = lambda request: Reply(status)
    row = deliver(tell(midwife), "web_push")
    assert (row.state, row.problem) == ("failed", f"push_{status}")
    ended = WebPushSubscription.objects.get()
    assert (ended.ended_at, ended.ended_because) == (NOON, f"push_{status}")
    assert not tell(midwife).deliveries.filter(channel="web_push").exists()
    assert len(push_service.received) == 1


@pytest.mark.parametrize(
    ("reply", "state", "wait_s"),
    [
        (Reply(500), "queued", (22.5, 37.5)),
        (Reply(503, {"Retry-After": "90"}), "queued", (90, 90)),
        (Reply(429, {"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}), "queued", (22.5, 37.5)),
        (Reply(429, {"Retry-After": "soon"}), "queued", (22.5, 37.5)),
        (Reply(400), "failed", None),
        (Reply(403), "failed", None),
        (Reply(413), "failed", None),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Reply) else None,
)
def test_what_heals_is_tried_again_after_a_pause_and_what_does_not_is_not(
    reply, state, wait_s, midwife, push_service, subscribed, tell, deliver
):
    subscribed(midwife, push_service)
    push_service.answer = lambda request: reply
    row = deliver(tell(midwife), "web_push")
    assert (row.state, row.problem, row.attempts) == (state, f"push_{reply.status}", 1)
    assert WebPushSubscription.objects.get().ended_at is None
    if wait_s:
        low, high = wait_s
        assert timedelta(seconds=low) <= row.due_at - NOON <= timedelta(seconds=high)


def test_the_second_attempt_replaces_the_first_at_the_push_service(
    midwife, push_service, subscribed, tell, deliver
):
    """It was handed over, but the answer never came: a repeat carries the same topic and the same id."""
    browser = subscribed(midwife, push_service)
    push_service.answer = lambda request: None
    notification = tell(midwife)
    row = deliver(notification, "web_push")
    assert (row.state, row.problem) == ("queued", "push_broke_off")
    push_service.answer = lambda request: Reply()
    assert deliver(notification, "web_push", at=row.due_at).state == "sent"
    first, second = push_service.received
    assert first.headers["topic"] == second.headers["topic"] == row.public_id.hex
    assert browser.read(first.body) == browser.read(second.body)


def test_a_redirect_is_not_followed(midwife, push_service, subscribed, tell, deliver):
    with http_service() as elsewhere:
        push_service.answer = lambda request: Reply(307, {"Location": f"{elsewhere.url}/inside"})
        subscribed(midwife, push_service)
        row = deliver(tell(midwife), "web_push")
        assert (row.state, row.problem) == ("failed", "push_307")
        assert elsewhere.received == []


def test_a_service_that_is_not_there_is_tried_again(midwife, push_service, tell, deliver):
    with http_service() as gone:
        browser = Browser(f"{gone.url}/push/abc")
        subscribe(midwife, endpoint=browser.endpoint, at=NOON, **browser.subscription()["keys"])
    row = deliver(tell(midwife), "web_push")
    assert (row.state, row.problem) == ("queued", "push_unreachable")


def test_an_answer_without_end_is_read_no_further_than_needed(
    midwife, push_service, subscribed, tell, deliver
):
    push_service.answer = lambda request: Reply(201, body=b"x" * 3_000_000)
    subscribed(midwife, push_service)
    assert deliver(tell(midwife), "web_push").state == "sent"


ALLOWED = [
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://web.push.apple.com/QK",
    "https://wns2-by3p.notify.windows.com/w/?token=a%2bb",
    "https://fcm.googleapis.com:443/fcm/send/abc",
]
REFUSED = [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/fcm/send/abc",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evil.example/fcm.googleapis.com",
    "https://fcm.googleapis.com@evil.example/x",
    "https://user:word@fcm.googleapis.com/x",
    "https://evilpush.apple.com/x",
    "https://push.apple.com.evil.example/x",
    "https://notify.windows.com/x",
    "https://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/x",
    "http://127.0.0.1:8000/x",
    "https://[::1]/x",
    "https://localhost/x",
    "https://fcm.googleapis.com\\@evil.example/x",
    "https://fcm.googleapis.com/x\r\nHost: evil.example",
    "https://fcm.googleapis.com/ x",
    "https://fcm.googleapis.com/x#fragment",
    "https://ｆcm.googleapis.com/x",
    "https://fcm.googleapis.com:port/x",
    "https://[fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "//fcm.googleapis.com/x",
    "fcm.googleapis.com",
    "",
    "https://fcm.googleapis.com/" + "x" * 1_000,
]


def test_push_services_of_the_browsers_are_called_and_nobody_else():
    assert [endpoint for endpoint in ALLOWED if not endpoints.is_allowed(endpoint)] == []
    assert [endpoint for endpoint in REFUSED if endpoints.is_allowed(endpoint)] == []


@pytest.mark.parametrize("endpoint", REFUSED[:10])
def test_another_address_is_refused_before_anything_is_kept(endpoint, midwife):
    with pytest.raises(Invalid) as refusal:
        subscribe(midwife, endpoint=endpoint, at=NOON, **Browser().subscription()["keys"])
    assert [(error.field, error.code) for error in refusal.value.errors] == [
        ("endpoint", "push_service_unknown")
    ]
    assert not WebPushSubscription.objects.exists()


def test_a_host_that_is_taken_off_the_list_is_not_called_any_more(
    midwife, push_service, subscribed, tell, deliver, settings
):
    subscribed(midwife, push_service)
    notification = tell(midwife)
    settings.WEB_PUSH_LOOPBACK = False
    row = deliver(notification, "web_push")
    assert (row.state, row.problem) == ("failed", "endpoint_not_allowed")
    assert push_service.received == []


def test_with_another_key_of_ours_a_browser_is_asked_again_and_not_lost(
    midwife, push_service, subscribed, tell, deliver, settings, client_of
):
    """Put back, the old key works again: nothing has been thrown away."""
    subscribed(midwife, push_service)
    client, old_key = client_of(midwife), settings.VAPID_PRIVATE_KEY
    known = 'data-known="[&quot;'
    assert known in client.get("/notifications/preferences").content.decode()
    settings.VAPID_PRIVATE_KEY = keys.new_private_key()
    row = deliver(tell(midwife), "web_push")
    assert (row.state, row.problem) == ("failed", "key_changed")
    assert known not in client.get("/notifications/preferences").content.decode()
    settings.VAPID_PRIVATE_KEY = old_key
    assert deliver(tell(midwife), "web_push").state == "sent"
    assert len(push_service.received) == 1


@pytest.mark.parametrize(
    ("p256dh", "auth", "field"),
    [
        ("AAAA", None, "keys.p256dh"),
        ("B" + "A" * 86, None, "keys.p256dh"),
        ("!" * 87, None, "keys.p256dh"),
        (None, "AAAA", "keys.auth"),
        (None, "é", "keys.auth"),
    ],
)
def test_keys_that_are_none_are_refused(p256dh, auth, field, midwife):
    given = Browser().subscription()["keys"]
    wrong = {"p256dh": p256dh or given["p256dh"], "auth": auth or given["auth"]}
    with pytest.raises(Invalid) as refusal:
        subscribe(midwife, endpoint=ALLOWED[0], at=NOON, **wrong)
    assert [error.field for error in refusal.value.errors] == [field]


def test_the_same_browser_twice_is_one_and_who_uses_it_next_has_it(midwife):
    browser, colleague = Browser(), ClinicianFactory()
    given = {"endpoint": browser.endpoint, "at": NOON, **browser.subscription()["keys"]}
    first, created = subscribe(midwife, **given)
    assert created
    assert subscribe(midwife, **given) == (first, False)
    taken, created = subscribe(colleague, **given)
    assert created
    first.refresh_from_db()
    assert first.ended_because == "replaced"
    assert list(WebPushSubscription.objects.filter(ended_at=None)) == [taken]


def test_what_waits_for_a_browser_that_changed_hands_is_held_back(
    midwife, push_service, subscribed, tell, deliver
):
    browser = subscribed(midwife, push_service)
    notification = tell(midwife)
    subscribe(ClinicianFactory(), endpoint=browser.endpoint, at=NOON, **browser.subscription()["keys"])
    row = deliver(notification, "web_push")
    assert (row.state, row.held_back_by) == ("suppressed", "no_address")
    assert push_service.received == []


def test_nobody_makes_us_push_to_thousands_of_browsers(midwife):
    for number in range(MOST_OF_ONE_PERSON + 3):
        subscribe(midwife, endpoint=f"{ALLOWED[0]}{number}", at=NOON, **Browser().subscription()["keys"])
    kept = WebPushSubscription.objects.filter(ended_at=None).order_by("id")
    assert kept.count() == MOST_OF_ONE_PERSON
    assert kept[0].endpoint == f"{ALLOWED[0]}3"


def test_only_the_owner_ends_a_subscription(midwife):
    browser = Browser()
    subscribe(midwife, endpoint=browser.endpoint, at=NOON, **browser.subscription()["keys"])
    assert unsubscribe(ClinicianFactory(), endpoint=browser.endpoint, at=NOON) == 0
    assert unsubscribe(midwife, endpoint=browser.endpoint, at=NOON) == 1
    assert unsubscribe(midwife, endpoint=browser.endpoint, at=NOON) == 0

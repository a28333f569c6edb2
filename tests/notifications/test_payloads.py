"""Whatever leaves the house says that there is something new, and not a word of what, of whom, or about whom."""

from __future__ import annotations

import json
import re
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from django.utils import translation

from apps.foundation.severity import Severity
from apps.notifications import channels, kinds, words
from apps.notifications.models import Delivery
from apps.notifications.services import delivering, preferences
from apps.notifications.services.addresses import register_device
from tests.factories import MotherFactory
from tests.notifications.conftest import NOON
from tests.notifications.outside import Reply

pytestmark = pytest.mark.django_db
KIND = "bleeding_alert"
TITLE = "Heavy bleeding of Amina Rahman"
HEALTH = re.compile(
    r"bleed|pain|fever|breath|seizure|itch|headache|vision|movement|heart|pregnan|baby|mother|fetus|alert|urgent|"
    r"emergency|message|consult|midwife|doctor|blood|glucose|weight|severity|kind|출혈|임신|출血|出血|怀孕|胎动|태동",
    re.I,
)


@pytest.fixture
def telling(monkeypatch):
    """A kind whose words, address and thing would all be a leak."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(KIND, title=TITLE, url=lambda object_id, person: f"/mothers/{object_id}/bleeding")


@pytest.fixture
def amina(push_service, subscribed, firebase, gateway, post):
    """A mother who is reached over every way that there is."""
    amina = MotherFactory(full_name="Amina Rahman", email="reader@example.org")
    amina.browser = subscribed(amina, push_service)
    register_device(amina, token="phone-token", platform="ios", at=NOON)
    preferences.set_phone_number(amina, number="+491701234567")
    return amina


@pytest.mark.parametrize("language", ["en", "ko", "zh-hans"])
@pytest.mark.parametrize("severity", [Severity.EMERGENCY])
def test_no_channel_says_more_than_that_there_is_something_new(
    language,
    severity,
    amina,
    telling,
    tell,
    push_service,
    firebase,
    gateway,
    post,
    settings,
):
    settings.PUBLIC_ADDRESS = "https://kaishi.example"
    amina.language = language
    amina.save()
    notification = tell(amina, kind=KIND, severity=severity, dedupe_key="Amina bleeds", pregnancy_id=None)
    for row in notification.deliveries.filter(state="queued"):
        delivering.deliver(row.public_id, now=lambda: NOON)
    states = dict(Delivery.objects.filter(notification=notification).values_list("channel", "state"))
    assert states == {channel.name: "sent" for channel in channels.registered()}

    [pushed], [fcm], [short], [mail] = push_service.received, firebase.sends, gateway.received, post.mails
    neutral = words.something_new(amina)
    inside = amina.browser.read(pushed.body)
    assert inside == {"words": neutral, "id": str(notification.public_id)}
    left = {
        "web_push": json.dumps(inside, ensure_ascii=False) + pushed.path + str(pushed.headers),
        "fcm": json.dumps(fcm.json(), ensure_ascii=False) + fcm.path + str(fcm.headers),
        "sms": json.dumps(short.json(), ensure_ascii=False) + short.path + str(short.headers),
        "email": readable(mail),
    }
    secret = [
        "Amina",
        "Rahman",
        KIND,
        "Heavy",
        str(notification.object_id),
        notification.object_id.hex,
        "bleeds",
        str(amina.public_id),
    ]
    for channel, text in left.items():
        bare = without_our_own(text)
        assert [word for word in secret if word in text] == [], channel
        assert HEALTH.findall(bare) == [], (channel, bare)
        assert neutral in text, channel


def readable(raw: bytes) -> str:
    """Headers decoded and body of a mail; the envelope's address is hers and has to be there."""
    mail = message_from_bytes(raw, policy=policy.default)
    headers = " ".join(f"{name}: {value}" for name, value in mail.items())
    return f"{headers} {mail.get_content()}"


def without_our_own(text: str) -> str:
    """Take away what the protocols themselves call things: names of headers, of members, of paths."""
    protocol = (
        r"content-type|Message-ID|messages?:send|\"message\"|Urgency|'urgency': 'high'|firebase\.messaging|"
        r"/messages|This message was sent by KAISHI\. Please do not reply to it\."
    )
    return re.sub(protocol, "", text, flags=re.I)


def test_the_id_is_opaque(midwife, tell):
    """It is made for the notification, and says neither of whom nor of what."""
    first, second = tell(midwife), tell(midwife)
    assert first.public_id != first.object_id
    assert UUID(int=first.public_id.int ^ second.public_id.int) != UUID(int=0)


def test_the_words_are_the_same_for_everything(midwife):
    assert words.something_new(midwife) == "Something new in KAISHI"
    with translation.override("ko"):
        assert words.something_new(midwife) == "Something new in KAISHI", (
            "hers count, not those of the worker"
        )


def test_no_health_word_reaches_the_logs(midwife, push_service, subscribed, telling, tell, deliver, caplog):
    subscribed(midwife, push_service)
    push_service.answer = lambda request: Reply(500)
    with caplog.at_level("DEBUG"):
        deliver(tell(midwife, kind=KIND), "web_push")
    assert "bleeding" not in caplog.text
    assert "Nadezhda" not in caplog.text

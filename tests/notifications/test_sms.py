"""Short messages: off by default, through a gateway of the house, at most once."""

from __future__ import annotations

import pytest
import structlog

from apps.foundation.errors import Invalid
from apps.foundation.severity import Severity
from apps.notifications import channels
from apps.notifications.models import PhoneNumber
from apps.notifications.services import preferences
from tests.notifications.outside import Reply

pytestmark = pytest.mark.django_db
EMERGENCY = Severity.EMERGENCY


@pytest.fixture
def reachable(midwife):
    preferences.set_phone_number(midwife, number="+49 (170) 123-45.67")
    return midwife


def test_it_is_off_by_default(reachable, tell):
    assert "sms" not in [channel.name for channel in channels.usable()]
    assert not tell(reachable, severity=EMERGENCY).deliveries.filter(channel="sms").exists()


def test_the_gateway_gets_number_words_and_an_id_to_tell_repeats_by(reachable, gateway, tell, deliver):
    row = deliver(tell(reachable, severity=EMERGENCY), "sms")
    assert row.state == "sent"
    [request] = gateway.received
    assert request.json() == {
        "to": "+491701234567",
        "text": "Something new in KAISHI",
        "id": str(row.public_id),
    }
    assert request.headers["authorization"] == "Bearer secret"
    assert request.headers["idempotency-key"] == str(row.public_id)


@pytest.mark.parametrize(
    ("reply", "state", "problem"),
    [
        (Reply(503), "queued", "sms_503"),
        (Reply(422), "failed", "sms_422"),
        (None, "failed", "unknown_end"),
    ],
)
def test_what_may_have_arrived_is_not_sent_again(reply, state, problem, reachable, gateway, tell, deliver):
    gateway.answer = lambda request: reply
    row = deliver(tell(reachable, severity=EMERGENCY), "sms")
    assert (row.state, row.problem) == (state, problem)
    assert len(gateway.received) == 1


def test_the_console_gateway_keeps_the_number_out_of_the_log(reachable, settings, tell, deliver):
    settings.SMS_GATEWAY = "apps.notifications.channels.sms.ConsoleGateway"
    with structlog.testing.capture_logs() as lines:
        assert deliver(tell(reachable, severity=EMERGENCY), "sms").state == "sent"
    [line] = [line for line in lines if line["event"] == "short_message"]
    assert line["text"] == "Something new in KAISHI"
    assert "1234567" not in str(line)


NO_NUMBERS = ["01701234567", "+0170123456", "+49", "+49170123456789012", "call me", "+４９1701234567"]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_number_without_its_country_is_refused(number, midwife):
    with pytest.raises(Invalid):
        preferences.set_phone_number(midwife, number=number)
    assert not PhoneNumber.objects.exists()


def test_an_empty_number_takes_it_back(reachable):
    preferences.set_phone_number(reachable, number="")
    assert not PhoneNumber.objects.exists()

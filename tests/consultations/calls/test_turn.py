"""Credentials for the relay: who gets them, what they say, when they end."""

import base64
import hashlib
import hmac
import runpy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from apps.consultations.calls import selectors, turn
from apps.consultations.services import calls
from apps.foundation.errors import Conflict, NotVisible
from tests.consultations.calls.conftest import AT, later
from tests.factories import ClinicianFactory

PART = Path(__file__).resolve().parents[3] / "kaishi" / "settings" / "parts" / "calls.py"
SECRET = "a-secret-that-the-relay-knows-as-well"
STUN, TURN = ["stun:stun.example.org:3478"], ["turn:turn.example.org:3478", "turns:turn.example.org:5349"]


def servers(**changes: Any) -> turn.IceServers:
    given = {"stun": STUN, "turn": TURN, "secret": SECRET, "relay_only": False, "name": "ab12", "at": AT}
    return turn.ice_servers(**given | changes)


def test_a_name_holds_its_expiry_and_the_password_is_its_hmac():
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    relay = servers(at=at).servers[1]
    assert relay.username == f"{int(at.timestamp()) + 3600}:ab12"
    digest = hmac.new(SECRET.encode(), str(relay.username).encode(), hashlib.sha1).digest()
    assert relay.credential == base64.b64encode(digest).decode()
    assert relay.urls == tuple(TURN)


def test_a_known_answer():
    name, password = turn.credential("north", name="u", until=datetime(2030, 1, 1, tzinfo=UTC))
    assert (name, password) == ("1893456000:u", "QpGIZopyGp5JukhJ9S+11L30JWQ=")


def test_with_the_relay_only_nothing_else_is_offered():
    told = servers(relay_only=True)
    assert (told.policy, [server.urls for server in told.servers]) == ("relay", [tuple(TURN)])
    assert servers().policy == "all"


def test_without_servers_two_browsers_in_one_network_still_find_each_other():
    assert servers(stun=[], turn=[]).servers == ()


def test_the_relay_learns_neither_who_nor_which_call():
    person, call = UUID(int=1), UUID(int=2)
    name = turn.opaque_id(SECRET, call, person)
    assert str(person) not in name
    assert name == turn.opaque_id(SECRET, call, person)
    assert len({name, turn.opaque_id(SECRET, call, uuid4()), turn.opaque_id(SECRET, uuid4(), person)}) == 3


@pytest.fixture
def _relay(settings: Any) -> None:
    settings.CALL_STUN_URLS, settings.CALL_TURN_URLS, settings.CALL_TURN_SECRET = STUN, TURN, SECRET


@pytest.mark.usefixtures("_relay")
def test_only_the_two_of_a_live_call_get_credentials(room):
    call = room.start()
    one, two = (
        selectors.ice_servers_for(person, call.public_id, at=AT).servers[1]
        for person in (room.mother, room.clinician)
    )
    assert one.username != two.username
    for person in (room.colleague, ClinicianFactory()):
        with pytest.raises(NotVisible):
            selectors.ice_servers_for(person, call.public_id, at=AT)
    calls.decline(room.clinician, call_id=call.public_id, at=AT)
    with pytest.raises(Conflict) as refused:
        selectors.ice_servers_for(room.mother, call.public_id, at=later(1))
    assert refused.value.code == "call_over"


def settings_with(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Any]:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(PART))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"KAISHI_STUN_URLS": "http://x"}, "KAISHI_STUN_URLS"),
        ({"KAISHI_TURN_URLS": "stun:x"}, "KAISHI_TURN_URLS"),
        ({"KAISHI_TURN_URLS": "turn:x", "KAISHI_TURN_SECRET": "short"}, "KAISHI_TURN_SECRET needs 32"),
        ({"KAISHI_CALLS_RELAY_ONLY": "yes"}, "names no relay"),
        ({"KAISHI_CALL_RING_SECONDS": "30"}, "from 60 to 90"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_a_sentence(monkeypatch, given, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        settings_with(monkeypatch, **given)


def test_settings_are_read(monkeypatch):
    read = settings_with(
        monkeypatch,
        KAISHI_TURN_URLS=",".join(TURN),
        KAISHI_TURN_SECRET=SECRET,
        KAISHI_CALLS_RELAY_ONLY="yes",
    )
    assert (read["CALL_TURN_URLS"], read["CALL_RELAY_ONLY"], read["CALL_RING_SECONDS"]) == (TURN, True, 75)


def test_going_live_without_a_relay_is_warned_of(settings):
    settings.CALL_TURN_URLS = []
    with pytest.raises(SystemCheckError, match="consultations.W001"):
        call_command("check", deploy=True, fail_level="WARNING")

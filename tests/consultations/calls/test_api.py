"""Calls over the API: the whole life, what is refused, what is never told."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import AccessLogEntry
from apps.consultations.calls import registry
from apps.consultations.models import Call
from tests.consultations.calls.conftest import Room


def body(device: Any, **more: Any) -> dict[str, Any]:
    return {"device": str(device), "microphone": True, "camera": False, **more}


@pytest.fixture
def post(client_of):
    def posted(person, path: str, data: Any = None) -> Any:
        return client_of(person).post(f"/api/v1/{path}", data or {}, content_type="application/json")

    return posted


def begin(post, room: Room, **more: Any) -> dict[str, Any]:
    wanted = body(room.phone, id=str(uuid4()), kind="video", **more)
    answer = post(room.mother, f"consultations/{room.thread.public_id}/calls", wanted)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_a_call_from_ring_to_end(client_of, post, room):
    call = begin(post, room)
    assert (call["state"], call["caller"]["device"], call["callee"]["device"]) == (
        "ringing",
        str(room.phone),
        None,
    )
    assert client_of(room.clinician).get("/api/v1/calls/own").json()["call"]["id"] == call["id"]
    answered = post(room.clinician, f"calls/{call['id']}/answer", body(room.desk)).json()
    assert (answered["state"], answered["callee"]["device"]) == ("active", str(room.desk))
    ice = client_of(room.mother).get(f"/api/v1/calls/{call['id']}/ice-servers").json()
    assert (ice["ice_transport_policy"], ice["ice_servers"]) == ("all", [])
    assert post(room.mother, f"calls/{call['id']}/consents", body(room.phone)).status_code == 201
    ended = post(room.mother, f"calls/{call['id']}/end").json()
    assert (ended["state"], ended["reason"]) == ("ended", "hung_up")
    assert ended["duration_s"] >= 0
    assert client_of(room.clinician).get("/api/v1/calls/own").json() == {"call": None}
    listed = client_of(room.colleague).get(f"/api/v1/consultations/{room.thread.public_id}/calls").json()
    assert [row["id"] for row in listed["results"]] == [call["id"]]


def test_declining_is_told_and_what_is_over_is_a_conflict_that_says_how(post, room):
    call = begin(post, room)
    assert post(room.clinician, f"calls/{call['id']}/decline").json()["state"] == "declined"
    late = post(room.clinician, f"calls/{call['id']}/answer", body(room.desk))
    assert (late.status_code, late.json()["code"], late.json()["state"]) == (409, "call_over", "declined")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "telepathy"}, "kind"),
        ({"device": "x"}, "device"),
        ({"microphone": False}, "microphone"),
        ({"record": True}, "record"),
    ],
)
def test_what_is_not_in_the_description_is_refused_by_name(post, room, change, field):
    wanted = body(room.phone, id=str(uuid4()), kind="video") | change
    answer = post(room.mother, f"consultations/{room.thread.public_id}/calls", wanted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not Call.objects.for_system("test").exists()


def test_a_clinicians_look_at_a_call_is_in_the_mothers_access_log(client_of, post, room):
    call = begin(post, room)
    client_of(room.colleague).get(f"/api/v1/calls/{call['id']}")
    kinds = (
        AccessLogEntry.objects.for_system("test").filter(reader=room.colleague).values_list("kind", flat=True)
    )
    assert "consultations.call" in kinds


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"kind": "video", "reason": "hung_up", "duration_s": 130}, "Video call, 2 minutes"),
        ({"kind": "audio", "reason": "connection_lost", "duration_s": 20}, "Call, 1 minute"),
        ({"kind": "audio", "reason": "no_answer", "duration_s": None}, "Missed call"),
        ({"kind": "video", "reason": "cancelled", "duration_s": None}, "Missed video call"),
        ({"kind": "audio", "reason": "busy", "duration_s": None}, "Call, the line was busy"),
        ({"kind": "video", "reason": "declined", "duration_s": None}, "Video call, declined"),
        ({"kind": "audio", "reason": "not_connected", "duration_s": 31}, "Call, no connection was found"),
    ],
)
def test_what_a_thread_says_of_a_call(payload, words):
    assert registry.in_words(payload) == words


def test_a_page_may_use_neither_camera_nor_microphone_unless_its_view_says_so(client_of, room):
    policy = client_of(room.clinician).get("/").headers["Permissions-Policy"]
    assert "camera=()" in policy
    assert "microphone=()" in policy


def test_pages_without_a_place_for_calls_are_told_who_rings_and_only_her(client_of, post, room):
    def rings(person) -> bool:
        page = client_of(person).get("/consultations/ringing")
        assert page.status_code == 200
        return f"{room.mother.get_full_name()} is calling" in page.content.decode()

    call = begin(post, room)
    assert (rings(room.clinician), rings(room.colleague)) == (True, False)
    assert client_of(room.mother).get("/consultations/ringing").status_code in (302, 403)
    post(room.clinician, f"calls/{call['id']}/decline")
    assert not rings(room.clinician)

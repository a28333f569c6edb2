"""Calls over the consultations' socket: a real server, real clients, a real Valkey."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from apps.consultations.calls import frames
from apps.consultations.models import Call, CallParty
from apps.consultations.services import calls
from apps.foundation import hints
from apps.foundation.models import Revision
from apps.foundation.sockets.closing import Code
from tests.consultations.calls.conftest import Room, end_care, new_room
from tests.foundation.socket_client import Client, ticket_of

PATH = "/ws/v1/consultations"
SDP = "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-\r\n"
off_loop = sync_to_async(thread_sensitive=True)


class Device:
    """One socket of one person, which says for itself what it does in a call."""

    def __init__(self, client: Client, device: Any) -> None:
        self.client, self.device = client, str(device)

    async def send(self, what: str, call: Any, **more: Any) -> None:
        await self.client.send(type=what, call=call, device=self.device, **more)

    async def changed(self, state: str) -> dict[str, Any]:
        """The first word that the call is in this state."""
        while True:
            frame = await self.client.next("callchanged")
            if frame["call"]["state"] == state:
                return dict(frame["call"])

    async def start(self, room: Room, call: Any) -> None:
        await self.send(
            "callstart", call, thread=room.thread.public_id, kind="video", microphone=True, camera=True
        )

    async def answer(self, call: Any) -> None:
        await self.send("callanswer", call, microphone=True, camera=False)

    async def describe(self, call: Any, kind: str = "offer", sdp: str = SDP) -> None:
        await self.send("calldescription", call, link="l1", kind=kind, sdp=sdp)


@asynccontextmanager
async def device_of(address: str, person: Any, device: Any) -> AsyncIterator[Device]:
    async with Client(address, await off_loop(ticket_of)(person), path=PATH) as client:
        await client.next("heads")
        yield Device(client, device)


@asynccontextmanager
async def pair(address: str) -> AsyncIterator[tuple[Room, Device, Device]]:
    room = await off_loop(new_room)()
    async with (
        device_of(address, room.mother, room.phone) as phone,
        device_of(address, room.clinician, room.desk) as desk,
    ):
        yield room, phone, desk


async def speak(room: Room, phone: Device, desk: Device) -> str:
    """The mother rings and the clinician answers; returns the call's id."""
    call = str(uuid4())
    await phone.start(room, call)
    await desk.changed("ringing")
    await desk.answer(call)
    await phone.changed("active")
    await desk.changed("active")
    return call


async def state_of(call: str) -> str:
    row = await Call.objects.for_system("test").aget(public_id=call)
    return str(row.state)


async def test_ring_answer_signals_and_end(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        call = str(uuid4())
        await phone.start(room, call)
        mine, theirs = await phone.changed("ringing"), await desk.changed("ringing")
        assert mine == theirs
        assert (theirs["caller"]["name"], theirs["kind"]) == (room.mother.get_full_name(), "video")
        await desk.answer(call)
        active = await phone.changed("active")
        assert (active["caller"]["device"], active["callee"]["device"]) == (str(room.phone), str(room.desk))
        await desk.changed("active")

        await phone.describe(call)
        offer = await desk.client.next("callsignal")
        assert (offer["kind"], offer["sdp"], offer["link"], offer["device"]) == (
            "offer",
            SDP,
            "l1",
            str(room.desk),
        )
        await desk.describe(call, "answer")
        assert (await phone.client.next("callsignal"))["kind"] == "answer"
        candidate = {"candidate": "candidate:1 1 udp 1 127.0.0.1 9 typ host", "mid": "0", "line": 0}
        await desk.send("callcandidate", call, link="l1", fragment="ab", **candidate)
        heard = await phone.client.next("callsignal")
        assert {name: heard[name] for name in candidate} == candidate
        await phone.send("callmedia", call, microphone=False, camera=True)
        media = await desk.client.next("callsignal")
        assert (media["kind"], media["microphone"], media["camera"]) == ("media", False, True)

        await desk.client.send(type="callhangup", call=call)
        assert (await phone.changed("ended"))["reason"] == "hung_up"


async def test_her_other_devices_stop_ringing(socket_server):
    async with (
        pair(socket_server) as (room, phone, desk),
        device_of(socket_server, room.clinician, uuid4()) as tablet,
    ):
        call = str(uuid4())
        await phone.start(room, call)
        await tablet.changed("ringing")
        await desk.answer(call)
        assert (await tablet.changed("active"))["callee"]["device"] == str(room.desk)
        await tablet.answer(call)
        assert (await tablet.client.next("callrefused"))["code"] == "answered_elsewhere"


async def test_declining_reaches_the_caller(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        await phone.start(room, call := str(uuid4()))
        await desk.changed("ringing")
        await desk.client.send(type="calldecline", call=call)
        assert (await phone.changed("declined"))["reason"] == "declined"


async def test_both_ring_each_other_and_both_end_in_one_call(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        small, large = sorted([str(uuid4()), str(uuid4())])
        await phone.start(room, large)
        await desk.start(room, small)
        for end in (phone, desk):
            assert (await end.changed("active"))["id"] == large


async def test_what_is_refused_is_told_in_her_language_and_the_socket_stays(socket_server):
    room = await off_loop(new_room)()
    room.thread.responsible = None
    await room.thread.asave()
    async with device_of(socket_server, room.mother, room.phone) as phone:
        await phone.start(room, call := str(uuid4()))
        refused = await phone.client.next("callrefused")
        assert (refused["call"], refused["code"]) == (call, "nobody_to_call")
        assert refused["detail"]
        await phone.start(room, call)
        assert (await phone.client.next("callrefused"))["code"] == "nobody_to_call"


# ── signals: only these two, only now, only so much ──────────────────────────


async def test_a_signal_of_somebody_else_goes_nowhere(socket_server):
    async with (
        pair(socket_server) as (room, phone, desk),
        device_of(socket_server, room.colleague, room.desk) as colleague,
        device_of(socket_server, room.mother, uuid4()) as tablet,
    ):
        call = await speak(room, phone, desk)
        for other in (colleague, tablet):
            await other.describe(call)
            assert (await other.client.next("callrefused"))["code"] == "not_found"
        await phone.describe(call, sdp="mine")
        assert (await desk.client.next("callsignal"))["sdp"] == "mine"


async def test_no_signal_passes_before_the_answer_or_after_the_end(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        await phone.start(room, call := str(uuid4()))
        await desk.changed("ringing")
        await phone.describe(call)
        assert (await phone.client.next("callrefused"))["code"] == "not_found"
        await desk.answer(call)
        await phone.changed("active")
        await phone.client.send(type="callhangup", call=call)
        await phone.changed("ended")
        await phone.describe(call)
        assert (await phone.client.next("callrefused"))["code"] == "not_found"


async def test_no_signal_passes_once_she_may_not_be_seen_any_more(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        call = await speak(room, phone, desk)
        await off_loop(end_care)(room)
        for end in (desk, phone):
            await end.describe(call)
            assert (await end.client.next("callrefused"))["code"] == "not_found"
        await off_loop(calls.end_overdue)(timezone.now())
        assert (await phone.changed("ended"))["reason"] == "not_allowed"


async def test_a_description_that_is_too_long_closes_the_socket_and_ends_no_call(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        call = await speak(room, phone, desk)
        await phone.describe(call, sdp="x" * frames.LONGEST_SDP)
        assert len((await desk.client.next("callsignal"))["sdp"]) == frames.LONGEST_SDP
        await phone.describe(call, sdp="x" * (frames.LONGEST_SDP + 1))
        assert await phone.client.closed() == Code.BAD_FRAME
        assert await state_of(call) == "active"


async def test_signals_without_end_close_the_socket(socket_server, monkeypatch):
    monkeypatch.setattr("apps.consultations.sockets.calls.MOST_SIGNALS", 3)
    async with pair(socket_server) as (room, phone, desk):
        call = await speak(room, phone, desk)
        for _ in range(4):
            await phone.describe(call)
        assert await phone.client.closed() == Code.TOO_MUCH


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "callcandidate", "candidate": "c" * (frames.LONGEST_CANDIDATE + 1), "link": "l"},
        {"type": "calldescription", "kind": "rollback", "sdp": "v=0", "link": "l"},
        {"type": "callmedia", "microphone": "yes", "camera": False},
        {"type": "callbeat", "state": "ended"},
        {"type": "callhangup", "why": "bored"},
    ],
)
async def test_a_frame_that_is_not_in_the_description_closes_the_socket(socket_server, frame):
    room = await off_loop(new_room)()
    async with device_of(socket_server, room.mother, room.phone) as phone:
        await phone.client.send(**{"call": uuid4(), "device": room.phone, **frame})
        assert await phone.client.closed() == Code.BAD_FRAME


async def test_of_descriptions_nothing_is_stored_and_nothing_is_logged(socket_server, caplog):
    secret = "a=ice-pwd:nobody-reads-this"
    with caplog.at_level(logging.DEBUG):
        async with pair(socket_server) as (room, phone, desk):
            call = await speak(room, phone, desk)
            await phone.describe(call, sdp=SDP + secret)
            await desk.client.next("callsignal")
    assert secret not in caplog.text
    kept = [json.dumps(row.after) async for row in Revision.objects.filter(table_name="consultations_call")]
    assert kept
    assert not any(secret in text for text in kept)


# ── a lost frame costs a moment ──────────────────────────────────────────────


async def test_a_beat_keeps_the_call_and_tells_what_was_missed(socket_server):
    async with pair(socket_server) as (room, phone, desk):
        await phone.start(room, call := str(uuid4()))
        await phone.changed("ringing")
        hints._silent_until = float("inf")  # as after a Valkey that did not answer: nobody is told
        await desk.answer(call)
        await desk.send("callbeat", call, state="ringing")
        assert (await desk.changed("active"))["id"] == call
        await phone.send("callbeat", call, state="ringing")
        assert (await phone.changed("active"))["callee"]["device"] == str(room.desk)
        before = await CallParty.objects.for_system("test").aget(side="caller")
        await phone.send("callbeat", call, state="active")
        await phone.send("callbeat", uuid4(), state="active")
        assert (await phone.client.next("callrefused"))["code"] == "not_found"
        after = await CallParty.objects.for_system("test").aget(side="caller")
        assert after.heard_at > before.heard_at

"""The consultations' socket against a real server, a real client, a real Valkey."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from asgiref.sync import sync_to_async

from apps.accounts.models import AccessLogEntry
from apps.consultations.models import Message
from apps.consultations.services import internal_notes, receipts
from apps.consultations.services.posting import post, post_system
from apps.foundation import accesses, hints
from apps.foundation.transactions import unit_of_work
from tests.consultations.conftest import AT, Talk
from tests.factories import ClinicianFactory, MotherFactory
from tests.foundation.socket_client import Client, ticket_of

PATH = "/ws/v1/consultations"
off_loop = sync_to_async(thread_sensitive=True)


@asynccontextmanager
async def connected(address: str, person: Any, *, opens: Any = None) -> AsyncIterator[Client]:
    async with Client(address, await off_loop(ticket_of)(person), path=PATH) as client:
        await client.next("heads")
        if opens is not None:
            await client.send(type="open", thread=opens.public_id)
            await client.next("opened")
        yield client


async def say(client: Client, talk: Talk, text: str, **extra: Any) -> str:
    client_id = str(uuid4())
    await client.send(type="post", thread=talk.thread.public_id, client_id=client_id, text=text, **extra)
    return client_id


async def make() -> Talk:
    return await off_loop(Talk)()


async def test_what_one_says_reaches_the_other_after_it_is_stored(socket_server):
    talk = await make()
    async with (
        connected(socket_server, talk.mother) as phone,
        connected(socket_server, talk.clinician, opens=talk.thread) as console,
    ):
        client_id = await say(phone, talk, "good morning")
        accepted = await phone.next("accepted")
        assert (accepted["client_id"], accepted["sequence"], accepted["is_new"]) == (client_id, 2, True)
        posted = await console.next("posted")
        assert [(m["sequence"], m["text"], m["by_mother"]) for m in posted["messages"]] == [
            (2, "good morning", True)
        ]
        await say(console, talk, "hello")
        answer = await phone.next("posted")
        assert [(m["sequence"], m["text"]) for m in answer["messages"]] == [(3, "hello")]


async def test_the_same_frame_again_is_accepted_and_not_stored_twice(socket_server):
    talk = await make()
    async with connected(socket_server, talk.mother) as phone:
        frame = {"type": "post", "thread": talk.thread.public_id, "client_id": uuid4(), "text": "one"}
        await phone.send(**frame)
        first = await phone.next("accepted")
        await phone.send(**frame)
        again = await phone.next("accepted")
    assert (first["is_new"], again["is_new"], again["sequence"]) == (True, False, first["sequence"])
    assert await Message.objects.for_system("test").filter(text="one").acount() == 1


async def test_who_has_not_opened_a_thread_hears_a_number_and_no_word(socket_server):
    talk = await make()
    async with (
        connected(socket_server, talk.mother) as phone,
        connected(socket_server, talk.clinician) as console,
    ):
        await say(phone, talk, "words")
        frame = await console.next("head")
        assert frame == {
            "type": "head",
            "thread": str(talk.thread.public_id),
            "sequence": 2,
            "unread": 1,
            "state": "waiting",
            "urgency": "routine",
        }


async def test_opening_gives_what_was_missed_and_is_noted_in_her_access_log(socket_server):
    talk = await make()
    await off_loop(post)(talk.mother, talk.draft(talk.mother, "one"))
    await off_loop(post)(talk.mother, talk.draft(talk.mother, "two"))
    async with Client(socket_server, await off_loop(ticket_of)(talk.clinician), path=PATH) as console:
        heads = await console.next("heads")
        assert [(t["sequence"], t["unread"]) for t in heads["threads"]] == [(3, 2)]
        await console.send(type="open", thread=talk.thread.public_id, after=2)
        opened = await console.next("opened")
    assert [m["text"] for m in opened["messages"]] == ["two"]
    entries = AccessLogEntry.objects.for_system("test").filter(subject=talk.mother, reader=talk.clinician)
    assert {e.action async for e in entries} == {"socket consultations"}


async def test_a_stranger_gets_nothing(socket_server):
    talk = await make()
    for person in (await off_loop(ClinicianFactory)(), await off_loop(MotherFactory)()):
        async with connected(socket_server, person) as client:
            await client.send(type="open", thread=talk.thread.public_id)
            assert (await client.next("gone"))["subject"] == str(talk.thread.public_id)
            await say(client, talk, "let me in")
            assert (await client.next("refused"))["code"] == "not_found"
    assert await Message.objects.for_system("test").filter(text="let me in").acount() == 0


async def test_what_comes_over_rest_reaches_open_sockets(socket_server):
    talk = await make()
    async with connected(socket_server, talk.clinician, opens=talk.thread) as console:
        await off_loop(post)(talk.mother, talk.draft(talk.mother, "over rest"))
        assert [m["text"] for m in (await console.next("posted"))["messages"]] == ["over rest"]


async def test_what_no_hint_has_told_comes_with_the_heartbeat(socket_server, settings, monkeypatch):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.3
    talk = await make()
    async with connected(socket_server, talk.clinician, opens=talk.thread) as console:
        await console.next("heartbeat")
        await asyncio.wait_for(console.next("heartbeat"), 5)
        monkeypatch.setattr(hints, "_silent_until", float("inf"))
        await off_loop(post)(talk.mother, talk.draft(talk.mother, "unhinted"))
        assert [m["text"] for m in (await console.next("posted"))["messages"]] == ["unhinted"]


async def test_receipts_pass_forward_only_and_the_count_agrees_on_all_devices(socket_server):
    talk = await make()
    async with (
        connected(socket_server, talk.mother, opens=talk.thread) as phone,
        connected(socket_server, talk.clinician, opens=talk.thread) as console,
        connected(socket_server, talk.clinician) as tablet,
    ):
        await say(phone, talk, "one")
        await console.next("posted")
        assert (await tablet.next("head"))["unread"] == 1
        await console.send(type="read", thread=talk.thread.public_id, sequence=2)
        receipt = await phone.next("receipt")
        while receipt["read_sequence"] < 2:
            receipt = await phone.next("receipt")
        assert (receipt["person"], receipt["delivered_sequence"], receipt["read_sequence"]) == (None, 2, 2)
        head = await tablet.next("head")
        while head["unread"]:
            head = await tablet.next("head")
    again = await off_loop(receipts.advance)(talk.clinician, thread_id=talk.thread.public_id, read=1, at=AT)
    assert again.read_sequence == 2


async def test_typing_is_told_to_those_who_look_and_her_team_is_one_to_her(socket_server):
    talk = await make()
    colleague = await off_loop(talk.colleague)()
    async with (
        connected(socket_server, talk.mother, opens=talk.thread) as phone,
        connected(socket_server, talk.clinician, opens=talk.thread) as console,
        connected(socket_server, colleague, opens=talk.thread) as other,
    ):
        await console.send(type="typing", thread=talk.thread.public_id)
        assert (await phone.next("typing"))["person"] is None
        assert (await other.next("typing"))["person"] == str(talk.clinician.public_id)


async def test_presence_is_told_when_somebody_opens(socket_server):
    talk = await make()
    async with (
        connected(socket_server, talk.mother, opens=talk.thread) as phone,
        connected(socket_server, talk.clinician, opens=talk.thread),
    ):
        assert (await phone.next("presence"))["person"] is None


async def test_a_care_that_ends_takes_the_thread_away(socket_server, settings):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.3
    talk = await make()
    async with connected(socket_server, talk.clinician, opens=talk.thread) as console:
        await off_loop(talk.end_care)()
        assert (await console.next("gone"))["subject"] == str(talk.thread.public_id)
        await off_loop(post)(talk.mother, talk.draft(talk.mother, "private again"))
        await say(console, talk, "still there?")
        assert (await console.next("refused"))["code"] == "not_found"


async def test_two_hundred_messages_in_a_second_are_slowed_down_with_a_code(socket_server, settings):
    talk = await make()
    async with connected(socket_server, talk.mother) as phone:
        for n in range(200):
            await say(phone, talk, f"message {n}")
        codes = {"accepted": 0, "refused": 0}
        for _ in range(200):
            frame = await _either(phone)
            codes[frame["type"]] += 1
            if frame["type"] == "refused":
                assert frame["code"] == "throttled"
                assert frame["retry_after_s"] > 0
    assert 60 <= codes["accepted"] < 100
    assert codes["accepted"] + codes["refused"] == 200
    kept = await Message.objects.for_system("test").filter(thread=talk.thread, kind="text").acount()
    assert kept == codes["accepted"]


async def _either(client: Client) -> dict[str, Any]:
    import json

    async with asyncio.timeout(8):
        while True:
            frame = json.loads(await client.connection.recv())
            if frame["type"] in ("accepted", "refused"):
                return dict(frame)


async def test_a_message_beyond_the_limit_is_refused_by_name_and_a_megabyte_closes(socket_server):
    talk = await make()
    async with connected(socket_server, talk.mother) as phone:
        await say(phone, talk, "x" * 10_001)
        refused = await phone.next("refused")
        assert [(e["field"], e["limit"]) for e in refused["errors"]] == [("text", 10_000)]
        await say(phone, talk, "x" * 1_000_000)
        assert await phone.closed() in (4400, 1009)
    assert await Message.objects.for_system("test").filter(thread=talk.thread).acount() == 1


async def test_what_the_system_notes_comes_in_her_language(socket_server):
    talk = await make()

    def note() -> None:
        with unit_of_work(talk.clinician):
            post_system(talk.thread, code="reopened", at=AT)

    async with connected(socket_server, talk.mother) as phone:
        await off_loop(note)()
        (entry,) = (await phone.next("posted"))["messages"]
        assert (entry["kind"], entry["words"]) == ("system", "The consultation was reopened.")


async def test_a_red_flag_shows_what_to_do_now_with_the_acknowledgement(socket_server):
    talk = await make()
    async with (
        connected(socket_server, talk.mother) as phone,
        connected(socket_server, talk.clinician, opens=talk.thread) as console,
    ):
        await say(phone, talk, "I am bleeding")
        accepted = await phone.next("accepted")
        (said,) = accepted["followed_by"]
        assert [advice["category"] for advice in said["advice"]] == ["bleeding"]
        assert said["advice"][0]["what_to_do"]
        assert [m["sequence"] for m in (await console.next("posted"))["messages"]] == [2, 3]
    thread = await off_loop(talk.now)()
    assert (thread.urgency, thread.last_sequence) == ("urgent", 3)


async def test_a_note_among_colleagues_is_told_to_colleagues_who_look_and_never_to_her(socket_server):
    talk = await make()
    colleague = await off_loop(talk.colleague)()
    async with (
        connected(socket_server, talk.mother, opens=talk.thread) as phone,
        connected(socket_server, talk.clinician, opens=talk.thread) as console,
    ):
        await say(phone, talk, "good morning")
        await console.head(2)
        await phone.head(2)
        about = {"thread_id": talk.thread.public_id, "text": "Her sister had a bad time.", "at": AT}
        await off_loop(in_request(internal_notes.write_note))(colleague, **about)
        told = await console.next("head")
        assert (told["thread"], told["sequence"], told["unread"]) == (str(talk.thread.public_id), 2, 1)
        assert "sister" not in str(told)
        await say(console, talk, "How did you sleep?")
        heard = []
        while not heard or heard[-1]["type"] != "posted":
            heard.append(json.loads(await asyncio.wait_for(phone.connection.recv(), 8)))
        assert [frame for frame in heard if frame["type"] == "head" and frame["sequence"] == 2] == []
        assert "sister" not in str(heard)


def in_request(act: Any) -> Any:
    def done(*given: Any, **about: Any) -> Any:
        with accesses.collected():
            return act(*given, **about)

    return done

"""Sockets against a real server, a real client, a real Valkey."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from apps.accounts.models import AccessLogEntry, Care, Consent
from apps.foundation import feed, hints
from apps.foundation.ids import uuid7
from apps.foundation.sockets import PersonConsumer, routing
from apps.foundation.sockets.fanout import Fanout
from apps.foundation.sockets.frames import Head, Subscribe
from apps.foundation.transactions import unit_of_work
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory, in_care
from tests.foundation.socket_client import Client, session_of, ticket_of

off_loop = sync_to_async(thread_sensitive=True)


def change_something(mother: Any) -> int:
    """Take the mother's next number, as any service does; returns it."""
    with unit_of_work(mother):
        feed.changed(mother.pk, "test_thing", uuid7())
    return feed.head(mother.pk)


@off_loop
def make_mother() -> tuple[Any, str]:
    mother = MotherFactory()
    return mother, ticket_of(mother)


async def test_a_change_reaches_a_subscribed_phone_at_once(socket_server, settings):
    settings.SOCKET_HEARTBEAT_SECONDS = 60
    mother, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        assert (await phone.next("welcome"))["person"] == str(mother.public_id)
        await phone.send(type="subscribe", subject=mother.public_id, after=0)
        assert await phone.head(0) == {"type": "head", "subject": str(mother.public_id), "sequence": 0}
        assert await off_loop(change_something)(mother) == 1
        assert await phone.head(1) == {"type": "head", "subject": str(mother.public_id), "sequence": 1}


async def test_the_number_comes_with_the_heartbeat_where_the_hint_was_lost(
    socket_server, settings, monkeypatch
):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    mother, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        await phone.send(type="subscribe", subject=mother.public_id)
        await phone.head(0)
        hints._silent_until = time.monotonic() + 60  # as after a Valkey that did not answer
        await off_loop(change_something)(mother)
        assert (await phone.head(1))["sequence"] == 1


async def test_a_clinician_hears_of_the_mothers_of_her_team_only(socket_server):
    mother, _ = await make_mother()
    clinician, stranger = await off_loop(lambda: (ClinicianFactory(), ClinicianFactory()))()
    await off_loop(in_care)(mother, clinician)
    async with Client(socket_server, await off_loop(ticket_of)(clinician)) as console:
        await console.send(type="subscribe", subject=mother.public_id)
        assert (await console.head(0))["sequence"] == 0
    async with Client(socket_server, await off_loop(ticket_of)(stranger)) as console:
        await console.send(type="subscribe", subject=mother.public_id)
        theirs = await console.next("gone")
        await console.send(type="subscribe", subject=(nobody := uuid4()))
        of_nobody = await console.next("gone")
    assert theirs == {"type": "gone", "subject": str(mother.public_id), "code": "not_found"}
    assert of_nobody == {"type": "gone", "subject": str(nobody), "code": "not_found"}


async def test_one_mother_cannot_listen_to_another(socket_server):
    mother, _ = await make_mother()
    _, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        await phone.send(type="subscribe", subject=mother.public_id)
        assert (await phone.next("gone"))["subject"] == str(mother.public_id)


async def test_a_care_that_ends_ends_the_subscription_and_the_socket(socket_server, settings):
    mother, _ = await make_mother()
    clinician = await off_loop(ClinicianFactory)()
    team = await off_loop(in_care)(mother, clinician)
    async with Client(socket_server, await off_loop(ticket_of)(clinician)) as console:
        await console.send(type="subscribe", subject=mother.public_id)
        await console.head(0)
        ended = time.monotonic()
        await Care.objects.filter(team=team).aupdate(ended_at=timezone.now())
        assert await console.closed() == 4404
        assert time.monotonic() - ended < 5
    assert settings.SOCKET_HEARTBEAT_SECONDS == 4.0


async def test_a_subject_that_is_gone_leaves_the_others_subscribed(socket_server, settings):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    clinician = await off_loop(ClinicianFactory)()
    stays, _ = await make_mother()
    leaves, _ = await make_mother()
    await off_loop(in_care)(stays, clinician)
    team = await off_loop(in_care)(leaves, clinician)
    async with Client(socket_server, await off_loop(ticket_of)(clinician)) as console:
        for mother in (stays, leaves):
            await console.send(type="subscribe", subject=mother.public_id)
            await console.head(0)
        await Care.objects.filter(team=team, mother=leaves).aupdate(ended_at=timezone.now())
        assert (await console.next("gone"))["subject"] == str(leaves.public_id)
        await off_loop(change_something)(stays)
        assert (await console.head(1))["subject"] == str(stays.public_id)


async def test_a_revoked_session_closes_what_it_opened(socket_server, settings):
    from django.contrib.sessions.models import Session

    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    mother, _ = await make_mother()
    key = await off_loop(session_of)(mother)
    async with Client(socket_server, await off_loop(ticket_of)(mother, key)) as phone:
        await phone.next("welcome")
        await Session.objects.filter(session_key=key).adelete()
        assert await phone.closed() == 4401


async def test_a_ticket_is_good_for_one_connection(socket_server):
    _, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        await phone.next("welcome")
    async with Client(socket_server, ticket) as thief:
        assert await thief.closed() == 4401


async def test_an_expired_or_invented_ticket_is_refused(socket_server, settings):
    _, ticket = await make_mother()
    await off_loop(hints.client().flushdb)()  # what Valkey does with a key whose time is over
    for word in (ticket, "invented", "x" * 200):
        async with Client(socket_server, word) as phone:
            assert await phone.closed() == 4401


def test_a_ticket_is_kept_for_thirty_seconds_and_only_as_a_hash(db, settings):
    ticket = ticket_of(MotherFactory())
    names = [name.decode() for name in hints.client().keys(f"{settings.HINTS_PREFIX}ticket:*")]
    assert len(names) == 1
    assert ticket not in names[0]
    assert 28 <= hints.client().ttl(names[0]) <= 30


async def test_partner_and_administrator_have_no_business_here(socket_server):
    for factory in (PartnerFactory, AdministratorFactory):
        ticket = await off_loop(lambda factory=factory: ticket_of(factory()))()
        async with Client(socket_server, ticket) as client:
            assert await client.closed() == 4403


async def test_an_account_that_was_closed_gets_nothing_for_an_old_ticket(socket_server):
    mother, ticket = await make_mother()
    mother.is_active = False
    await mother.asave()
    async with Client(socket_server, ticket) as phone:
        assert await phone.closed() == 4401


def cookie(key: str, origin: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={key}", "Origin": origin}


async def test_a_phone_may_come_by_its_session_token_alone(socket_server):
    """Two roads instead of three for who comes back after a cut: the token stands in the handshake, as at the API."""
    mother = await sync_to_async(MotherFactory)()
    token = await sync_to_async(session_of)(mother)
    for sent, answer in ((token, None), ("0" * 32, 4401), ("0" * 4_000, 4401)):
        async with Client(socket_server, additional_headers={"X-Session-Token": sent}) as client:
            await client.send(type="hello")
            if answer is None:
                assert (await client.next("welcome"))["person"] == str(mother.public_id)
            else:
                assert await client.closed() == answer


async def test_the_cookie_lets_in_a_page_of_ours_and_no_other(socket_server):
    mother, _ = await make_mother()
    key = await off_loop(session_of)(mother)
    ours = socket_server.replace("ws://", "http://")
    async with Client(socket_server, additional_headers=cookie(key, ours)) as page:
        await page.send(type="hello")
        assert (await page.next("welcome"))["person"] == str(mother.public_id)
    for origin in ("https://elsewhere.example", "null", "http://127.0.0.1"):
        async with Client(socket_server, additional_headers=cookie(key, origin)) as page:
            await page.send(type="hello")
            assert await page.closed() == 4401
    async with Client(socket_server, additional_headers={"Cookie": f"sessionid={key}"}) as page:
        await page.send(type="hello")
        assert await page.closed() == 4401


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"type": "subscribe"}',
        '{"type": "nothing"}',
        "\x00",
        '{"type": "hello", "more": 1}',
        "[" * 4_000,
        b"\x00\x01",
        "x" * 5_000,
        '{"type": "hello", "ticket": 7}',
        '{"type": "hello", "ticket": ""}',
        '{"type":"subscribe","subject":"018f0000-0000-7000-8000-000000000000"}',
    ],
)
async def test_a_first_frame_that_is_no_hello_closes_the_socket(socket_server, frame):
    async with Client(socket_server) as client:
        await client.connection.send(frame)
        assert await client.closed() == 4400


@pytest.mark.parametrize(
    "extra", [{"after": -1}, {"after": 2**63}, {"subject": "x"}, {"after": "1"}, {"more": 1}]
)
async def test_a_subscription_that_is_not_in_the_description_closes_the_socket(socket_server, extra):
    mother, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        await phone.send(**{"type": "subscribe", "subject": mother.public_id} | extra)
        assert await phone.closed() == 4400


async def test_who_says_nothing_is_sent_away(socket_server, settings):
    settings.SOCKET_HELLO_SECONDS = 0.2
    async with Client(socket_server) as client:
        assert await client.closed() == 4401


async def test_an_unknown_path_is_closed_with_a_code(socket_server):
    async with Client(socket_server, path="/ws/v1/nothing") as client:
        assert await client.closed() == 4404


async def test_more_subscriptions_than_allowed_close_the_socket(socket_server, settings):
    settings.SOCKET_SUBSCRIPTIONS = 1
    clinician = await off_loop(ClinicianFactory)()
    async with Client(socket_server, await off_loop(ticket_of)(clinician)) as console:
        for _ in range(2):
            mother, _ = await make_mother()
            await off_loop(in_care)(mother, clinician)
            await console.send(type="subscribe", subject=mother.public_id)
        assert await console.closed() == 4429


async def test_after_unsubscribe_nothing_more_is_said(socket_server, settings):
    settings.SOCKET_HEARTBEAT_SECONDS = 60
    mother, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        await phone.send(type="subscribe", subject=mother.public_id)
        await phone.head(0)
        await phone.send(type="unsubscribe", subject=mother.public_id)
        await phone.send(type="subscribe", subject=(nobody := uuid7()))
        assert (await phone.next("gone"))["subject"] == str(
            nobody
        )  # frames are taken in order: the first one is done
        await off_loop(change_something)(mother)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await phone.next("head")


async def test_a_client_that_does_not_read_is_sent_away_and_loses_nothing(socket_server, settings):
    settings.SOCKET_SEND_SECONDS = 0.3
    settings.SOCKET_HEARTBEAT_SECONDS = 60
    mother, ticket = await make_mother()
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    small.connect(("127.0.0.1", int(socket_server.rpartition(":")[2])))
    small.setblocking(False)
    async with Client(
        socket_server, ticket, sock=small, max_queue=1, compression=None, ping_interval=None
    ) as phone:
        await phone.send(type="subscribe", subject=mother.public_id)
        await phone.head(0)
        await off_loop(publish_until_it_is_sent_away)(mother)
        assert await phone.closed() == 4408
        assert phone.connection.close_reason == "resume from your number"
    async with Client(socket_server, await off_loop(ticket_of)(mother)) as phone:
        await off_loop(change_something)(mother)
        await phone.send(type="subscribe", subject=mother.public_id)
        assert (await phone.head(1))["sequence"] == 1


def publish_until_it_is_sent_away(mother: Any) -> None:
    """Far more than the buffers between two processes hold, until nobody listens any more.

    One number at a time, and a question after each: of many at once only the newest becomes a frame, and thirty times
    as many would have to be published for the same number of frames.
    """
    topic, number = hints.subject_topic(mother.pk), 0
    deadline = time.monotonic() + 30
    while hints.client().pubsub_numsub(topic) != [(topic.encode(), 0)]:
        assert time.monotonic() < deadline
        hints.client().publish(topic, str(number))
        number += 1


async def test_valkey_may_restart_under_open_sockets(socket_server, settings, valkey_of_its_own):
    settings.HINTS_URL = valkey_of_its_own.url
    hints.client.cache_clear()
    settings.SOCKET_HEARTBEAT_SECONDS = 60
    mother, ticket = await make_mother()
    async with Client(socket_server, ticket) as phone:
        await phone.send(type="subscribe", subject=mother.public_id)
        await phone.head(0)
        await off_loop(valkey_of_its_own.stop)()
        assert await off_loop(change_something)(mother) == 1  # the hint is lost, the write is not
        await off_loop(valkey_of_its_own.start)()
        assert (await phone.head(1))["sequence"] == 1  # told by the new subscription, not by a heartbeat


async def test_a_ticket_cannot_be_judged_without_valkey(socket_server, settings, valkey_of_its_own):
    settings.HINTS_URL = valkey_of_its_own.url
    hints.client.cache_clear()
    _, ticket = await make_mother()
    await off_loop(valkey_of_its_own.stop)()
    async with Client(socket_server, ticket) as phone:
        assert await phone.closed() == 4503


async def test_one_subscription_serves_all_sockets_of_a_process(socket_server, settings):
    settings.SOCKET_HEARTBEAT_SECONDS = 60
    mother, _ = await make_mother()
    topic = hints.subject_topic(mother.pk)
    tickets = [await off_loop(ticket_of)(mother) for _ in range(3)]
    async with (
        Client(socket_server, tickets[0]) as a,
        Client(socket_server, tickets[1]) as b,
        Client(socket_server, tickets[2]) as c,
    ):
        for phone in (a, b, c):
            await phone.send(type="subscribe", subject=mother.public_id)
            await phone.head(0)
        assert await off_loop(hints.client().pubsub_numsub)(topic) == [(topic.encode(), 1)]
        await off_loop(change_something)(mother)
        for phone in (a, b, c):
            assert (await phone.head(1))["sequence"] == 1


async def test_the_last_listener_takes_the_subscription_along():
    fan, heard = Fanout(), asyncio.Event()
    await fan.listen("test:topic", lambda text: heard.set())
    await asyncio.wait_for(heard.wait(), 5)
    assert hints.client().pubsub_numsub("test:topic") == [(b"test:topic", 1)]
    heard_again = asyncio.Event()
    other = lambda text: heard_again.set()  # noqa: E731
    await fan.listen("test:other", other)
    await asyncio.wait_for(heard_again.wait(), 5)
    listener = next(iter(fan._listeners["test:topic"]))
    await fan.leave("test:topic", listener)
    await until(lambda: hints.client().pubsub_numsub("test:topic") == [(b"test:topic", 0)])
    await fan.leave("test:other", other)
    await until(lambda: hints.client().pubsub_numsub("test:other") == [(b"test:other", 0)])


async def until(condition: Any) -> None:
    """Ask the other server until it has noticed (at most 5 s)."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in Valkey, which tells nobody
            await asyncio.sleep(0.01)


async def test_a_clinician_without_a_second_factor_is_sent_away_where_one_is_asked_for(
    socket_server, settings
):
    clinician = await off_loop(ClinicianFactory)()
    mother, _ = await make_mother()
    settings.REQUIRE_SECOND_FACTOR = True
    async with Client(socket_server, await off_loop(ticket_of)(clinician)) as console:
        assert await console.closed() == 4401
    async with Client(socket_server, await off_loop(ticket_of)(mother)) as phone:
        assert (await phone.next("welcome"))["person"] == str(mother.public_id)


class Reading(PersonConsumer):
    """Answers each subscription by reading a row of that mother."""

    name = "test reading"
    frames = (Subscribe,)

    async def on_subscribe(self, frame: Subscribe) -> None:
        await self.call(lambda: Consent.objects.visible_to(self.person).get(subject__public_id=frame.subject))
        self.push(Head(subject=frame.subject, sequence=1))


async def test_what_a_socket_reads_of_others_stands_in_the_access_log_before_it_is_sent(
    socket_server, monkeypatch
):
    monkeypatch.setitem(routing._routes, "/ws/v1/reading", Reading)
    mother, _ = await make_mother()
    clinician = await off_loop(ClinicianFactory)()
    await off_loop(in_care)(mother, clinician)
    consent = await Consent.objects.acreate(
        subject=mother, kind="photos", version=1, language="en", given_at=timezone.now()
    )
    async with Client(socket_server, await off_loop(ticket_of)(clinician), path="/ws/v1/reading") as console:
        await console.send(type="subscribe", subject=mother.public_id)
        await console.next("head")
        entry = await AccessLogEntry.objects.for_system("test").aget()
    assert (entry.reader_id, entry.subject_id, entry.action) == (clinician.pk, mother.pk, "test reading")
    assert entry.object_ids == [consent.public_id]

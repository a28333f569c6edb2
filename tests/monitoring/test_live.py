"""The care team watches over a real socket: what came before, what comes, how it stands."""

from __future__ import annotations

import time

from asgiref.sync import sync_to_async
from django.utils import timezone

from apps.accounts.models import AccessLogEntry, TeamMembership
from apps.foundation.transactions import unit_of_work
from apps.monitoring import frames, hinting
from apps.monitoring.models import LiveRecording
from apps.monitoring.services import arriving, folding, opening, receiving
from apps.monitoring.services.arriving import Progress
from apps.monitoring.services.storing import Arrival, store_batch
from apps.recordings.channels import Channel
from tests.foundation.socket_client import ticket_of
from tests.monitoring import made
from tests.monitoring.phone import Phone, Screen

off_loop = sync_to_async(thread_sensitive=True)


def frame(number: int, *, ago_s: float = 0, **about: int) -> bytes:
    return made.frame(number, phone_ms=int((time.time() - ago_s) * 1_000), **about)


def rates(first: int, count: int) -> dict[int, int]:
    return dict(
        zip(range(first, first + count), made.samples(first, count)[Channel.FHR1].tolist(), strict=True)
    )


@off_loop
def ticket(person) -> str:
    return ticket_of(person)


@off_loop
def stored_elsewhere(recording, *numbers: int) -> None:
    """What another process stores, as far as the database knows."""
    given = [frames.read_one(frame(number)) for number in numbers]
    store_batch([Arrival(recording.pk, one, time.time()) for one in given])
    progress = Progress(recording.subject_id)
    for one in given:
        progress.add(one, time.time())
    opening.live_row(recording, at=timezone.now())
    arriving.advance([(recording.pk, progress)])


async def test_a_screen_shows_what_came_before_and_what_comes(socket_server, family, announced):
    one, two = await off_loop(announced)(), await off_loop(announced)()
    await stored_elsewhere(one, *range(70))
    await off_loop(folding.fold_one)(None, recording_pk=one.pk, at=timezone.now())
    await stored_elsewhere(one, 70, 71)
    async with (
        Phone(socket_server, one, await ticket(family.mother)) as phone,
        Screen(socket_server, await ticket(family.obstetrician)) as screen,
    ):
        assert await phone.acknowledged() == (71, [])
        beds = await screen.watch(one, two, minutes=1)
        assert [bed["recording"] for bed in beds] == [str(one.public_id), str(two.public_id)]
        assert [bed["refused"] for bed in beds] == [None, None]
        handle = beds[0]["handle"]
        await screen.until(lambda: handle in screen.samples and screen.last("bed", handle=handle))
        assert screen.samples == {handle: rates(48, 240)}
        assert {flags & 1 for _, _, flags, _ in screen.flags} == {1}
        before = len(screen.flags)
        began_ms = time.time() * 1_000
        await phone.put(frame(72), frame(73, ago_s=40))
        await screen.until(lambda: 292 in screen.samples[handle])
        assert screen.samples[handle] == rates(48, 248)
        assert [(first, flags) for _, first, flags, _ in screen.flags[before:]] == [(288, 0), (292, 2)]
        assert began_ms - 1 <= screen.flags[before][3] <= time.time() * 1_000
        state = screen.last("bed", handle=handle)
        assert (state["state"], state["is_connected"], state["last_sample"]) == ("receiving", True, 288)
        assert (state["fetuses"], state["alert"], state["need_order"]) == ([], None, None)
    rows = AccessLogEntry.objects.for_system("test").filter(subject=family.mother, reader=family.obstetrician)
    assert await off_loop(rows.count)() == 1


async def test_what_comes_by_http_and_how_beds_stand_reach_screens_through_hints(
    socket_server, family, announced
):
    recording = await off_loop(announced)()
    async with Screen(socket_server, await ticket(family.midwife)) as screen:
        (bed,) = await screen.watch(recording)
        await screen.until(lambda: screen.last("bed"))
        await off_loop(receiving.receive)(
            family.mother,
            recording_id=recording.public_id,
            data=frame(0) + frame(1),
            at=timezone.now(),
        )
        await screen.until(lambda: len(screen.samples.get(bed["handle"], ())) == 8)
        assert screen.samples[bed["handle"]] == rates(0, 8)

        def follow() -> None:
            with unit_of_work(None):
                rows = LiveRecording.objects.for_system("test").filter(recording=recording)
                rows.update(coach="move_sensor", update=[{"baseline_bpm": 140.0}], updated_at=timezone.now())
                hinting.tell_moved([recording.pk])

        await off_loop(follow)()
        await screen.until(lambda: screen.last("bed", coach="move_sensor"))
        assert screen.last("bed")["fetuses"] == [{"baseline_bpm": 140.0}]


async def test_what_no_hint_told_is_found_at_heartbeats(socket_server, settings, family, announced):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    recording = await off_loop(announced)()
    async with Screen(socket_server, await ticket(family.midwife)) as screen:
        (bed,) = await screen.watch(recording)
        await stored_elsewhere(recording, 0, 1, 2)
        await screen.until(lambda: len(screen.samples.get(bed["handle"], ())) == 12)
        assert screen.samples[bed["handle"]] == rates(0, 12)


async def test_nobody_sees_what_is_not_hers_to_see(socket_server, family, announced):
    hers, others = await off_loop(announced)(), await off_loop(announced)(family.other_mother)
    async with Screen(socket_server, await ticket(family.obstetrician)) as screen:
        beds = await screen.watch(hers, others)
        assert [(bed["handle"] is None, bed["refused"]) for bed in beds] == [
            (False, None),
            (True, "not_found"),
        ]
        await off_loop(receiving.receive)(
            family.other_mother, recording_id=others.public_id, data=frame(0), at=timezone.now()
        )
        await off_loop(receiving.receive)(
            family.mother, recording_id=hers.public_id, data=frame(0), at=timezone.now()
        )
        await screen.until(lambda: screen.samples)
        assert list(screen.samples) == [beds[0]["handle"]]
        assert await screen.watch() == []
    async with Screen(socket_server, await ticket(family.mother)) as screen:
        assert await screen.closed() == 4403


async def test_a_removed_member_stops_receiving_with_the_heartbeat(
    socket_server, settings, family, announced
):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    recording = await off_loop(announced)()
    async with Screen(socket_server, await ticket(family.midwife)) as screen:
        await screen.watch(recording)
        members = TeamMembership.objects.filter(person=family.midwife)
        await off_loop(members.update)(ended_at=timezone.now())
        await screen.until(lambda: screen.last("unwatched", recording=str(recording.public_id)))
        await off_loop(receiving.receive)(
            family.mother, recording_id=recording.public_id, data=frame(0), at=timezone.now()
        )
        beats = len([text for text in screen.texts if text["type"] == "heartbeat"])
        await screen.until(lambda: len([t for t in screen.texts if t["type"] == "heartbeat"]) >= beats + 2)
        assert screen.samples == {}
        assert (await screen.watch(recording))[0]["refused"] == "not_found"

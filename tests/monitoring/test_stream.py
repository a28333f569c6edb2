"""A phone sends over a real socket: what is acknowledged is stored, and what does not hold is refused by a code."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils import timezone

from apps.accounts.models import Consent
from apps.monitoring import frames
from apps.monitoring.frames import Flag
from apps.monitoring.models import Frame, LinkEvent, LiveRecording
from apps.monitoring.services import folding, opening
from apps.monitoring.sockets import progress, stream
from apps.monitoring.sockets import writer as writing
from apps.recordings.models import Intake, Recording
from apps.recordings.services import completing
from tests.foundation.socket_client import ticket_of
from tests.monitoring import made
from tests.monitoring.phone import Phone

off_loop = sync_to_async(thread_sensitive=True)


def frame(number: int, *, ago_s: float = 0, **about: int) -> bytes:
    """A frame of the phone's clock of now."""
    return made.frame(number, phone_ms=int((time.time() - ago_s) * 1_000), **about)


@off_loop
def kept(recording) -> list[int]:
    rows = Frame.objects.for_system("test").filter(recording=recording)
    return list(rows.order_by("number").values_list("number", flat=True))


@off_loop
def ticket(person) -> str:
    return ticket_of(person)


@off_loop
def happened(recording) -> list[str]:
    rows = LinkEvent.objects.for_system("test").filter(recording=recording).order_by("pk")
    return list(rows.values_list("what", flat=True))


async def until(holds, expected) -> None:
    """Ask again and again, for a few seconds, until the answer is the expected one."""
    end = time.monotonic() + 6
    while (answer := await holds()) != expected:
        assert time.monotonic() < end, answer
        await asyncio.sleep(0.05)


async def test_what_a_phone_sends_is_stored_and_acknowledged_by_number(socket_server, family, announced):
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        assert (await phone.next("welcome"))["person"] == str(family.mother.public_id)
        assert await phone.acknowledged() == (None, [])
        await phone.put(frame(0))
        assert await phone.acknowledged() == (0, [])
        await phone.put(frame(1), frame(2))
        assert await phone.acknowledged() == (2, [])
        assert await kept(recording) == [0, 1, 2]


async def test_shuffled_repeated_and_doubled_frames_are_stored_once(socket_server, family, announced):
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.acknowledged()
        await phone.put(frame(5), frame(3), frame(5))
        assert await phone.acknowledged() == (None, [(3, 3), (5, 5)])
        await phone.put(frame(3, flags=Flag.KEPT))
        assert await phone.acknowledged() == (None, [(3, 3), (5, 5)])
        await phone.put(*(frame(number, ago_s=3 * 86_400, flags=Flag.KEPT) for number in (4, 1, 0, 2)))
        assert await phone.acknowledged() == (5, [])
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        assert await phone.acknowledged() == (5, [])  # continues from there
        await off_loop(folding.fold_one)(None, recording_pk=recording.pk, at=timezone.now())
        await phone.put(frame(2), frame(6))
        assert await phone.acknowledged() == (6, [])
    assert await kept(recording) == [6]


REFUSED = {
    "no_frame": (4400, lambda: b"something else"),
    "damaged": (4400, lambda: frame(1)[:-1] + b"\0"),
    "empty": (4400, lambda: b""),
    "too_long": (4413, lambda: frames.write(1, phone_ms=0, chunk=bytes(3_000))),
    "too_many": (4413, lambda: b"".join(frame(number) for number in range(61))),
    "text": (4415, lambda: '{"type": "post"}'),
    "from_the_future": (4416, lambda: frame(3_601)),
    "clock_two_days_ahead": (4425, lambda: frame(1, ago_s=-2 * 86_400)),
    "clock_two_days_behind": (4425, lambda: frame(1, ago_s=2 * 86_400)),
    "samples_twice": (4422, lambda: frames.write(1, phone_ms=int(time.time() * 1_000), chunk=made.chunk(0))),
    "other_bytes": (4409, lambda: frames.write(0, phone_ms=int(time.time() * 1_000), chunk=made.chunk(7))),
}


async def test_what_does_not_hold_closes_with_its_code_and_leaves_nothing(socket_server, family, announced):
    for what, (code, data) in REFUSED.items():
        recording = await off_loop(announced)()
        async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
            await phone.put(frame(0))
            await phone.acknowledged_through(0)
            await phone.connection.send(data())
            assert await phone.closed() == code, what
            assert phone.connection.close_reason, what
        assert await kept(recording) == [0], what


async def test_a_message_with_one_bad_frame_is_refused_whole(socket_server, family, announced):
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.put(frame(0), frame(1), frame(9_000))
        assert await phone.closed() == 4416
    assert await kept(recording) == []


async def test_an_hour_ahead_and_a_clock_an_hour_wrong_are_taken(socket_server, family, announced):
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.acknowledged()
        await phone.put(frame(0, ago_s=3_600), frame(1, ago_s=-3_600), frame(3_601))
        assert await phone.acknowledged() == (1, [(3_601, 3_601)])


async def test_who_may_not_send_is_told_by_code(socket_server, family, announced):
    recording = await off_loop(announced)()

    async def code_of(person, which=recording) -> int:
        async with Phone(socket_server, which, await ticket(person)) as phone:
            return await phone.closed()

    assert await code_of(family.mother, "018f0000-0000-7000-8000-000000000000") == 4404
    assert await code_of(family.other_mother) == 4404
    assert await code_of(family.stranger) == 4404
    assert await code_of(family.dietitian) == 4403
    async with Phone(socket_server, recording, "not a ticket") as phone:
        assert await phone.closed() == 4401
    async with Phone(socket_server, recording, await ticket(family.midwife)) as phone:
        assert await phone.acknowledged() == (None, [])
    rows = Recording.objects.for_system("test").filter(pk=recording.pk)
    await off_loop(rows.update)(intake=Intake.FILE)
    assert await code_of(family.mother) == 4422
    await off_loop(rows.update)(intake="")
    await off_loop(Consent.objects.for_system("test").update)(withdrawn_at=timezone.now())
    assert await code_of(family.mother) == 4403


async def test_a_complete_recording_takes_no_frames_here(socket_server, settings, family, announced):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.put(frame(0))
        await phone.acknowledged_through(0)
        await off_loop(completing.complete)(
            family.mother, recording_id=recording.public_id, at=timezone.now()
        )
        assert await phone.closed() == 4410
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        assert await phone.closed() == 4410
    assert await kept(recording) == []


async def test_who_loses_her_leave_is_closed_at_the_next_heartbeat(
    socket_server, settings, family, announced
):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.acknowledged()
        await off_loop(Consent.objects.for_system("test").update)(withdrawn_at=timezone.now())
        assert await phone.closed() == 4403


async def test_a_new_connection_takes_over(socket_server, settings, family, announced, monkeypatch):
    monkeypatch.setattr(progress, "EVERY_S", 0.05)
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as old:
        await old.put(frame(0))
        await old.acknowledged_through(0)
        async with Phone(socket_server, recording, await ticket(family.mother)) as new:
            assert await new.acknowledged() == (0, [])
            assert await old.closed() == 4423
            await new.put(frame(1))
            assert await new.acknowledged() == (1, [])
            await asyncio.sleep(0.2)
            row = await off_loop(LiveRecording.objects.for_system("test").get)(recording=recording)
            assert row.disconnected_at is None
    expected = ["connected", "connected", "disconnected"]
    await until(lambda: happened(recording), expected)


async def test_a_connection_at_another_process_takes_over_with_the_heartbeat(
    socket_server, settings, family, announced
):
    settings.SOCKET_HEARTBEAT_SECONDS = 0.2
    recording = await off_loop(announced)()
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.acknowledged()
        await off_loop(opening.open_stream)(
            family.mother, recording_id=recording.public_id, at=timezone.now()
        )
        assert await phone.closed() == 4423


async def test_what_flags_tell_of_the_way_and_how_far_it_is_are_kept(
    socket_server, family, announced, monkeypatch
):
    monkeypatch.setattr(progress, "EVERY_S", 0.05)
    recording = await off_loop(announced)()
    link, contact = Flag.BLUETOOTH, Flag.BLUETOOTH | Flag.CONTACT | Flag.CONTACT_KNOWN
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        await phone.put(frame(0, flags=contact), frame(1, flags=Flag.CONTACT_KNOWN | link))
        await phone.put(frames.write(2, phone_ms=int(time.time() * 1_000), flags=0))
        await phone.put(frame(3, flags=contact | Flag.SLEPT | Flag.NETWORK_AWAY))
        await phone.acknowledged_through(3)
    told = ["contact_lost", "bluetooth_lost", "bluetooth_back", "contact_back", "phone_slept", "network_away"]

    async def without_connections() -> list[str]:
        return [what for what in await happened(recording) if what not in ("connected", "disconnected")]

    await until(without_connections, told)

    @off_loop
    def row() -> LiveRecording:
        return LiveRecording.objects.for_system("test").get(recording=recording)

    async def reached() -> tuple[int | None, int | None, bool]:
        live = await row()
        return live.last_number, live.last_sample, live.disconnected_at is not None

    await until(reached, (3, 16, True))
    assert abs((await row()).last_phone_at - timezone.now()) < timedelta(seconds=20)


async def test_without_the_database_frames_wait_unanswered_and_none_is_lost(
    socket_server, family, announced, monkeypatch
):
    recording = await off_loop(announced)()
    real, down = writing.store_batch, [True]

    def store(arrivals):
        if down[0]:
            raise OperationalError("the database is away")
        return real(arrivals)

    monkeypatch.setattr(writing, "store_batch", store)
    monkeypatch.setattr(stream, "MOST_UNANSWERED", 3)
    async with Phone(socket_server, recording, await ticket(family.mother)) as phone:
        assert await phone.acknowledged() == (None, [])
        await phone.put(frame(0), frame(1))
        await phone.put(frame(2))
        await asyncio.sleep(0.3)
        assert await kept(recording) == []
        down[0] = False
        await phone.acknowledged_through(2)
        down[0] = True
        await phone.put(frame(3), frame(4), frame(5))
        await phone.put(frame(6))
        assert await phone.closed() == 4503
    down[0] = False
    await until(lambda: kept(recording), [0, 1, 2, 3, 4, 5])

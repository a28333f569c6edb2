"""The simulated phone without a wire: what it makes, keeps, sends again and lets go of."""

import pytest

from apps.monitoring import frames
from apps.monitoring.frames import Flag
from apps.monitoring.simulator.faults import Fault, Faults, Kind, parse
from apps.monitoring.simulator.phone import Habits, Phone
from apps.recordings.channels import Channel
from ml_models.ctg.generator import Live

STARTED = 1_767_225_600_000


def phone(*faults: Fault, scenario: str = "reactive", **about) -> Phone:
    return Phone(Live(scenario, 1), Faults(faults), started_ms=STARTED, **about)


def lived(one: Phone, seconds: range, *, is_connected: bool = True) -> list[frames.Frame]:
    """Live through some seconds and send at once what waits."""
    sent = []
    for second in seconds:
        one.second(second, is_connected=is_connected)
        if is_connected:
            sent += [frames.read_one(data) for data in one.to_send(second)]
    return sent


def test_each_second_is_a_numbered_frame_of_four_samples_with_the_phones_time():
    sent = lived(phone(), range(62))
    assert [one.number for one in sent] == list(range(62))
    assert [one.first_sample for one in sent] == [second * 4 for second in range(62)]
    assert {one.sample_count for one in sent} == {4}
    assert [one.phone_ms for one in sent[:2]] == [STARTED + 1000, STARTED + 2000]
    assert set(sent[0].chunk.samples) == {
        Channel.FHR1,
        Channel.MHR,
        Channel.TOCO,
        Channel.QUALITY,
        Channel.MARKS,
    }
    assert not sent[0].flags & Flag.KEPT
    assert Channel.FHR2 in lived(phone(scenario="twins"), range(1))[0].chunk.samples


def test_what_is_not_acknowledged_is_kept_and_goes_out_again_as_kept():
    one = phone()
    lived(one, range(5))
    assert one.heard(1, [(3, 3)]) == [0, 1, 3]
    one.disconnected()
    lived(one, range(5, 7), is_connected=False)
    again = [frames.read_one(data) for data in one.to_send(7)]
    assert [frame.number for frame in again] == [2, 4, 5, 6]
    assert all(frame.flags & Flag.KEPT for frame in again)
    assert (one.sent, one.sent_again, one.acknowledged) == (9, 2, 3)
    assert one.heard(6, []) == [2, 4, 5, 6]
    one.disconnected()
    assert one.to_send(8) == []


def test_a_message_holds_sixty_frames_at_most():
    one = phone()
    lived(one, range(130), is_connected=False)
    assert [len(one.to_send(130)) for _ in range(4)] == [60, 60, 10, 0]


def test_faults_are_told_in_flags():
    faults = (
        Fault(Kind.SENSOR_OFF, 2, 4),
        Fault(Kind.BLUETOOTH, 5, 6),
        Fault(Kind.PHONE_ASLEEP, 7, 9),
        Fault(Kind.NETWORK, 10, 12),
    )
    made = {}
    one = phone(*faults)
    for second in range(14):
        one.second(second, is_connected=True)
    for data in one.to_send(14):
        frame = frames.read_one(data)
        made[(frame.phone_ms - STARTED) // 1000 - 1] = frame
    assert sorted(made) == [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    assert [made[s].number for s in (6, 9)] == [
        6,
        7,
    ]  # a phone that sleeps makes no frames and skips no numbers
    linked = Flag.BLUETOOTH | Flag.CONTACT_KNOWN | Flag.DEVICE_CLOCK_SET
    assert made[0].flags == linked | Flag.CONTACT
    assert made[2].flags == linked
    assert (made[2].chunk.samples[Channel.FHR1] == 0).all() and (made[2].chunk.samples[Channel.MHR] > 0).all()
    assert (made[5].flags, made[5].chunk) == (0, None)
    assert made[9].flags == linked | Flag.CONTACT | Flag.SLEPT
    assert made[11].flags == linked | Flag.CONTACT | Flag.KEPT
    assert made[12].flags == linked | Flag.CONTACT | Flag.NETWORK_AWAY
    assert made[13].flags == linked | Flag.CONTACT


def test_a_sensor_may_fall_silent_and_a_phone_may_say_nothing():
    habits = Habits(silent_without_contact=True, tells_sleep=False, tells_network=False)
    faults = (Fault(Kind.SENSOR_OFF, 0, 1), Fault(Kind.PHONE_ASLEEP, 1, 2), Fault(Kind.NETWORK, 3, 4))
    one = phone(*faults, habits=habits)
    for second in range(5):
        one.second(second, is_connected=True)
    sent = [frames.read_one(data) for data in one.to_send(5)]
    assert [frame.kind for frame in sent] == [frames.STATUS, *[frames.SAMPLES] * 3]
    assert not any(frame.flags & (Flag.SLEPT | Flag.NETWORK_AWAY) for frame in sent)


def test_a_bad_library_doubles_repeats_and_shuffles():
    assert [frame.number for frame in lived(phone(Fault(Kind.DOUBLED)), range(2))] == [0, 0, 1, 1]
    repeated = [frame.number for frame in lived(phone(Fault(Kind.REPEATED)), range(20))]
    assert len(repeated) == 39 and set(repeated) == set(range(20))
    shuffled = [frame.number for frame in lived(phone(Fault(Kind.SHUFFLED), seed=1), range(20))]
    assert shuffled != sorted(shuffled) and sorted(shuffled) == list(range(20))


def test_faults_are_spelled():
    assert parse("sensor_off@120+30") == Fault(Kind.SENSOR_OFF, 120, 150)
    assert parse("doubled") == Fault(Kind.DOUBLED)
    for bad in ("sensor_off", "nothing@1+2", "network@5", "network@5+0", "network@86000+900", ""):
        with pytest.raises(ValueError, match=r"fault|say when"):
            parse(bad)

"""From samples to seconds: a value stands until the next, at most so long; holes stay holes; nothing is drawn."""

import numpy as np
import pytest

from apps.monitoring import frames
from apps.recordings import channels, chunks
from ml_models import ctg
from ml_models.devices import Clock, Gatherer, Mark, Placing, Sample, adapter
from ml_models.devices.doppler_sound.generated import make

N = np.nan
START = 1_790_000_000_000


def gatherer(hold_ms=2_000, clock=Clock.NONE, **about):
    placing = Placing(clock, **about)
    return Gatherer(("fhr1_bpm", "toco", "quality"), hold_ms=hold_ms, placing=placing)


def at(ms, fhr=None, *, device_ms=None, **about):
    values = about.pop("values", {"fhr1_bpm": fhr})
    return Sample(START + ms, values, device_ms=device_ms, **about)


def trace(pieces, name="fhr1_bpm"):
    """All values from place 0 on, NaN where no piece was given out."""
    end = max((piece.first_sample + piece.channels["fhr1_bpm"].size for piece in pieces), default=0)
    whole = np.full(end, N)
    for piece in pieces:
        values = piece.channels.get(name)
        if values is not None:
            whole[piece.first_sample : piece.first_sample + values.size] = values
    return whole


def gathered(samples, **about):
    own = gatherer(**about)
    return own.add(samples) + own.finish()


def same(found, wanted):
    np.testing.assert_array_equal(found, np.array(wanted, dtype=float))


def test_a_value_stands_from_its_own_time_until_the_next():
    same(trace(gathered([at(0, 140), at(600, 141), at(1_000, 142)])), [140, 140, 140, 141, 142])


def test_a_value_stands_no_longer_than_hold_and_the_hole_is_left():
    pieces = gathered([at(0, 140), at(3_000, 142)], hold_ms=1_500)
    same(trace(pieces), [140] * 6 + [N] * 6 + [142])
    assert [piece.first_sample for piece in pieces] == [0, 4, 12], "the silent second is not given out"


def test_no_value_makes_a_hole_at_once_and_is_given_out():
    pieces = gathered([at(0, 140), at(500, None), at(1_000, None), at(2_000, 141)])
    same(trace(pieces), [140, 140, N, N, N, N, N, N, 141])
    assert [piece.first_sample for piece in pieces] == [0, 4, 8]


def test_a_channel_that_was_not_spoken_of_goes_on_standing():
    samples = [at(0, values={"fhr1_bpm": 140, "toco": 10}), at(500, 141), at(750, values={"toco": None})]
    pieces = gathered(samples)
    same(trace(pieces), [140, 140, 141, 141])
    same(trace(pieces, "toco"), [10, 10, 10, N])


@pytest.mark.parametrize(("ms", "place"), [(0, 0), (50, 0), (51, 1), (250, 1), (300, 1), (301, 2)])
def test_a_stamp_may_be_a_little_late_for_its_place(ms, place):
    pieces = gathered([at(0, None), at(ms, 140)])
    assert np.flatnonzero(np.isfinite(trace(pieces))).tolist() == [place]


def test_two_values_for_one_place_show_the_later():
    same(trace(gathered([at(0, 140), at(20, 150)])), [150])


def test_seconds_are_given_out_as_soon_as_they_are_complete():
    own = gatherer()
    assert own.add([at(0, 140), at(740, 141)]) == []
    (first,) = own.add([at(1_100, 142)])
    same(first.channels["fhr1_bpm"], [140, 140, 140, 141])
    assert (first.first_sample, first.phone_ms) == (0, START + 740)
    (second,) = own.until(START + 2_000)
    same(second.channels["fhr1_bpm"], [141, 142, 142, 142])


def test_as_time_passes_values_end_and_silence_gives_nothing():
    own = gatherer(hold_ms=1_000)
    own.add([at(0, 140)])
    assert [piece.first_sample for piece in own.until(START + 60_000)] == [0]
    assert own.until(START + 60_000) == []
    (back,) = own.add([at(61_000, 141)]) + own.finish()
    assert back.first_sample == 244


def test_a_trace_may_begin_before_its_first_sample_and_no_sample_before_it():
    pieces = gathered([at(-700, 139), at(2_300, 140)], start_ms=START)
    assert [piece.first_sample for piece in pieces] == [8]
    same(pieces[0].channels["fhr1_bpm"], [N, 140])


def test_what_comes_too_late_or_beyond_a_day_is_counted_and_changes_nothing():
    own = gatherer(clock=Clock.SINCE_START, stored=True)
    own.add([at(0, 140, device_ms=5_000), at(0, 150, device_ms=1_000), at(0, 150, device_ms=86_400_000)])
    assert own.refused == 2
    same(trace(own.finish())[20:], [140])


def test_a_value_that_no_trace_can_hold_is_a_hole():
    own = gatherer()
    own.add([at(0, 300.5), at(250, N), at(500, 0), at(750, 300)])
    same(trace(own.finish()), [N, N, N, 300])
    assert own.unbelievable == 3


def test_marks_of_device_and_phone_fall_on_one_place():
    own = gatherer()
    own.add([at(0, 140), at(500, 141, marks=Mark.FOUND)])
    assert own.mark(Mark.FELT, phone_ms=START + 500)
    assert own.mark(Mark.CONTRACTION, phone_ms=START + 1_200)
    assert not own.mark(Mark.FELT, phone_ms=START - 5_000)
    pieces = own.finish()
    same(trace(pieces, "movement_marks"), [0, 0, 3, 0, 0, 16])
    assert pieces[0].numbers()["movement_marks"].tolist() == [0, 0, 3, 0]


def test_quality_is_0_where_nothing_stands():
    pieces = gathered([at(0, values={"fhr1_bpm": 140, "quality": 3}), at(500, values={"quality": None})])
    same(trace(pieces, "quality"), [3, 3, 0])


def test_battery_stands_and_contact_is_that_of_the_last_sample():
    own = gatherer()
    (first,) = own.add([at(0, 140, battery_percent=80, contact=True), at(1_000, 141, contact=False)])
    (second,) = own.finish()
    assert (first.battery_percent, first.contact) == (80, True)
    assert (second.battery_percent, second.contact) == (80, False)


def test_a_second_rate_appears_when_it_is_first_heard_and_stays():
    own = Gatherer(("fhr1_bpm", "fhr2_bpm"), hold_ms=500)
    pieces = own.add([at(0, 140), at(1_000, values={"fhr2_bpm": 150}), at(2_000, 141)]) + own.finish()
    assert [sorted(piece.channels) for piece in pieces] == [
        ["fhr1_bpm"],
        ["fhr1_bpm", "fhr2_bpm"],
        ["fhr1_bpm", "fhr2_bpm"],
    ]


def test_a_phone_that_is_set_back_goes_on_and_one_that_leaps_ahead_stops_nothing():
    own = gatherer()
    own.add([at(0, 140), at(250, 141), at(-172_800_000, 142), at(-172_799_750, 143)])
    assert own.placing.jumps == 1
    own.add([at(400_000_000, 200), at(-172_799_500, 144)])
    assert own.refused == 1
    same(trace(own.finish()), [140, 142, 143, 144])


def test_devices_time_says_how_far_apart_and_is_not_believed_beyond_its_leash():
    own = gatherer(clock=Clock.WALL)
    wrong = START - 172_800_000
    burst = [at(600, 140 + k, device_ms=wrong + 250 * k) for k in range(3)]
    later = [at(1_300, 150, device_ms=wrong + 750), at(5_600, 151, device_ms=wrong + 86_400_000)]
    pieces = own.add([*burst, *later]) + own.finish()
    assert own.placing.jumps == 1
    same(trace(pieces), [140, 141, 142, *[150] * 8, *[N] * 9, 151])
    assert pieces[0].device_ms == wrong + 750


@pytest.mark.parametrize("second_ms", [980, 1_020])
def test_a_device_whose_second_is_not_ours_is_followed_without_jumps(second_ms):
    """20 minutes at 4 Hz: its clock counts 1,000 ms in `second_ms` of ours, and the radio jitters."""
    random = np.random.default_rng(6)
    own = gatherer(hold_ms=437, clock=Clock.SINCE_START, start_ms=START)
    pieces = []
    for number in range(4_800):
        late = int(random.integers(0, 120))
        pieces += own.add([at(number * second_ms // 4 + late, 100 + number / 48, device_ms=250 * number)])
    whole = trace(pieces)
    assert (own.placing.jumps, own.refused) == (0, 0)
    assert np.isnan(whole[1:]).sum() == 0
    measured = (whole - 100) * 48 * second_ms / 4
    assert np.abs(measured - np.arange(whole.size) * 250)[1:].max() < 700, (
        "each value stands where it was measured"
    )


def test_time_does_not_pass_over_what_is_still_to_come():
    own = adapter("doppler_sound", {"container": "pcm", "rate_hz": 1_000, "bits": 16})
    gatherer = Gatherer.of(own, start_ms=START)
    data, pieces = make(np.full(80, 140.0), seed=5, fs_hz=1_000).samples(), []
    for at_ms in range(0, 20_000, 1_000):
        packet = data[2 * at_ms : 2 * at_ms + 2_000]
        pieces += gatherer.add(own.push(packet, phone_ms=START + at_ms + 1_000).samples)
        pieces += gatherer.until(START + at_ms + 1_000)
    assert gatherer.refused == 0
    assert np.isfinite(trace(pieces + gatherer.finish())).sum() == 66


def test_a_sample_that_the_radio_held_up_for_a_second_and_a_half_finds_its_place():
    own = gatherer(clock=Clock.SINCE_START, start_ms=START)
    pieces = own.add([at(0, 140, device_ms=0)]) + own.until(START + 3_000)
    pieces += own.add([at(3_000, 141, device_ms=1_500)]) + own.finish()
    assert own.refused == 0
    same(trace(pieces), [140] * 6 + [141])


def test_what_comes_out_of_a_store_at_once_is_a_trace_of_its_own_length():
    own = adapter("lmtp", {"decoder": "newer", "records": "stored"})
    gatherer = Gatherer.of(own)
    packet = bytes.fromhex("55aa038e000c03035400") * 100
    whole = trace(gatherer.add(own.push(packet, phone_ms=START).samples) + gatherer.finish())
    same(whole, [142] * 100)


def test_a_delay_is_taken_back():
    own = Gatherer(("mhr_bpm",), hold_ms=1_000, placing=Placing(Clock.NONE, delay_ms=1_000, start_ms=START))
    (piece,) = own.add([Sample(START + 1_500, {"mhr_bpm": 80.0})]) + own.finish()
    same(piece.channels["mhr_bpm"], [N, N, 80])


def test_a_piece_becomes_a_chunk_of_the_api():
    samples = [
        at(
            0,
            values={"fhr1_bpm": 142.25, "fhr2_bpm": None, "mhr_bpm": 80, "toco": -1.5, "quality": 3},
            marks=1,
        ),
        at(500, values={"fhr1_bpm": None, "toco": None}),
    ]
    own = Gatherer(("fhr1_bpm", "mhr_bpm", "toco", "quality"), hold_ms=2_000)
    (piece,) = own.add([*samples, at(1_000, 150)])
    fields = {name: channel for channel, name in channels.FIELDS.items()}
    held = {fields[name]: values for name, values in piece.numbers().items()}
    chunk = chunks.read(chunks.write(held, first_sample=piece.first_sample))
    assert {channel.name: values.tolist() for channel, values in chunk.samples.items()} == {
        "FHR1": [569, 569, 0, 0],
        "MHR": [320, 320, 320, 320],
        "TOCO": [-3, -3, -32768, -32768],
        "QUALITY": [3, 3, 3, 3],
        "MARKS": [1, 0, 0, 0],
    }


def test_a_piece_is_what_a_frame_of_the_stream_carries():
    own = adapter("lmtp", {"decoder": "newer"})
    gatherer = Gatherer.of(own)
    pieces = []
    for number in range(9):
        packet = bytes.fromhex("55aa038e000c03035400")
        pieces += gatherer.add(own.push(packet, phone_ms=START + 500 * number).samples)
    written = b"".join(framed(number, piece) for number, piece in enumerate(pieces + gatherer.finish()))
    found = frames.read(written)
    assert [(frame.first_sample, frame.sample_count, frame.battery) for frame in found] == [
        (0, 4, 100),
        (4, 4, 100),
        (8, 4, 100),
        (12, 4, 100),
        (16, 1, 100),
    ]
    assert [frame.phone_ms - START for frame in found] == [500, 1_500, 2_500, 3_500, 4_000]
    assert found[2].chunk.samples[channels.Channel.FHR1].tolist() == [568] * 4


def framed(number, piece):
    fields = {name: channel for channel, name in channels.FIELDS.items()}
    held = {fields[name]: values for name, values in piece.numbers().items()}
    chunk = chunks.write(held, first_sample=piece.first_sample)
    device_ms = frames.NO_CLOCK if piece.device_ms is None else piece.device_ms
    return frames.write(
        number, phone_ms=piece.phone_ms, chunk=chunk, device_ms=device_ms, battery=piece.battery_percent
    )


def test_lines_out_of_a_store_give_the_trace_that_the_file_reader_gives():
    random = np.random.default_rng(3)
    rates = np.where(random.random(400) < 0.2, 0, np.rint(140 + random.normal(0, 5, 400)))
    kept = np.flatnonzero((random.random(400) < 0.95) | (np.arange(400) % 399 == 0))
    lines = "".join(f"{place},{rates[place]:g}\n" for place in kept)
    whole = ctg.read_bytes(f"t_s,fhr1_bpm\n{lines}".encode(), "x.csv")
    profile = {"columns": ["time", "fhr1_bpm"], "units": {"time": "s", "fhr1_bpm": "bpm"}, "step_ms": 1_000}
    own = adapter("csv_lines", profile)
    own_grid = Gatherer(own.channels, hold_ms=1_000, step_ms=1_000, placing=Placing(own.clock, stored=True))
    pieces = own_grid.add(own.push(lines.encode(), phone_ms=1).samples) + own_grid.finish()
    assert np.array_equal(trace(pieces), whole.fhr1_bpm, equal_nan=True)
    assert np.isnan(whole.fhr1_bpm).any()

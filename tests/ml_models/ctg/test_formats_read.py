"""What was written comes back: every format, every channel, gaps as gaps."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.recording import CHANNELS
from tests.ml_models.ctg.files import DAT, edf_bytes, short, wfdb_pair

QUARTERS = np.array([140.0, 140.25, 0.0, 141.5, 139.75, 0.0, 138.0, 140.0])
MISSING = np.where(QUARTERS == 0, np.nan, QUARTERS)


def same(found: np.ndarray, wanted: np.ndarray) -> bool:
    return bool(np.array_equal(found, wanted, equal_nan=True))


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.fhrm"])
def test_written_recording_comes_back_sample_by_sample(name):
    recording = short()
    back = ctg.read_bytes(ctg.write_bytes(recording, name), name)
    assert all(same(getattr(back, channel), getattr(recording, channel)) for channel in CHANNELS)
    assert back.fs_hz == 4.0
    assert back.source.rate_resolution_bpm == 0.25


def test_fhr_has_no_maternal_channel():
    recording = short()
    back = ctg.read_bytes(ctg.write_bytes(recording, "x.fhr"), "x.fhr")
    assert same(back.fhr1_bpm, recording.fhr1_bpm)
    assert same(back.toco, recording.toco)
    assert np.isnan(back.mhr_bpm).all()


@pytest.mark.parametrize("name", ["x.csv", "x.json"])
def test_text_formats_keep_marks_and_quality(name):
    recording = ctg.Recording.from_channels(
        {
            "fhr1_bpm": MISSING,
            "movement_marks": np.array([0, 1, 0, 0, 0, 0, 2, 0]),
            "quality": np.array([3, 3, 0, 1, 2, 0, 3, 3]),
        }
    )
    back = ctg.read_bytes(ctg.write_bytes(recording, name), name)
    assert back.movement_marks is not None
    assert back.movement_marks.tolist() == [0, 1, 0, 0, 0, 0, 2, 0]
    assert back.quality is not None
    assert back.quality.tolist() == [3, 3, 0, 1, 2, 0, 3, 3]


def test_fhr_bytes_as_documented():
    data = (
        (1_700_000_000).to_bytes(4, "little")
        + bytes([0x30, 0x02, 0x00, 0x00, 25, 1])
        + bytes([0x00, 0x00, 0x2D, 0x02, 24, 4])
    )
    recording = ctg.read_bytes(data, "x.fhr")
    assert recording.start == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert same(recording.fhr1_bpm, np.array([140.0, np.nan]))
    assert same(recording.fhr2_bpm, np.array([np.nan, 139.25]))
    assert recording.toco.tolist() == [12.5, 12.0]
    assert recording.quality is not None
    assert recording.quality.tolist() == [3, 3]


def test_anonymous_fhr_has_no_start_and_no_quality():
    recording = ctg.read_bytes(bytes(4) + bytes([0x30, 0x02, 0, 0, 25, 0]), "x.fhr")
    assert recording.start is None
    assert recording.quality is None
    assert recording.duration_s == 0.25


def test_wfdb_record_in_memory():
    header, companions = wfdb_pair(np.column_stack([QUARTERS, np.arange(8)]))
    recording = ctg.read_bytes(header, "r1.hea", companions=companions)
    assert same(recording.fhr1_bpm, MISSING)
    assert recording.toco.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert recording.source.details["pH"] == "7.14"


def test_wfdb_record_from_disk(tmp_path):
    header, companions = wfdb_pair(np.column_stack([QUARTERS, np.arange(8)]))
    (tmp_path / "r1.hea").write_bytes(header)
    (tmp_path / DAT).write_bytes(companions[DAT])
    assert same(ctg.read(tmp_path / "r1.hea").fhr1_bpm, MISSING)


def test_edf_signals_of_different_rates():
    recording = ctg.read_bytes(edf_bytes(QUARTERS, np.array([10.0, 20.0]), toco_hz=1.0), "x.edf")
    assert same(recording.fhr1_bpm, MISSING)
    np.testing.assert_allclose(recording.toco, [10, 10, 10, 10, 20, 20, 20, 20], atol=0.01)
    assert recording.start is None
    assert recording.source.details["local_start"].startswith("06.05.24")


def test_one_value_a_second_holds_for_its_second():
    recording = ctg.read_bytes(b"t_s,fhr1_bpm\n0,140\n1,142\n2,\n3,141\n", "x.csv")
    wanted = [140] * 4 + [142] * 4 + [np.nan] * 4 + [141] * 4
    assert same(recording.fhr1_bpm, np.array(wanted, dtype=float))
    assert recording.source.fs_hz == 1.0
    assert recording.source.rate_resolution_bpm == 1.0


def test_rows_that_never_came_are_holes_and_nothing_is_drawn_across():
    recording = ctg.read_bytes(b"t_s,fhr1_bpm\n0,140\n1,142\n4,150\n5,150\n", "x.csv")
    wanted = [140] * 4 + [142] * 4 + [np.nan] * 8 + [150] * 8
    assert same(recording.fhr1_bpm, np.array(wanted, dtype=float))


def test_a_late_first_row_leaves_a_hole_in_front():
    recording = ctg.read_bytes(b"t_s,fhr1_bpm\n1,140\n1.5,142\n2,142\n", "x.csv")
    assert same(recording.fhr1_bpm, np.array([np.nan] * 4 + [140, 140, 142, 142, 142, 142]))


def test_ten_values_a_second_become_four_by_the_last_one_given():
    rows = "".join(f"{k / 10},{100 + k}\n" for k in range(10))
    recording = ctg.read_bytes(f"t_s,fhr1_bpm\n{rows}".encode(), "x.csv")
    assert recording.fhr1_bpm.tolist() == [100, 103, 105, 108]


def test_small_jitter_of_the_times_is_read():
    recording = ctg.read_bytes(b"t_s,fhr1_bpm\n0.02,140\n0.98,141\n2.05,142\n3.0,143\n", "x.csv")
    assert recording.fhr1_bpm[::4].tolist() == [140, 141, 142, 143]
    assert not np.isnan(recording.fhr1_bpm).any()


@pytest.mark.parametrize("fs_hz", [1.0, 2.0, 4.0, 10.0])
def test_stamps_that_jitter_by_nearly_half_a_step_give_the_same_analysis(fs_hz: float):
    whole = ctg.generate(30, 3, scenario="reactive")
    every = np.arange(0, whole.duration_s, 1 / fs_hz)
    rate = np.nan_to_num(whole.fhr1_bpm)[np.minimum((every * 4).astype(int), whole.samples - 1)]
    late = np.random.default_rng(5).uniform(0, 0.45 / fs_hz, every.size)

    def read(times):
        rows = "".join(f"{t:.3f},{value:g}\n" for t, value in zip(times, rate, strict=True))
        return ctg.read_bytes(f"t_s,fhr1_bpm\n{rows}".encode(), "x.csv")

    steady, jittered = read(every), read(every + late)
    assert jittered.source.fs_hz == pytest.approx(fs_hz, rel=0.01)
    both = np.isfinite(steady.fhr1_bpm[: jittered.samples]) & np.isfinite(jittered.fhr1_bpm[: steady.samples])
    assert both.mean() > np.isfinite(steady.fhr1_bpm).mean() - 0.02
    found, wanted = ctg.analyze(jittered), ctg.analyze(steady)
    assert found.mean_baseline_bpm == pytest.approx(wanted.mean_baseline_bpm, abs=0.5)
    assert len(found.accelerations) == len(wanted.accelerations) > 0


def test_unix_times_give_the_start():
    recording = ctg.read_bytes(b"t_s,fhr1_bpm\n1715000000.5,140\n1715000001,142\n", "x.csv")
    assert recording.start == datetime(2024, 5, 6, 12, 53, 20, 500_000, tzinfo=UTC)
    assert recording.fhr1_bpm.tolist() == [140, 140, 142, 142]


def test_windows_line_ends_and_byte_order_mark():
    recording = ctg.read_bytes("\ufefft_s,fhr1_bpm,toco\r\n0,140,\r\n0.25,,7\r\n".encode(), "X.CSV")
    assert same(recording.fhr1_bpm, np.array([140, np.nan]))
    assert same(recording.toco, np.array([np.nan, 7]))


def test_json_start_keeps_its_zone():
    recording = ctg.read_bytes(
        b'{"fs_hz": 1, "fhr1_bpm": [140, null], "start": "2024-05-06T07:08:09+09:00", "twins": true}',
        "x.json",
    )
    assert recording.start == datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone(timedelta(hours=9)))
    assert recording.twins is True
    assert recording.duration_s == 2.0


def test_twenty_four_hours_are_read_and_one_sample_more_is_not():
    day = 24 * 3600 * 4
    assert ctg.read_bytes(bytes(4 + 6 * day), "x.fhr").duration_s == 86_400
    with pytest.raises(ctg.FormatError) as refused:
        ctg.read_bytes(bytes(4 + 6 * (day + 1)), "x.fhr")
    assert (refused.value.field, refused.value.limit) == ("duration", "24 h 0 min")


def test_all_samples_lost_is_a_recording():
    assert np.isnan(ctg.read_bytes(bytes(4 + 6 * 400), "x.fhr").fhr1_bpm).all()


def test_what_was_read_cannot_be_written_to():
    recording = short()
    with pytest.raises(ValueError):
        recording.fhr1_bpm[0] = 1.0


def test_the_flags_of_fhrm_tell_the_scalp_electrode():
    row = (0).to_bytes(2, "little") + (560).to_bytes(2, "little") + bytes(3) + bytes([0b1100])
    recording = ctg.read_bytes(bytes(4) + row * 40, "x.fhrm")
    assert recording.source.details == {"fhr2_sensor": "scalp electrode"}
    assert set(recording.quality.tolist()) == {3}
    assert ctg.read_bytes(bytes(4) + row[:7] + b"\0" + row * 0, "x.fhrm").source.details == {}

"""What a profile or an adapter declares is what is done."""

import pytest

from ml_models import devices

PROFILES = {
    "heart_rate_service": ({}, 2_000, devices.Clock.NONE),
    "lmtp": ({"decoder": "newer"}, 2_000, devices.Clock.NONE),
    "lepu": ({"line": "a5"}, 2_000, devices.Clock.NONE),
    "csv_lines": (
        {"columns": ["fhr1_bpm"], "units": {"fhr1_bpm": "bpm"}, "step_ms": 500},
        875,
        devices.Clock.SINCE_START,
    ),
    "doppler_sound": ({}, 450, devices.Clock.SINCE_START),
}


@pytest.mark.parametrize("name", devices.NAMES)
def test_how_long_a_value_stands_and_which_clock_it_has(name):
    profile, hold_ms, clock = PROFILES[name]
    adapter = devices.adapter(name, profile)
    assert (adapter.hold_ms, adapter.clock) == (hold_ms, clock)


@pytest.mark.parametrize(
    ("profile", "hold_ms", "stored"),
    [({"step_ms": 1_000}, 1_750, False), ({"records": "stored"}, 438, True)],
)
def test_lmtp_with_a_step_has_a_clock_and_stands_shorter(profile, hold_ms, stored):
    adapter = devices.adapter("lmtp", {"decoder": "newer", **profile})
    found = (adapter.hold_ms, adapter.clock, adapter.stored)
    assert found == (hold_ms, devices.Clock.SINCE_START, stored)


@pytest.mark.parametrize(
    ("column", "unit", "cell", "value"),
    [
        ("fhr1_bpm", "bpm", "142.5", 142.5),
        ("fhr2_bpm", "quarter_bpm", "570", 142.5),
        ("mhr_bpm", "ms_between_beats", "750", 80),
        ("mhr_bpm", "ms_between_beats", "0", None),
        ("toco", "units", "-1.5", -1.5),
        ("toco", "half_units", "-3", -1.5),
        ("quality", "0-3", "2", 2),
    ],
)
def test_a_cell_is_read_in_its_unit(column, unit, cell, value):
    columns = [column, "fhr1_bpm"] if column == "quality" else [column]
    units = {column: unit} | ({"fhr1_bpm": "bpm"} if column == "quality" else {})
    adapter = devices.adapter("csv_lines", {"columns": columns, "units": units, "step_ms": 250})
    (sample,) = adapter.push(f"{cell}{',140' if column == 'quality' else ''}\n".encode(), phone_ms=1).samples
    assert sample.values[column] == value


@pytest.mark.parametrize(
    ("unit", "cell", "device_ms"),
    [
        ("s", "1.25", 1_250),
        ("ms", "1250", 1_250),
        ("unix_s", "1790000000.5", 1_790_000_000_500),
        ("unix_ms", "7", 7),
    ],
)
def test_time_is_read_in_its_unit(unit, cell, device_ms):
    units = {"time": unit, "fhr1_bpm": "bpm"}
    profile = {"columns": ["time", "fhr1_bpm"], "units": units, "step_ms": 250}
    adapter = devices.adapter("csv_lines", profile)
    (sample,) = adapter.push(f"{cell},140\n".encode(), phone_ms=1).samples
    assert sample.device_ms == device_ms
    wall = unit.startswith("unix")
    assert (adapter.clock is devices.Clock.WALL) == wall


def test_a_line_that_is_too_long_keeps_its_place_however_it_comes():
    profile = {"columns": ["fhr1_bpm"], "units": {"fhr1_bpm": "bpm"}, "step_ms": 250}
    data = b"140\n" + b"1" * 2_000 + b"\n141\n"
    for size in (len(data), 300, 1):
        adapter = devices.adapter("csv_lines", profile)
        parts = [adapter.push(data[at : at + size], phone_ms=1) for at in range(0, len(data), size)]
        found = devices.joined(parts)
        assert [(s.device_ms, s.values["fhr1_bpm"]) for s in found.samples] == [(0, 140), (500, 141)]
        assert [(r.reason, len(r.raw)) for r in found.rejected] == [("too_long", 2_001)]

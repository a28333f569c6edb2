"""What is not declared of a device is refused before its first byte, and the refusal names it."""

import pytest

from ml_models import devices

LINES = {"columns": ["time", "fhr1_bpm"], "units": {"time": "s", "fhr1_bpm": "bpm"}, "step_ms": 250}


def without(name: str) -> dict:
    return {key: value for key, value in LINES.items() if key != name}


@pytest.mark.parametrize(
    ("name", "profile", "field", "code"),
    [
        ("lmtp", {}, "decoder", "unstated"),
        ("lmtp", {"decoder": "3.0"}, "decoder", "not_one_of"),
        ("lmtp", {"decoder": ["newer"]}, "decoder", "not_one_of"),
        ("lmtp", {"decoder": "newer", "step_ms": 50}, "step_ms", "out_of_range"),
        ("lmtp", {"decoder": "newer", "step_ms": True}, "step_ms", "out_of_range"),
        ("lmtp", {"decoder": "newer", "speed": 1}, "speed", "unknown"),
        ("lepu", {}, "line", "unstated"),
        ("heart_rate_service", {"contact_bits": "left"}, "contact_bits", "not_one_of"),
        ("csv_lines", {}, "columns", "unstated"),
        ("csv_lines", without("columns"), "columns", "unstated"),
        ("csv_lines", without("units"), "units", "unstated"),
        ("csv_lines", without("step_ms"), "step_ms", "unstated"),
        ("csv_lines", LINES | {"step_ms": 30_000}, "step_ms", "out_of_range"),
        ("csv_lines", LINES | {"units": {"time": "s"}}, "units.fhr1_bpm", "unstated"),
        ("csv_lines", LINES | {"units": {"time": "s", "fhr1_bpm": "Hz"}}, "units.fhr1_bpm", "not_one_of"),
        ("csv_lines", LINES | {"units": LINES["units"] | {"toco": "units"}}, "units.toco", "contradicts"),
        ("csv_lines", LINES | {"units": "bpm"}, "units", "unstated"),
        ("csv_lines", LINES | {"columns": ["time"]}, "columns", "unstated"),
        ("csv_lines", LINES | {"columns": ["fhr1_bpm", "fhr1_bpm"]}, "columns", "not_one_of"),
        ("csv_lines", LINES | {"columns": ["time", "weight"]}, "columns", "not_one_of"),
        ("csv_lines", LINES | {"columns": "time,fhr1_bpm"}, "columns", "not_one_of"),
        ("csv_lines", LINES | {"decimal": "comma"}, "decimal", "contradicts"),
        ("doppler_sound", {"container": "pcm"}, "rate_hz", "unstated"),
        ("doppler_sound", {"container": "pcm", "rate_hz": 4_000}, "bits", "unstated"),
        ("doppler_sound", {"container": "pcm", "rate_hz": 4_000, "bits": 12}, "bits", "not_one_of"),
        ("doppler_sound", {"container": "mp3"}, "container", "not_one_of"),
        ("stethoscope", {}, "adapter", "not_one_of"),
    ],
)
def test_refused(name, profile, field, code):
    with pytest.raises(devices.ProfileError) as refusal:
        devices.adapter(name, profile)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_a_refusal_says_what_is_allowed():
    with pytest.raises(devices.ProfileError, match=r"decoder: unstated \(allowed: newer, 2\.3\)"):
        devices.adapter("lmtp")

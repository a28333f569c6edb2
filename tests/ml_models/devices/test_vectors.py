"""Byte vectors that were written from the published layouts before there was a decoder."""

import json
from pathlib import Path

import pytest

from ml_models import devices

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())["vectors"]
PROFILES = {
    "gatt": ("heart_rate_service", {}),
    "lepu_command": ("lepu", {"line": "a5"}),
    "lmtp_frame": ("lmtp", {"decoder": "newer"}),
    "lmtp_indexed_frame": ("lmtp", {"decoder": "newer"}),
}
NAMES = {"bpm": "mhr_bpm", "fhr2": "fhr2_bpm", "signal": "quality"}


def decoded(vector: dict) -> devices.Decoded:
    adapter = devices.adapter(*PROFILES[vector["kind"]])
    found = adapter.push(bytes.fromhex(vector["hex"]), phone_ms=1)
    return devices.joined([found, adapter.finish()])


def said(sample: devices.Sample, name: str) -> object:
    found = {
        "contact": {True: "detected", False: "not detected", None: None}[sample.contact],
        "rr_s": list(sample.rr_s),
        "battery": (sample.battery_percent or 0) / 25,
        "automatic_movement": int(sample.marks == devices.Mark.FOUND),
        "index": sample.details.get("index"),
    }
    return found[name] if name in found else sample.values.get(NAMES.get(name, name))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vector(vector):
    found, expected = decoded(vector), vector["expect"]
    if "reject" in expected:
        assert found.samples == ()
        assert [stretch.reason for stretch in found.rejected] == [
            {"crc": "checksum"}.get(expected["reject"], expected["reject"])
        ]
        return
    assert found.rejected == ()
    if vector["kind"] == "lepu_command":
        assert [(frame.kind, frame.raw[1], frame.raw[4]) for frame in found.frames] == [
            ("command", expected["cmd"], expected["seq"])
        ]
        return
    (sample,) = found.samples
    wanted = {name: value or None if name == "bpm" else value for name, value in expected.items()}
    assert {name: said(sample, name) for name in wanted} == wanted


def test_every_kind_of_device_is_there():
    assert {kind: sum(v["kind"] == kind for v in VECTORS) for kind in PROFILES} == {
        "gatt": 3,
        "lepu_command": 3,
        "lmtp_frame": 3,
        "lmtp_indexed_frame": 2,
    }

"""Whatever arrives, in whatever pieces: nothing is raised, nothing is lost, and no rate is 0."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_models import devices
from ml_models.devices import Gatherer, joined
from ml_models.devices.base import RATES
from tests.ml_models.devices.test_conformance import FRAMES

LINES = {"columns": ["time", "fhr1_bpm"], "units": {"time": "unix_s", "fhr1_bpm": "bpm"}, "step_ms": 250}
ADAPTERS = [
    ("heart_rate_service", {}),
    ("lmtp", {"decoder": "newer", "step_ms": 250}),
    ("lmtp", {"decoder": "2.3", "records": "stored"}),
    ("lepu", {"line": "a5"}),
    ("lepu", {"line": "a5_5a"}),
    ("csv_lines", LINES),
    ("doppler_sound", {}),
    ("doppler_sound", {"container": "pcm", "rate_hz": 1_000, "bits": 8}),
]
REAL = sorted(
    {
        bytes.fromhex(packet["hex"]) if "hex" in packet else packet["text"].encode()
        for path in FRAMES.glob("*.json")
        for case in json.loads(path.read_text())["cases"]
        for packet in case["arrives"]
    }
)
PIECES = st.lists(
    st.tuples(st.one_of(st.binary(max_size=200), st.sampled_from(REAL)), st.integers(-(2**45), 2**45)),
    max_size=12,
)
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.sampled_from(ADAPTERS), PIECES, st.booleans())
def test_any_pieces_at_any_time(which, pieces, stored):
    adapter = devices.adapter(*which)
    parts = [adapter.push(data, phone_ms=phone_ms) for data, phone_ms in pieces]
    found = joined([*parts, adapter.finish()])
    kept = sorted((part.start, part.raw) for part in (*found.frames, *found.rejected))
    assert b"".join(raw for _, raw in kept) == b"".join(data for data, _ in pieces)
    assert all(sample.values.get(name) != 0 for sample in found.samples for name in RATES)
    gatherer = Gatherer.of(adapter, stored=stored)
    seconds = gatherer.add(found.samples) + gatherer.finish()
    places = [piece.first_sample for piece in seconds]
    assert places == sorted(set(places))
    assert all(0 <= piece.first_sample < 345_600 for piece in seconds)
    assert gatherer.unbelievable == 0

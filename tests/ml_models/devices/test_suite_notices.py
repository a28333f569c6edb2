"""The suite finds each kind of fault in an adapter that is otherwise fine."""

import pytest

from ml_models.devices import Decoded, Frame, Rejected, Sample
from ml_models.devices.conformance import checked, read_cases
from ml_models.devices.conformance.__main__ import main
from ml_models.devices.framing import Bad, Good
from ml_models.devices.lmtp import Adapter
from tests.ml_models.devices.test_conformance import FRAMES

LMTP = FRAMES / "lmtp.json"


class Raises(Adapter):
    def read(self, data, **about):
        assert len(data) < 3 or data[2] in (0x01, 0x03, 0x13, 0x08, 0x30), "never seen"
        return super().read(data, **about)


class ZeroIsARate(Adapter):
    def read(self, data, **about):
        found = super().read(data, **about)
        if not isinstance(found, Good):
            return found
        told = tuple(
            Sample(s.phone_ms, {n: v or 0.0 for n, v in s.values.items()}, marks=s.marks)
            for s in found.samples
        )
        return Good(found.length, found.kind, told)


class ForgetsRejected(Adapter):
    def push(self, data, *, phone_ms):
        return Decoded(super().push(data, phone_ms=phone_ms).frames)


class DoublesFrames(Adapter):
    def push(self, data, *, phone_ms):
        found = super().push(data, phone_ms=phone_ms)
        return Decoded(found.frames + found.frames, found.rejected)


class ForgetsAtBorders(Adapter):
    def push(self, data, *, phone_ms):
        found = super().push(data, phone_ms=phone_ms)
        rest = super().finish()
        return Decoded(found.frames + rest.frames, found.rejected + rest.rejected)


class LosesItsWay(Adapter):
    lost = False

    def read(self, data, **about):
        found = super().read(data, **about)
        self.lost = self.lost or isinstance(found, Bad)
        return Bad("lost", 10_000) if self.lost else found


class KeepsAll(Adapter):
    def push(self, data, *, phone_ms):
        self._all = getattr(self, "_all", b"") + data
        return Decoded()

    def finish(self):
        found = super().push(getattr(self, "_all", b""), phone_ms=0)
        rest = super().finish()
        return Decoded(found.frames + rest.frames, found.rejected + rest.rejected)


class OwnTime(Adapter):
    def read(self, data, **about):
        return super().read(data, **{**about, "phone_ms": 77})


class TakesAnyProfile(Adapter):
    def __init__(self, profile=None):
        super().__init__({name: value for name, value in profile.items() if name in self.options})


class ToldTwice(Adapter):
    shared = 0

    def read(self, data, **about):
        found = super().read(data, **about)
        ToldTwice.shared += 1
        if not isinstance(found, Good):
            return found
        told = tuple(Sample(s.phone_ms, s.values, details={"n": ToldTwice.shared}) for s in found.samples)
        return Good(found.length, found.kind, told)


class UnknownChannel(Adapter):
    channels = ("fhr1_bpm",)


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (Raises, "never_raises"),
        (ZeroIsARate, "reads_its_frames"),
        (ZeroIsARate, "fills_the_grid"),
        (ForgetsRejected, "keeps_every_byte"),
        (DoublesFrames, "keeps_every_byte"),
        (ForgetsAtBorders, "borders_mean_nothing"),
        (LosesItsWay, "finds_its_way_back"),
        (KeepsAll, "keeps_little_back"),
        (OwnTime, "keeps_time"),
        (ToldTwice, "keeps_time"),
        (TakesAnyProfile, "declares_itself"),
        (UnknownChannel, "never_raises"),
    ],
)
def test_a_fault_is_found(kind, check):
    assert checked(kind, read_cases(LMTP))[check]


def test_from_a_terminal(capsys):
    ours = "ml_models.devices.lmtp:Adapter"
    assert main([ours, "--frames", str(LMTP)]) == 0
    assert capsys.readouterr().out.endswith("19 cases, 0 of 9 checks failed\n")
    faulty = "tests.ml_models.devices.test_suite_notices:KeepsAll"
    assert main([faulty, "--frames", str(LMTP)]) == 1
    assert "FAILED  keeps_little_back" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("adapter", "frames", "says"),
    [
        ("ml_models.devices.nowhere:Adapter", None, "ModuleNotFoundError"),
        ("ml_models.devices.lmtp:Decoder", None, "AttributeError"),
        ("ml_models.devices.lmtp.layout:Layout", None, "is no ml_models.devices.Adapter"),
        ("ml_models.devices.lmtp:Adapter", "{}", "CasesError"),
        ("ml_models.devices.lmtp:Adapter", '{"cases": []}', "no case expects a sample"),
        (
            "ml_models.devices.lmtp:Adapter",
            '{"cases": [{"name": "x", "arrives": [{"hex": "5"}]}]}',
            "CasesError",
        ),
        (
            "ml_models.devices.lmtp:Adapter",
            '{"cases": [{"name": "x", "arrives": [], "samples": [{}]}]}',
            "decoder: unstated",
        ),
    ],
)
def test_what_cannot_be_run_is_said(adapter, frames, says, tmp_path, capsys):
    path = LMTP
    if frames is not None:
        path = tmp_path / "frames.json"
        path.write_text(frames)
    assert main([adapter, "--frames", str(path)]) == 2
    assert says in capsys.readouterr().err


def test_rejected_stretches_that_touch_are_one():
    parts = [
        Decoded((Frame(0, b"a", "x"),), (Rejected(1, b"b", "first"),)),
        Decoded((), (Rejected(2, b"c", "second"), Rejected(9, b"d", "third"))),
    ]
    from ml_models.devices import joined

    assert joined(parts).rejected == (Rejected(1, b"bc", "first"), Rejected(9, b"d", "third"))

"""Whatever bytes arrive: a recording or a `FormatError`, nothing else."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_models import ctg
from ml_models.ctg.formats import BY_SUFFIX
from tests.ml_models.ctg.files import DAT, edf_bytes, short, wfdb_pair

NAMES = st.sampled_from([f"x{suffix}" for suffix in BY_SUFFIX])
TEXT = st.text(alphabet='0123456789.,-+eE\n\r "[]{}:NaInftysr_hbpmlqco#/()~', max_size=300)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROWS = np.column_stack([np.full(8, 140.0), np.arange(8.0)])
GOOD = {
    **{
        f"x{suffix}": ctg.write_bytes(short(), f"x{suffix}")[:2000]
        for suffix in (".fhr", ".fhrm", ".csv", ".json")
    },
    "x.edf": edf_bytes(np.full(8, 140.0), np.zeros(8)),
    "x.hea": wfdb_pair(ROWS)[0],
}


def reads_or_refuses(data: bytes, name: str, companions: dict[str, bytes] | None = None) -> None:
    try:
        recording = ctg.read_bytes(data, name, companions=companions)
    except ctg.FormatError as error:
        told = error
    else:
        believable(recording)
        return
    assert told.field
    assert told.reason


def believable(recording: ctg.Recording) -> None:
    measured = recording.fhr1_bpm[np.isfinite(recording.fhr1_bpm)]
    assert 0 < recording.duration_s <= 86_400
    assert ((measured > 0) & (measured <= 300)).all()
    assert recording.toco.shape == recording.mhr_bpm.shape == recording.fhr1_bpm.shape


@QUICK
@given(st.binary(max_size=600), NAMES)
def test_any_bytes(data, name):
    reads_or_refuses(data, name, {DAT: data})


@QUICK
@given(
    TEXT,
    st.sampled_from(["x.csv", "x.json", "x.hea"]),
    st.sampled_from(["", "t_s,fhr1_bpm\n", '{"fs_hz":4,"fhr1_bpm":', "r1 1 4 8\nr1.dat 16 "]),
)
def test_any_text_after_a_good_beginning(text, name, beginning):
    reads_or_refuses((beginning + text).encode(), name, {DAT: bytes(16)})


@QUICK
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_good_files_with_a_few_bytes_changed(name, data):
    spoilt = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    reads_or_refuses(bytes(spoilt), name, wfdb_pair(ROWS)[1])


@QUICK
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_good_files_cut_anywhere(name, data):
    reads_or_refuses(GOOD[name][: data.draw(st.integers(0, len(GOOD[name])))], name, wfdb_pair(ROWS)[1])


@QUICK
@given(st.text(max_size=40), st.binary(min_size=1, max_size=40))
def test_any_file_name(name, data):
    reads_or_refuses(data, name)


@QUICK
@given(
    st.lists(
        st.none() | st.floats(min_value=0.25, max_value=300).map(lambda v: round(v * 4) / 4),
        min_size=2,
        max_size=60,
    ),
    st.sampled_from([1.0, 2.0, 4.0]),
)
def test_every_value_is_shown_for_its_time_and_no_other(values, fs_hz):
    rows = "".join(f"{k / fs_hz},{'' if v is None else v}\n" for k, v in enumerate(values))
    recording = ctg.read_bytes(f"t_s,fhr1_bpm\n{rows}".encode(), "x.csv")
    wanted = np.repeat([np.nan if v is None else v for v in values], int(4 / fs_hz)).astype(float)
    assert np.array_equal(recording.fhr1_bpm, wanted, equal_nan=True)

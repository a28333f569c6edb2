"""Bad files are refused by name: which field, which limit."""

import json

import numpy as np
import pytest

from ml_models import ctg
from tests.ml_models.ctg.files import DAT, edf_bytes, short, wfdb_pair

HEADER = b"t_s,fhr1_bpm,fhr2_bpm,mhr_bpm,toco\n"
ROWS = np.column_stack([np.full(8, 140.0), np.arange(8.0)])
TWO_DAYS = 2 * 24 * 3600 * 4


def refused(data: bytes, name: str, **companions: bytes) -> ctg.FormatError:
    with pytest.raises(ctg.FormatError) as error:
        ctg.read_bytes(
            data, name, companions={key.replace("_", "."): value for key, value in companions.items()}
        )
    assert error.value.field in str(error.value)
    return error.value


@pytest.mark.parametrize("name", ["x.fhr", "x.fhrm", "x.hea", "x.edf", "x.csv", "x.json"])
def test_empty_file(name):
    assert refused(b"", name).field == "file"


@pytest.mark.parametrize("name", ["x.fhr", "x.fhrm", "x.hea", "x.edf", "x.csv", "x.json"])
def test_a_picture_under_a_wrong_name(name):
    assert refused(b"\x89PNG\r\n\x1a\n" + bytes(range(250)) * 4, name).reason


@pytest.mark.parametrize("name", ["x.exe", "x", "", "x.fhr.zip", "x.dat", "\0.csv\0.txt"])
def test_unknown_extension(name):
    error = refused(b"1234", name)
    assert error.field == "file"
    assert ".fhr" in str(error.limit)


@pytest.mark.parametrize("cut", [1, 3, 5])
@pytest.mark.parametrize("name", ["x.fhr", "x.fhrm"])
def test_truncated_binary(name, cut):
    assert refused(ctg.write_bytes(short(), name)[:-cut], name).field == "file"


def test_only_the_four_bytes_of_the_start():
    assert refused(bytes(4), "x.fhr").field == "file"


def test_a_rate_above_300_bpm_names_channel_and_sample():
    error = refused(bytes(4) + bytes([0x30, 2, 0, 0, 0, 0]) + bytes([0xFF, 0xFF, 0, 0, 0, 0]), "x.fhr")
    assert (error.field, error.limit, error.given) == ("fhr1_bpm", "0 to 300 bpm", 16383.75)
    assert "number 2" in error.reason


def test_two_days_in_every_format():
    assert refused(bytes(4 + 6 * TWO_DAYS), "x.fhr").field == "duration"
    assert (
        refused(HEADER + b"".join(b"%d,140,,,\n" % t for t in range(0, 2 * 86_400)), "x.csv").limit
        == "24 h 0 min"
    )
    assert (
        refused(json.dumps({"fs_hz": 1, "fhr1_bpm": [140] * (2 * 86_400)}).encode(), "x.json").field
        == "duration"
    )
    assert refused(b"r1 2 4 %d\nr1.dat 16 100\nr1.dat 16 100\n" % TWO_DAYS, "x.hea").field == "duration"


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        (b"0,140,,,\n0.25,NaN,,,\n", "file"),
        (b"0,140,,,\n0.25,inf,,,\n", "file"),
        (b"0,140,,,\n0.25,1e999,,,\n", "fhr1_bpm"),
        (b"0,140,,,\n0.25,-3,,,\n", "fhr1_bpm"),
        (b"0,140,,,\n0.25,301,,,\n", "fhr1_bpm"),
        (b"0,140,,301,\n0.25,140,,,\n", "mhr_bpm"),
        (b"0,140,,,9000\n0.25,140,,,\n", "toco"),
        (b"-0.25,140,,,\n0,140,,,\n", "t_s"),
        (b"0,140,,,\n0,140,,,\n", "t_s"),
        (b"1,140,,,\n0.5,140,,,\n0.75,140,,,\n", "t_s"),
        (b"".join(b"%g,140,,,\n" % (k * 0.25 if k < 40 else 10 + (k - 40) * 0.4) for k in range(80)), "t_s"),
        (b"0,140,,,\n0.25,140,,,\n0.26,140,,,\n0.27,140,,,\n0.28,140,,,\n", "t_s"),
        (b"0,140,,,\n0.01,140,,,\n", "t_s"),
        (b"0,140,,,\n30,140,,,\n", "t_s"),
        (b",140,,,\n0.25,140,,,\n", "t_s"),
        (b"0,140,,,\n", "t_s"),
        (b"0,140,,,\n0.25,140,,\n", "file"),
        (b"0,140,,,\n0.25,140,,,,\n", "file"),
        (b"0,140,,,\n\n0.25,140,,,\n", "file"),
        (b"0,140,,,\n0.25,1.2.3,,,\n", "file"),
        (b"0,140,,,\n0.25,=1+1,,,\n", "file"),
        (b"0,140,,,\n0.25,\xff\xfe,,,\n", "file"),
        (b"", "file"),
    ],
)
def test_csv_rows(rows, field):
    assert refused(HEADER + rows, "x.csv").field == field


@pytest.mark.parametrize(
    "header",
    [
        b"t_s,toco\n",
        b"fhr1_bpm\n",
        b"time,fhr\n",
        b"fhr1_bpm,t_s\n",
        b"t_s,fhr1_bpm,fhr1_bpm\n",
        b"t_s,fhr1_bpm,weight\n",
        b"t_s;fhr1_bpm\n",
        b"\n",
        b"t_s,fhr1_bpm," + b"x" * 5000 + b"\n",
        "t_s,fhr1_bpm,ü\n".encode("latin-1"),
    ],
)
def test_csv_headers(header):
    assert refused(header + b"0,140\n0.25,140\n", "x.csv").field in ("header", "fhr1_bpm", "t_s", "file")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"fs_hz": 4, "fhr1_bpm": [140, NaN]}', "file"),
        ('{"fs_hz": 4, "fhr1_bpm": [140, Infinity]}', "file"),
        ('{"fs_hz": 4, "fhr1_bpm": [140, 1e999]}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": [140, 1' + "0" * 400 + "]}", "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": [140, 1' + "0" * 5000 + "]}", "file"),
        ('{"fs_hz": 4, "fhr1_bpm": ["140", 141]}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": [true, 141]}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": [-1]}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": 140}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": []}', "duration"),
        ('{"fs_hz": 4, "toco": [1]}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "toco": [1, 2]}', "fhr1_bpm"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "quality": [9]}', "quality"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "quality": [0.5]}', "quality"),
        ('{"fs_hz": 0.5, "fhr1_bpm": [140]}', "fs_hz"),
        ('{"fs_hz": 250, "fhr1_bpm": [140]}', "fs_hz"),
        ('{"fs_hz": 1' + "0" * 400 + ', "fhr1_bpm": [140]}', "fs_hz"),
        ('{"fs_hz": "4", "fhr1_bpm": [140]}', "fs_hz"),
        ('{"fhr1_bpm": [140]}', "fs_hz"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "name": "x"}', "name"),
        ('{"fs_hz": 4, "fs_hz": 2, "fhr1_bpm": [140]}', "file"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "start": "2024-05-06T07:08:09"}', "start"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "start": 5}', "start"),
        ('{"fs_hz": 4, "fhr1_bpm": [140], "twins": 1}', "twins"),
        ('{"fs_hz": 4, "fhr1_bpm": [140', "file"),
        ("[1, 2]", "file"),
        ("4", "file"),
        ("null", "file"),
        ("\ufeff", "file"),
        ("[" * 200_000, "file"),
        ('{"a":' * 100_000, "file"),
        ('{"fs_hz": 4, "fhr1_bpm": [' + "1," * 6_100_000 + "1]}", "file"),
    ],
)
def test_json(text, field):
    assert refused(text.encode(), "x.json").field == field


def test_json_that_is_not_utf8():
    assert refused(b'{"fs_hz": 4, "fhr1_bpm": [140], "\xff": 1}', "x.json").field == "file"


@pytest.mark.parametrize("name", ["x.csv", "x.json"])
def test_half_a_gigabyte_is_refused_before_it_is_parsed(name, tmp_path):
    with open(tmp_path / name, "wb") as out:
        out.truncate(500_000_000)
    with pytest.raises(ctg.FormatError) as error:
        ctg.read(tmp_path / name)
    assert (error.value.field, error.value.given) == ("file", "500000000 bytes")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": "../r1.dat"}, "companions"),
        ({"file": "/etc/passwd"}, "companions"),
        ({"file": ".."}, "companions"),
        ({"file": "~"}, "companions"),
        ({"file": "a\\r1.dat"}, "companions"),
        ({"file": "other.dat"}, "companions"),
        ({"format": "212"}, "format"),
        ({"format": "16x2"}, "format"),
        ({"format": "16+24"}, "format"),
        ({"gain": "0"}, "gain"),
        ({"gain": "-5"}, "gain"),
        ({"gain": "x"}, "gain"),
        ({"first": "7"}, "first value"),
        ({"checksum": "7"}, "checksum"),
        ({"checksum": "x"}, "header"),
    ],
)
def test_wfdb_signal_line(changes, field):
    header, companions = wfdb_pair(ROWS, **changes)
    assert refused(header, "r1.hea", r1_dat=companions[DAT]).field == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (b"#only a comment\n", "header"),
        (b"r1\n", "header"),
        (b"r1/2 2 4 8\n", "header"),
        (b"r1 0 4 8\n", "signals"),
        (b"r1 99 4 8\n", "signals"),
        (b"r1 1 250 8\nr1.dat 16 100\n", "fs_hz"),
        (b"r1 1 x 8\nr1.dat 16 100\n", "fs_hz"),
        (b"r1 1 4 0\nr1.dat 16 100\n", "duration"),
        (b"r1 1 4 8\n", "header"),
        (b"r1 1 4 8\nr1.dat 16\n", "header"),
        (b"x" * 70_000, "header"),
        (b"\xff\xfe\n", "file"),
    ],
)
def test_wfdb_header(header, field):
    assert refused(header, "r1.hea", r1_dat=bytes(16)).field == field


def test_wfdb_data_of_another_length():
    header, companions = wfdb_pair(ROWS)
    assert refused(header, "r1.hea", r1_dat=companions[DAT][:-2]).field == "samples"


def test_wfdb_without_its_data(tmp_path):
    header, _ = wfdb_pair(ROWS)
    assert refused(header, "r1.hea").field == "companions"
    (tmp_path / "r1.hea").write_bytes(header)
    with pytest.raises(ctg.FormatError) as error:
        ctg.read(tmp_path / "r1.hea")
    assert error.value.field == "companions"


def test_wfdb_link_to_another_folder_is_not_followed(tmp_path):
    header, companions = wfdb_pair(ROWS)
    (tmp_path / "inside").mkdir()
    (tmp_path / "elsewhere.dat").write_bytes(companions[DAT])
    (tmp_path / "inside" / "r1.hea").write_bytes(header)
    (tmp_path / "inside" / DAT).symlink_to(tmp_path / "elsewhere.dat")
    with pytest.raises(ctg.FormatError) as error:
        ctg.read(tmp_path / "inside" / "r1.hea")
    assert error.value.field == "companions"


def test_wfdb_without_a_fetal_signal():
    header, companions = wfdb_pair(ROWS, labels=("ECG", "UC"))
    assert refused(header, "r1.hea", r1_dat=companions[DAT]).field == "fhr1_bpm"


@pytest.mark.parametrize(
    ("at", "replacement", "field"),
    [
        (0, b"9       ", "magic"),
        (184, b"1000    ", "header"),
        (236, b"-1      ", "records"),
        (236, b"9       ", "records"),
        (244, b"0       ", "record duration"),
        (244, b"nan     ", "record duration"),
        (252, b"0   ", "signals"),
        (252, b"9999", "signals"),
        (252, b"x   ", "signals"),
        (192, b"EDF+D", "header"),
        (256, b"ECG   ", "fhr1_bpm"),
    ],
)
def test_edf_header(at, replacement, field):
    data = edf_bytes(np.full(8, 140.0), np.zeros(8))
    assert refused(data[:at] + replacement + data[at + len(replacement) :], "x.edf").field == field


@pytest.mark.parametrize("length", [100, 300, 1000, -1])
def test_truncated_edf(length):
    assert refused(edf_bytes(np.full(8, 140.0), np.zeros(8))[:length], "x.edf").field in ("header", "records")


def test_edf_at_an_ecg_rate():
    assert refused(edf_bytes(np.full(500, 140.0), np.zeros(8), fhr_hz=250), "x.edf").field == "fhr1_bpm"


def test_only_some_formats_are_written():
    with pytest.raises(ctg.FormatError):
        ctg.write_bytes(short(), "x.edf")


def test_the_error_tells_field_limit_and_given():
    error = refused(b'{"fs_hz": 0.5, "fhr1_bpm": [140]}', "x.json")
    assert str(error) == "fs_hz: the sampling rate is out of range (limit 1 to 10 Hz, given 0.5)"

"""The command line."""

import json

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.__main__ import main
from ml_models.ctg.false_signal import probability


@pytest.mark.parametrize("name", ["out.fhr", "out.fhrm", "out.csv", "out.json"])
def test_generate_writes_a_file_that_reads_back(name, tmp_path, capsys):
    assert (
        main(["generate", str(tmp_path / name), "--minutes", "5", "--seed", "3", "--scenario", "prolonged"])
        == 0
    )
    assert np.array_equal(
        ctg.read(tmp_path / name).fhr1_bpm, ctg.generate(5, 3, scenario="prolonged").fhr1_bpm, equal_nan=True
    )
    assert "prolonged, 5 min, seed 3" in capsys.readouterr().out


def test_summary_and_json_of_a_file(tmp_path, capsys):
    ctg.write(ctg.generate(30, 3), tmp_path / "a.fhrm")
    assert main([str(tmp_path / "a.fhrm"), "--weeks", "38"]) == 0
    told = capsys.readouterr().out
    assert "6 accelerations, 0 decelerations, 4 contractions" in told
    assert "decision support, to be reviewed by a clinician" in told
    assert main([str(tmp_path / "a.fhrm"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["accelerations"]) == 6


def test_unknown_numbers_show_as_a_question_mark(tmp_path, capsys):
    (tmp_path / "empty.fhr").write_bytes(bytes(4 + 6 * 400))
    assert main([str(tmp_path / "empty.fhr")]) == 0
    assert "baseline        ? bpm, variability ? bpm" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content"), [("bad.fhr", b"12345"), ("bad.txt", b"1"), ("missing.fhr", None)]
)
def test_a_file_that_cannot_be_read_says_why(name, content, tmp_path, capsys):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main([str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_generate_to_a_format_that_is_only_read(tmp_path, capsys):
    assert main(["generate", str(tmp_path / "x.edf")]) == 2
    assert not (tmp_path / "x.edf").exists()


def test_damaged_weights_are_one_sentence(tmp_path, capsys, monkeypatch):
    ctg.write(ctg.generate(5, 3), tmp_path / "a.fhrm")
    probability.forget()
    monkeypatch.setattr(probability, "WEIGHTS", tmp_path)
    assert main([str(tmp_path / "a.fhrm")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: the weights «fhrma» cannot be read")
    assert said.count("\n") == 1

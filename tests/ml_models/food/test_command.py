"""`python -m ml_models.food PHOTO…`"""

from __future__ import annotations

import json

import pytest
from PIL import Image

from ml_models.food.__main__ import main


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "plate.jpg"
    Image.effect_noise((200, 200), 60).save(path)
    return path


def test_an_answer_for_each_photo(photo, capsys):
    assert main(["--json", str(photo), str(photo)]) == 0
    one, other = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert one == other
    assert one["photo"] == str(photo)
    assert len(one["candidates"]) == 5


def test_what_is_no_photo_is_said_and_the_others_are_answered(photo, tmp_path, capsys):
    (tmp_path / "letter.jpg").write_text("no photo")
    assert main([str(tmp_path / "letter.jpg"), str(tmp_path / "none.jpg"), str(photo)]) == 1
    said = capsys.readouterr()
    assert said.err.count("cannot be read as a photo") == 2
    assert str(photo) in said.out

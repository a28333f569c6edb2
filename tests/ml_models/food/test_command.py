"""`python -m ml_models.food PHOTO…`"""

from __future__ import annotations

import json
from pathlib import Path

import pillow_heif
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


def sized(path, name, **how):
    """Keep a plate of many colours in a format."""
    picture = Image.effect_noise((240, 180), 60).convert("RGB")
    picture.paste((200, 40, 30), (60, 40, 180, 140))
    picture.save(path / f"plate.{name}", **how)
    return str(path / f"plate.{name}")


@pytest.mark.parametrize("name", ["jpg", "png", "webp", "heic"])
def test_photos_are_read_as_phones_make_them(name, tmp_path, capsys):
    pillow_heif.register_heif_opener()
    assert main(["--json", sized(tmp_path, name)]) == 0
    assert len(json.loads(capsys.readouterr().out)["candidates"]) == 5


def test_a_heic_shows_what_the_same_photo_shows_otherwise(tmp_path, capsys):
    pillow_heif.register_heif_opener()
    with Image.open(sized(tmp_path, "png")) as picture:
        picture.save(tmp_path / "plate.heic", quality=95)
    main(["--json", str(tmp_path / "plate.png"), str(tmp_path / "plate.heic")])
    one, other = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert one["candidates"][0][0] == other["candidates"][0][0]
    assert abs(one["candidates"][0][1] - other["candidates"][0][1]) < 0.1


@pytest.mark.parametrize("name", ["jpg", "png", "webp", "heic"])
def test_a_photo_that_is_cut_short_is_said_and_no_traceback(name, tmp_path, capsys):
    pillow_heif.register_heif_opener()
    whole = Path(sized(tmp_path, name))
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert main([str(whole)]) == 1
    assert "cannot be read as a photo" in capsys.readouterr().err


def test_sixteen_bits_of_grey_are_no_white_wall(tmp_path, capsys):
    grey = Image.linear_gradient("L").resize((224, 224))
    grey.save(tmp_path / "grey.png")
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    deep.save(tmp_path / "deep.png")
    main(["--json", str(tmp_path / "grey.png"), str(tmp_path / "deep.png")])
    one, other = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert one["candidates"][0][0] == other["candidates"][0][0]
    assert abs(one["candidates"][0][1] - other["candidates"][0][1]) < 0.05


def test_what_is_no_photo_is_said_and_the_others_are_answered(photo, tmp_path, capsys):
    (tmp_path / "letter.jpg").write_text("no photo")
    assert main([str(tmp_path / "letter.jpg"), str(tmp_path / "none.jpg"), str(photo)]) == 1
    said = capsys.readouterr()
    assert said.err.count("cannot be read as a photo") == 2
    assert str(photo) in said.out

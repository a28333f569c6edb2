"""From a photo to numbers: as it was held, the middle of it, whatever its mode and shape."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from apps.foundation.files.decoding.pictures import plain
from ml_models.food.preparing import numbers, square, upright


def halves(size: tuple[int, int], left: str, right: str) -> Image.Image:
    photo = Image.new("RGB", size, left)
    photo.paste(Image.new("RGB", (size[0] // 2, size[1]), right), (size[0] // 2, 0))
    return photo


def test_a_turned_photo_is_turned_back():
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: what is left in the file is on top of the scene
    halves((80, 40), "red", "blue").save(kept, "JPEG", exif=exif, quality=95)
    shown = upright(Image.open(kept))
    assert shown.size == (40, 80)
    assert shown.getpixel((20, 5))[0] > 200
    assert shown.getpixel((20, 75))[2] > 200


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
def test_every_mode_becomes_red_green_and_blue(mode):
    assert upright(Image.new(mode, (30, 20))).mode == "RGB"


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I"])
def test_sixteen_bits_of_grey_are_scaled_as_the_service_does(mode):
    grey = Image.linear_gradient("L").resize((64, 64))
    deep = grey.convert("I").point(lambda value: value * 257)
    deep = {"I": lambda: deep, "I;16": lambda: deep.convert("I;16"), "I;16B": lambda: big_endian(deep)}[
        mode
    ]()
    assert deep.mode == mode
    shown, served = np.asarray(upright(deep)), np.asarray(plain(deep))
    assert np.array_equal(shown, served)
    assert np.abs(shown[..., 0].astype(int) - np.asarray(grey)).max() <= 1


def big_endian(deep):
    values = np.asarray(deep).astype(">u2")
    return Image.frombytes("I;16B", deep.size, values.tobytes())


def test_what_is_transparent_lies_on_white():
    assert upright(Image.new("RGBA", (4, 4), (255, 0, 0, 0))).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(
    "size", [(224, 224), (1, 1), (3000, 40), (40, 3000), (64, 64), (641, 480), (3, 90_000)]
)
def test_the_middle_is_cut_out_of_any_shape(size):
    assert square(Image.new("RGB", size), 224).size == (224, 224)


def test_the_middle_is_the_middle():
    photo = Image.new("RGB", (600, 200), "black")
    photo.paste(Image.new("RGB", (200, 200), "white"), (200, 0))
    assert np.asarray(square(photo, 64)).mean() > 250


def test_numbers_are_scaled_as_the_weights_were_trained():
    black, white = Image.new("RGB", (2, 2), "black"), Image.new("RGB", (2, 2), "white")
    assert numbers(black)[0, 0, 0] == pytest.approx(-127 / 128)
    assert numbers(white)[2, 1, 1] == pytest.approx(1.0)
    assert numbers(white).shape == (3, 2, 2)
    assert numbers(white).flags["C_CONTIGUOUS"]

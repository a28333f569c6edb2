"""Several foods on one plate: parts speak only where they are sure of something else."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ml_models import food
from ml_models.food import plate
from ml_models.food.plate import Box
from tests.ml_models.food import small_network

RICE, STEW, SOUP = "white", "red", "lime"


@pytest.fixture
def model(tmp_path):
    return food.load(small_network.write(tmp_path))


def served(*foods: str) -> Image.Image:
    """Up to four foods, one in each corner, each with a darker rim; what is left of the photo is the first one's."""
    photo = Image.new("RGB", (400, 400), foods[0])
    for at, colour in enumerate(foods):
        left, top = 200 * (at % 2), 200 * (at // 2)
        ImageDraw.Draw(photo).rectangle((left, top, left + 199, top + 199), colour, "black", 8)
    return photo


def labels(found: plate.Found) -> list[str]:
    return [answer.candidates[0][0] for _, answer in found]


def test_what_else_lies_on_the_plate_is_found_with_its_place(model):
    whole, *further = model.predict_plate(served(STEW, STEW, RICE, STEW))
    assert whole[0] == plate.WHOLE
    assert labels([whole]) == ["red_stew"]
    assert labels(further) == ["white_rice"]
    assert further[0][0] == Box(0.0, 0.5, 0.5, 1.0)


def test_the_whole_is_what_predict_says_and_is_not_looked_at_twice(model):
    photo = served(STEW, RICE)
    assert model.predict_plate(photo)[0][1] == model.predict(photo)
    said = model.predict(served(SOUP))
    assert model.predict_plate(photo, said)[0][1] is said


def test_one_dish_proposes_nothing_else(model):
    assert labels(model.predict_plate(served(STEW, STEW, STEW, STEW))) == ["red_stew"]


def test_a_part_that_is_not_sure_proposes_nothing(model):
    assert labels(model.predict_plate(served(STEW, STEW, (200, 180, 60), STEW))) == ["red_stew"]


def test_a_part_that_looks_like_nothing_learned_proposes_nothing(tmp_path):
    model = food.load(small_network.write(tmp_path, limits={"unknown": 1e6}))
    assert labels(model.predict_plate(served(STEW, STEW, RICE, STEW))) == ["red_stew"]


def test_where_there_is_no_food_no_part_is_looked_at(model):
    grey = Image.new("RGB", (400, 400), (128, 128, 128))
    grey.paste(served(STEW).resize((190, 190)), (0, 0))
    whole = model.predict(Image.effect_noise((40, 40), 60).convert("RGB").resize((400, 400)))
    assert [status.status for _, status in model.predict_plate(grey, whole)] == ["not_food"]


def test_each_food_is_proposed_once_the_surest_first_and_no_more_than_so_many(model, monkeypatch):
    plateful = served(STEW, RICE, SOUP, RICE)
    further = model.predict_plate(plateful, model.predict(served(STEW)))[1:]
    assert labels(further) == ["green_soup", "white_rice"]
    chances = [answer.candidates[0][1] for _, answer in further]
    assert chances == sorted(chances, reverse=True)
    monkeypatch.setattr(plate, "MOST", 1)
    assert labels(model.predict_plate(plateful, model.predict(served(STEW)))[1:]) == ["green_soup"]


@pytest.mark.parametrize(
    ("width", "height", "count"), [(400, 400, 9), (800, 400, 12), (400, 800, 12), (3, 5, 12)]
)
def test_parts_cover_the_photo_and_are_squares(width, height, count):
    boxes = plate.parts(width, height)
    assert len(boxes) == count
    assert (min(box.left for box in boxes), min(box.top for box in boxes)) == (0, 0)
    assert max(box.right for box in boxes) == pytest.approx(1)
    assert max(box.bottom for box in boxes) == pytest.approx(1)
    for box in boxes:
        assert (box.right - box.left) * width == pytest.approx((box.bottom - box.top) * height)


def test_smooth_parts_are_left_out_and_at_most_six_are_looked_at():
    table = Image.new("RGB", (400, 400), "white")
    assert plate.worth_a_look(table, plate.parts(400, 400)) == []
    noise = Image.effect_noise((400, 400), 80).convert("RGB")
    assert len(plate.worth_a_look(noise, plate.parts(400, 400))) == plate.LOOKED_AT


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (5_000, 40)])
def test_odd_shapes_are_no_trouble(model, size):
    assert model.predict_plate(Image.effect_noise(size, 80).convert("RGB"))[0][0] == plate.WHOLE

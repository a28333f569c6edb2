"""The committed weights: they load without a network, know every label, and answer at once."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from ml_models import food
from ml_models.food.recogniser import NO_FOOD, WEIGHTS
from ml_models.food.vocabulary import vocabulary


@pytest.fixture(scope="module")
def model():
    return food.load()


def test_every_label_of_the_vocabulary_is_known(model):
    assert set(model.labels) == {label.name for label in vocabulary()} | {NO_FOOD}


def test_five_candidates_for_any_photo(model):
    answer = model.predict(Image.effect_noise((300, 200), 80))
    assert len(answer.candidates) == 5
    assert answer.status in {"confident", "confirm", "not_sure", "not_food"}
    assert answer.model_version == model.version
    assert NO_FOOD not in dict(answer.candidates)


def test_the_card_says_what_the_weights_were_trained_on():
    card = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))
    assert {"recipes", "photos", "sets", "held_out", "open_only", "late"} <= card["trained"].keys()
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < 30_000_000

"""How sure it is, said in four words; and weights that are not the measured ones are refused."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from PIL import Image

from ml_models import food
from ml_models.food.prototypes import Prototypes
from tests.ml_models.food import small_network


def plain(colour: tuple[int, int, int] | str) -> Image.Image:
    """A photo of about one colour, with lighter and darker spots as every photo of something has them."""
    spots = np.kron(np.indices((4, 6)).sum(axis=0) % 2 * 40 - 20, np.ones((10, 10)))
    seen = np.array(Image.new("RGB", (60, 40), colour)) + spots[:, :, None]
    return Image.fromarray(seen.clip(0, 255).astype(np.uint8))


@pytest.fixture
def model(tmp_path):
    return food.load(small_network.write(tmp_path))


def test_five_candidates_at_most_the_likeliest_first(model):
    answer = model.predict(plain("red"))
    assert [label for label, _ in answer.candidates] == ["red_stew", "green_soup", "white_rice"]
    chances = [chance for _, chance in answer.candidates]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1)
    assert all(isinstance(chance, float) for chance in chances)
    assert answer.model_version == "colours-1"


@pytest.mark.parametrize(
    ("colour", "status"),
    [
        ("red", "confident"),
        ("lime", "confident"),
        ((128, 128, 128), "not_food"),
        ((200, 180, 60), "confirm"),
    ],
)
def test_the_status_says_how_sure_it_is(tmp_path, colour, status):
    limits = {"confident": 0.95, "not_sure": 0.3}
    assert food.load(small_network.write(tmp_path, limits=limits)).predict(plain(colour)).status == status


def test_what_looks_like_nothing_learned_is_never_confident(tmp_path):
    strange = food.load(small_network.write(tmp_path, limits={"unknown": 1e6}))
    assert strange.predict(plain("red")).status == "confirm"


def test_many_are_answered_as_one_by_one(model):
    photos = [plain("red"), plain("lime"), plain("white")]
    assert model.predict_many(photos) == [model.predict(photo) for photo in photos]
    assert model.predict_many(photos, threads=min(2, os.cpu_count() or 1)) == model.predict_many(
        photos, threads=1
    )
    assert model.predict_many([]) == []


def test_a_mirror_changes_nothing(model):
    photo = plain("red")
    photo.paste(plain("lime").resize((20, 40)), (0, 0))
    mirrored = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    one, other = model.predict(photo), model.predict(mirrored)
    assert one.status == other.status
    assert [chance for _, chance in one.candidates] == pytest.approx(
        [chance for _, chance in other.candidates]
    )


@pytest.mark.parametrize("threads", [0, -1, 10_000])
def test_a_number_of_threads_that_the_machine_has_not_is_refused_before_any_photo_is_looked_at(
    model, threads
):
    with pytest.raises(ValueError, match=f"threads: {threads} is not from 1 to"):
        model.predict_many([], threads=threads)
    with pytest.raises(ValueError, match="threads"):
        food.load(threads=threads)


def test_several_threads_may_ask_at_once(model):
    answers = []
    asking = [threading.Thread(target=lambda: answers.append(model.predict(plain("red")))) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)


def test_an_added_dish_is_recognised_at_once(tmp_path):
    folder = small_network.write(tmp_path)
    plainly = food.load(folder)
    blues = [(10, 10, 200 + 5 * n) for n in range(6)]
    added = Prototypes.of(
        {"blue_curry": [plainly.sight(plain(blue)) for blue in blues]}, plainly.known_labels
    )
    model = food.load(folder, prototypes=added)
    assert model.predict(plain((12, 8, 215))).candidates[0][0] == "blue_curry"
    assert model.predict(plain("red")).candidates[0][0] == "red_stew"
    assert model.predict(plain("red")).model_version == f"colours-1+{added.version}"


def test_an_added_dish_is_food_whatever_the_network_takes_it_for(tmp_path):
    plainly = food.load(small_network.write(tmp_path))
    greys = [(120 + n, 128, 128) for n in range(6)]
    assert plainly.predict(plain((123, 128, 128))).status == "not_food"
    added = Prototypes.of(
        {"grey_porridge": [plainly.sight(plain(grey)) for grey in greys]}, plainly.known_labels
    )
    answer = plainly.adding(added).predict(plain((123, 128, 128)))
    assert (answer.status, answer.candidates[0][0]) == ("confirm", "grey_porridge")
    assert plainly.predict(plain((123, 128, 128))).status == "not_food"


@pytest.mark.parametrize(
    "damage", ["missing network", "other bytes", "no card", "card that is none", "half a card"]
)
def test_weights_that_are_not_the_measured_ones_are_refused(tmp_path, damage):
    folder = small_network.write(tmp_path)
    if damage == "missing network":
        (folder / "network.onnx").unlink()
    elif damage == "other bytes":
        content = bytearray((folder / "network.onnx").read_bytes())
        content[-1] ^= 1
        (folder / "network.onnx").write_bytes(content)
    elif damage == "no card":
        (folder / "card.json").unlink()
    elif damage == "card that is none":
        (folder / "card.json").write_text("{")
    else:
        (folder / "card.json").write_text('{"version": "1", "sha256": {}}')
    with pytest.raises(food.DamagedWeights):
        food.load(folder)


def test_looking_at_photos_needs_no_torch():
    code = (
        "import sys; from ml_models import food; food.Recogniser; assert 'torch' not in sys.modules, 'torch'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("colour", ["black", "white", "red", (12, 10, 9)])
def test_on_a_photo_of_one_colour_nothing_is_seen_and_nothing_is_asked(model, monkeypatch, colour):
    """Sensors of a covered lens are noisy, and a lens darkens its corners: neither is something to see."""
    monkeypatch.setattr(model, "_session", None)
    chance = np.random.default_rng(5)
    covered = np.array(Image.new("RGB", (1200, 900), colour)) + chance.normal(0, 8, (900, 1200, 3))
    covered *= np.linspace(0.97, 1.0, 1200)[None, :, None]
    noisy = Image.fromarray(covered.clip(0, 255).astype(np.uint8))
    for photo in (Image.new("RGB", (1200, 900), colour), noisy):
        (answer,) = model.predict_many([photo])
        assert (answer.status, answer.is_flat, answer.model_version) == ("not_sure", True, "colours-1")
        assert [chance for _, chance in answer.candidates] == pytest.approx([1 / 3] * 3)


def test_a_dim_photo_of_something_is_looked_at(model):
    dim = Image.new("RGB", (600, 400), (14, 9, 8))
    dim.paste((40, 22, 15), (200, 100, 400, 300))
    assert not model.predict(dim).is_flat

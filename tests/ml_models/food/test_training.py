"""The training command from photos to weights that serve, on a few coloured squares: the same seed, the same weights."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_models import food
from ml_models.food.training import heading, parting, photos
from ml_models.food.training.photos import Photo
from ml_models.food.training.recipes import Recipe
from ml_models.food.training.running import run

COLOURS = {"apple": (200, 40, 40), "no_food": (128, 128, 128), "spinach": (40, 150, 50)}
RECIPES = (
    Recipe(name="first", size="lite0", epochs=1, head_views=1, batch=8, backbone_rate=1e-5, head_rate=1e-4),
    Recipe(name="second", size="lite0", epochs=1, head_views=1, batch=8, backbone_rate=1e-5, head_rate=1e-4),
)


def noisy(colour: tuple[int, int, int], chance: np.random.Generator) -> Image.Image:
    """A photo of about one colour; of one colour alone it would be told that nothing is on it."""
    picture = np.clip(np.array(colour) + chance.normal(0, 12, (64, 64, 3)), 0, 255)
    return Image.fromarray(picture.astype(np.uint8))


def a_set(folder: Path, *, licence: str = "MIT", each: int = 5) -> None:
    """Write a set of photos: of every label some to learn from, and of a known and a strange source one held out."""
    strange = sorted(parting.HELD_OUT)[0]
    folder.mkdir(parents=True)
    rows, chance = [], np.random.default_rng(4)
    with tarfile.open(folder / "photos.tar", "w") as archive:
        for label, colour in COLOURS.items():
            wanted = {"": each, parting.KNOWN: 1, parting.UNSEEN: 1}
            number = 0
            while any(wanted.values()):
                number += 1
                name, source = f"{label}{number}.png", strange if wanted[parting.UNSEEN] else "kitchen"
                kind = parting.held_out_as(Photo(folder.name, name, label, source, licence))
                if not wanted.get(kind):
                    continue
                wanted[kind] -= 1
                content = io.BytesIO()
                noisy(colour, chance).save(content, "PNG")
                entry = tarfile.TarInfo(name)
                entry.size = content.tell()
                content.seek(0)
                archive.addfile(entry, content)
                rows.append(
                    {
                        "set": folder.name,
                        "file": name,
                        "label": label,
                        "source_repo": source,
                        "licence": licence,
                    }
                )
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(heading, "STEPS", 200)
    a_set(tmp_path / "data" / "squares")
    return tmp_path / "data"


def test_from_photos_to_weights_that_serve_twice_the_same(data, tmp_path):
    for time in ("once", "again"):
        figures = run(data, tmp_path / time, RECIPES, kept=tmp_path / f"kept {time}")
    assert figures["known"]["photos"] == figures["unseen"]["photos"] == 3
    model = food.load(tmp_path / "once")
    for label in ("spinach", "apple"):
        photo = noisy(COLOURS[label], np.random.default_rng(9))
        assert model.predict(photo).candidates[0][0] == label
    once, again = (
        json.loads((tmp_path / time / "card.json").read_text(encoding="utf-8")) for time in ("once", "again")
    )
    assert once["trained"]["photos"] == 15
    for one, other in zip(once["trained"]["reference"], again["trained"]["reference"], strict=True):
        assert one["scores"] == pytest.approx(other["scores"], abs=0.02)


def test_a_network_that_is_done_is_not_fitted_again(data, tmp_path, monkeypatch):
    run(data, tmp_path / "weights", RECIPES[:1], kept=tmp_path / "kept", late=False)
    monkeypatch.setattr(heading, "fit_head", None)
    run(data, tmp_path / "weights", RECIPES[:1], kept=tmp_path / "kept", late=False)


def test_only_openly_licensed_photos_are_learned_where_that_is_asked(data):
    a_set(data / "closed", licence="no licence stated", each=2)
    named = {photo.set for photo in photos.listed(data, open_only=True)}
    assert named == {"squares"}
    assert {photo.set for photo in photos.listed(data)} == {"squares", "closed"}

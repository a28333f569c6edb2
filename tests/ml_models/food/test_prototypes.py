"""Dishes that a nutritionist adds by a few photos."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models.food.prototypes import Prototypes, Sight

CHANCE = np.random.default_rng(5)
KNOWN = ["pizza", "salad", "soup"]
ONE, OTHER = (row / np.linalg.norm(row) for row in CHANCE.normal(size=(2, 64)))
TORN = (0.4, 0.1, 0.5)
"""What the network makes of a dish that it never learned."""


def near(direction: np.ndarray, count: int, taken_for: tuple[float, ...] = TORN) -> list[Sight]:
    rows = direction + 0.3 * CHANCE.normal(size=(count, len(direction))) / np.sqrt(len(direction))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    chances = np.array(taken_for) * CHANCE.uniform(0.8, 1.2, size=(count, len(taken_for)))
    chances /= chances.sum(axis=1, keepdims=True)
    return [
        Sight(row.astype(np.float32), share.astype(np.float32))
        for row, share in zip(rows, chances, strict=True)
    ]


def of(**photos: list[Sight]) -> Prototypes:
    return Prototypes.of(photos, KNOWN)


def joined_by(added: Prototypes, seen: Sight) -> list[tuple[str, float]]:
    ranked = sorted(zip(KNOWN, map(float, seen.chances), strict=True), key=lambda one: -one[1])
    return added.joined(ranked, added.shares(seen))


def test_a_photo_of_the_added_dish_comes_first():
    (first, chance), *_ = joined_by(of(grandmothers_stew=near(ONE, 6)), near(ONE, 1)[0])
    assert first == "grandmothers_stew"
    assert chance > 0.5


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (near(OTHER, 1)[0], "it looks different, whatever the network takes it for"),
        (near(ONE, 1, (0.02, 0.96, 0.02))[0], "the network is sure of something else"),
        (near(OTHER, 1, (0.1, 0.85, 0.05))[0], "both"),
    ],
)
def test_a_photo_of_something_else_keeps_the_ranking(seen, why):
    joined = joined_by(of(grandmothers_stew=near(ONE, 6)), seen)
    ranked = [KNOWN[at] for at in np.argsort(-seen.chances)]
    assert [label for label, _ in joined if label != "grandmothers_stew"] == ranked
    assert joined[0][0] == ranked[0], why
    assert dict(joined)["grandmothers_stew"] < 0.05, why


def test_of_two_added_dishes_the_one_that_it_looks_like_comes_first():
    added = of(stew=near(ONE, 6), pie=near(OTHER, 6))
    assert joined_by(added, near(ONE, 1)[0])[0][0] == "stew"
    assert joined_by(added, near(OTHER, 1)[0])[0][0] == "pie"


def test_shares_sum_to_one():
    added = of(a=near(ONE, 5), b=near(OTHER, 20))
    assert sum(chance for _, chance in joined_by(added, near(ONE, 1)[0])) == pytest.approx(1)


def test_photos_for_a_known_label_add_to_what_the_network_says_of_it():
    more_of_soup, soup = of(soup=near(ONE, 5, (0.3, 0.1, 0.6))), near(ONE, 1, (0.3, 0.1, 0.6))[0]
    joined = joined_by(more_of_soup, soup)
    assert [label for label, _ in joined].count("soup") == 1
    assert dict(joined)["soup"] > float(soup.chances[2]) + 0.1
    different = near(OTHER, 1, (0.3, 0.1, 0.6))[0]
    assert dict(joined_by(more_of_soup, different))["soup"] == pytest.approx(
        float(different.chances[2]), abs=0.05
    )


def test_the_version_says_which_dishes_were_added_by_which_photos():
    photos, others = near(ONE, 6), near(OTHER, 6)
    version = of(a=photos, b=others).version
    assert of(b=others, a=photos).version == version
    assert (
        len(
            {
                version,
                of(a=photos).version,
                of(c=photos, b=others).version,
                of(a=photos[1:], b=others).version,
            }
        )
        == 4
    )
    assert Prototypes.none().version == ""


def test_what_was_seen_comes_back_as_it_was_kept():
    (seen,) = near(ONE, 1)
    again = Sight.from_bytes(seen.to_bytes(), len(KNOWN))
    assert np.abs(again.features - seen.features).max() < 1e-3
    assert again.chances == pytest.approx(seen.chances, abs=1e-3)


@pytest.mark.parametrize("count", [1, 4, 21])
def test_too_few_or_too_many_photos_are_refused(count):
    with pytest.raises(ValueError, match="5 to 20 photos"):
        of(stew=near(ONE, count))


def test_without_added_dishes_the_ranking_is_the_networks():
    assert joined_by(Prototypes.none(), near(ONE, 1)[0])[0][0] == "soup"

"""The rows that are looked up in a hurry are those of the features spelt out."""

import random

import numpy as np
import pytest

from ml_models.triage import model, remembered
from ml_models.triage.checking import characters, features_of, words
from ml_models.triage.lexicon import rows
from ml_models.triage.text import fold

SHORT_AND_LONG = (
    "a",
    "a b",
    "i a m i",
    "",
    "12 a 3.5",
    "x 1 y, no. a",
    "b bb bbb",
    "w" * 200 + " a " + "v" * 300,
)


def phrases(language: str) -> list[str]:
    return [row["phrase"] for row in rows(f"tables/red_flags_{language}.csv")]


def hurried(text: str, language: str) -> set[int]:
    """Return the rows as the check gathers them, for a whole text."""
    known, folded = model.of(language).known, fold(text)
    if language == "en":
        tokens = words("en").tokens(folded)
        return known.of_words(tokens, words("en").read(tokens).concepts)
    signs, reading = characters(language).read(folded)
    return known.of_characters(signs, reading.concepts, language)


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_both_ways_to_a_probability_give_the_same(language):
    learned = model.of(language)
    for text in phrases(language):
        plain = learned.probabilities(features_of(text, language))
        assert np.abs(plain - learned.chances(hurried(text, language))).max() < 1e-5, text


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_the_same_features_are_known_also_in_long_and_strange_texts(language):
    learned, chance = model.of(language), random.Random(5)
    texts = [" ".join(chance.choices([*phrases(language), *SHORT_AND_LONG], k=4)) for _ in range(200)]
    for text in (*SHORT_AND_LONG, *texts):
        numbers = learned.known.rows
        spelt = {numbers[name] for name in features_of(text, language) if name in numbers}
        assert hurried(text, language) == spelt, text


def test_what_is_remembered_is_bounded_and_forgetting_changes_nothing(monkeypatch):
    monkeypatch.setattr(remembered, "MOST_KNOWN", 3)
    asked: list[str] = []
    lengths = remembered.Remembered[str, int](lambda word: asked.append(word) or len(word))
    assert [lengths[word] for word in ("a", "bb", "a", "ccc", "dddd", "a")] == [1, 2, 1, 3, 4, 1]
    assert asked == ["a", "bb", "ccc", "dddd", "a"]
    assert lengths["e" * 100] == 100
    assert len(lengths) == 2

"""Trains the learned part: `python -m ml_models.triage train`. Seeded: the same tables give the same weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ml_models.triage import model
from ml_models.triage.checking import features_of
from ml_models.triage.features import CONCEPT
from ml_models.triage.findings import LANGUAGES
from ml_models.triage.lexicon import rows

SEED: Final = 20261130
EPOCHS: Final = 10
RATE: Final = 0.08
DECAY: Final = 3e-4
FEWEST: Final = 2  # sentences in which a feature must stand


Fitted = tuple[list[str], npt.NDArray[np.float32], npt.NDArray[np.float32]]


class Phrase(NamedTuple):
    """A wording and what it is: a category, or `none`; `near` is the category that a harmless one looks like."""

    text: str
    label: str
    severity: str
    near: str


def phrase(row: dict[str, str]) -> Phrase:
    """Return the wording in a row of a table."""
    label = row["category"] if row["polarity"] == "positive" else "none"
    return Phrase(row["phrase"], label, row["severity"], row.get("near_category") or row["category"])


def phrases(path: str) -> list[Phrase]:
    """Return the wordings of a table of this package."""
    return [phrase(row) for row in rows(path)]


def all_phrases(language: str) -> list[Phrase]:
    """Return everything that a model of the language is trained on."""
    return phrases(f"tables/red_flags_{language}.csv") + phrases(f"wordings/{language}.csv")


def fit(given: Sequence[Phrase], language: str) -> model.Model:
    """Return a model fitted to wordings."""
    return model.Model(*_fit_with_others(given, language))


def _fit_with_others(given: Sequence[Phrase], language: str) -> Fitted:
    """Fit, and learn from the other languages too: which concepts stand together means the same in all of them."""
    features = [features_of(phrase.text, language) for phrase in given]
    labels = [phrase.label for phrase in given]
    for other in LANGUAGES:
        if other != language:
            features += _concepts_of(other)
            labels += [phrase.label for phrase in all_phrases(other)]
    return _fit(features, labels)


@cache
def _concepts_of(language: str) -> list[list[str]]:
    found = [features_of(phrase.text, language) for phrase in all_phrases(language)]
    return [[name for name in names if name.startswith(CONCEPT)] for names in found]


def _fit(features: list[list[str]], labels: list[str]) -> Fitted:
    """Softmax regression with AdaGrad, one wording at a time."""
    counted = Counter(name for found in features for name in found)
    names = sorted(name for name, count in counted.items() if count >= FEWEST)
    row_of = {name: row for row, name in enumerate(names)}
    examples = [
        np.array([row_of[name] for name in found if name in row_of], dtype=np.int64) for found in features
    ]
    targets = [model.CLASSES.index(label) for label in labels]
    weights, gathered = (
        np.zeros((len(names), len(model.CLASSES))),
        np.full((len(names), len(model.CLASSES)), 1e-6),
    )
    bias, gathered_bias = np.zeros(len(model.CLASSES)), np.full(len(model.CLASSES), 1e-6)
    random = np.random.default_rng(SEED)
    for _ in range(EPOCHS):
        for at in random.permutation(len(examples)):
            used = examples[at]
            if not len(used):
                continue
            share = 1 / np.sqrt(len(used))
            scores = weights[used].sum(axis=0) * share + bias
            slope = np.exp(scores - scores.max())
            slope /= slope.sum()
            slope[targets[at]] -= 1
            change = slope * share + DECAY * weights[used]
            gathered[used] += change**2
            weights[used] -= RATE * change / np.sqrt(gathered[used])
            gathered_bias += slope**2
            bias -= RATE * slope / np.sqrt(gathered_bias)
    return names, weights.astype(np.float32), bias.astype(np.float32)


def train(folder: Path) -> None:
    """Write the weights of every language as small integers with one scale for each class."""
    folder.mkdir(exist_ok=True)
    for language in LANGUAGES:
        names, weights, bias = _fit_with_others(all_phrases(language), language)
        scale = np.abs(weights).max(axis=0) / 127
        np.savez_compressed(
            folder / f"{language}.npz",
            names=np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8),
            weights=np.round(weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=bias.astype(np.float32),
        )

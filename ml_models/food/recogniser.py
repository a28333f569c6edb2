"""What is on the plate: loads the committed network and says how sure it is. Needs onnxruntime, never torch."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from ml_models.food import plate
from ml_models.food.preparing import is_flat, upright, views
from ml_models.food.prototypes import Prototypes, Sight
from ml_models.food.vocabulary import vocabulary

WEIGHTS: Final = Path(__file__).parent / "weights"
NO_FOOD: Final = "no_food"
SHOWN: Final = 5
Status = Literal["confident", "confirm", "not_sure", "not_food"]


class DamagedWeights(RuntimeError):
    """A file of the recogniser is missing, or is not the one that was measured."""


@dataclass(frozen=True)
class Prediction:
    """An answer about one photo. `candidates`: five labels with their probability, the likeliest first."""

    status: Status
    candidates: list[tuple[str, float]]
    model_version: str
    food: float
    """Probability that there is food at all."""
    known: float
    """How little the probability is spread over labels, 0 at most: the higher, the likelier it is something that was
    learned; its limit is in `Limits`.
    """
    is_flat: bool = False
    """The photo is the same all over, dark or bright: no network was asked, and no candidate means anything."""


@dataclass(frozen=True)
class Limits:
    """Where the answers part; chosen on photos of sources that were held out (model card)."""

    confident: float
    not_sure: float
    not_food: float
    unknown: float
    temperature: float
    caution: float = 0.0
    """By how much the logarithm of the odds of foods to avoid is held back: a caution that is often false is not read."""


@dataclass(frozen=True)
class Card:
    """What lies beside a network: its version, its labels, and where its answers part."""

    version: str
    network: str
    digest: str
    """SHA-256 of the network, in hexadecimal digits."""
    pixels: int
    limits: Limits
    labels: list[str]


class Recogniser:
    """The network with its labels and limits. Safe to share between threads."""

    def __init__(
        self, folder: Path = WEIGHTS, *, threads: int = 1, prototypes: Prototypes | None = None
    ) -> None:
        """Load and check everything in `folder`. Raises DamagedWeights, ValueError as `predict_many`."""
        _require_threads(threads)
        card = _card(folder)
        self.version, self.labels, self.pixels, self.limits = (
            card.version,
            card.labels,
            card.pixels,
            card.limits,
        )
        self.digest = card.digest
        self.prototypes = prototypes or Prototypes.none()
        self._file = folder / card.network
        self._no_food = self.labels.index(NO_FOOD)
        self._held_back = (card.limits.caution * unsafe(card.labels)).astype(np.float32)
        self._sessions: dict[int, Any] = {}
        self._session(threads)

    def adding(self, prototypes: Prototypes) -> Recogniser:
        """Return the same network, which stays loaded once, with other added dishes."""
        other = copy.copy(self)
        other.prototypes = prototypes
        return other

    def predict(self, photo: Image.Image) -> Prediction:
        """Return what is on one photo."""
        return self.predict_many([photo])[0]

    def predict_many(self, photos: Iterable[Image.Image], threads: int = 1) -> list[Prediction]:
        """Return what is on each photo; `threads` of the processor (1 to all it has) work on one at a time.

        Raises ValueError for another number.
        """
        _require_threads(threads)
        prepared = (views(upright(photo), self.pixels) for photo in photos)
        return [
            self._of_nothing() if is_flat(seen[0]) else self._answer(*self._asked(seen, threads))
            for seen in prepared
        ]

    def predict_plate(self, photo: Image.Image, whole: Prediction | None = None) -> plate.Found:
        """Return what the whole photo shows (`whole`, where it was asked before), then what else surely is on the plate.

        Each with its box; at most three further ones.
        """
        return plate.on_the_plate(self, photo, whole or self.predict(photo))

    def predict_views(self, prepared: Iterable[npt.NDArray[np.float32]]) -> list[Prediction]:
        """Return what prepared views (3, pixels, pixels) show."""
        found = []
        for view in prepared:  # one after the other: together they would need several times the memory
            scores, features = self._session(1).run(None, {"photos": view[None]})
            found.append(self._answer(scores[0], _of_length_one(features[0])))
        return found

    def bare_forward_s(self) -> float:
        """Return the seconds that the network alone takes for one picture with one thread; for the bench."""
        blank = np.zeros((1, 3, self.pixels, self.pixels), dtype=np.float32)
        began = time.perf_counter()
        self._session(1).run(None, {"photos": blank})
        return time.perf_counter() - began

    def scores(self, prepared: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return what the bare network says of prepared views (n, 3, pixels, pixels): (n, labels)."""
        scores: npt.NDArray[np.float32] = self._session(1).run(["scores"], {"photos": prepared})[0]
        return scores

    def sight(self, photo: Image.Image) -> Sight:
        """Return what added dishes are made of and compared by."""
        return self._sight(*self._asked(views(upright(photo), self.pixels), 1))

    @property
    def known_labels(self) -> list[str]:
        """The labels of the network without `no_food`, in its order."""
        return [label for label in self.labels if label != NO_FOOD]

    def _asked(
        self, prepared: npt.NDArray[np.float32], threads: int
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return scores (labels,) and features, which have length one."""
        scores, features = self._session(threads).run(None, {"photos": prepared})
        return scores.mean(axis=0), _of_length_one(features.mean(axis=0))

    def _answer(self, scores: npt.NDArray[np.float32], feature: npt.NDArray[np.float32]) -> Prediction:
        limits = self.limits
        food = 1.0 - float(_softmax(scores / limits.temperature)[self._no_food])
        seen = self._sight(scores, feature)
        known = _certainty(seen.chances)
        added = self.prototypes.shares(seen)
        dishes = zip(self.known_labels, seen.chances.tolist(), strict=True)
        ranked = self.prototypes.joined(sorted(dishes, key=lambda one: -one[1]), added)
        # An added dish is food, whatever the network and its witness take it for; a few photos make nobody confident.
        food = 1 - (1 - food) * (1 - sum(added.values()))
        best, first = ranked[0]
        status: Status = "confirm"
        if food < limits.not_food and best not in added:
            status = "not_food"
        elif first < limits.not_sure:
            status = "not_sure"
        elif first >= limits.confident and known >= limits.unknown and best not in added:
            status = "confident"
        return Prediction(status, ranked[:SHOWN], self._version, food, known)

    def _of_nothing(self) -> Prediction:
        """Return the answer about a photo on which nothing can be seen: every label is as likely as any other."""
        chances = np.full(len(self.known_labels), 1 / len(self.known_labels), dtype=np.float32)
        ranked = list(zip(self.known_labels, chances.tolist(), strict=True))
        return Prediction("not_sure", ranked[:SHOWN], self._version, 0.0, _certainty(chances), is_flat=True)

    @property
    def _version(self) -> str:
        return "+".join(filter(None, [self.version, self.prototypes.version]))

    def _sight(self, scores: npt.NDArray[np.float32], feature: npt.NDArray[np.float32]) -> Sight:
        dishes = np.delete(scores, self._no_food) / self.limits.temperature
        return Sight(feature, _softmax(dishes - self._held_back))

    def _session(self, threads: int) -> Any:
        if threads not in self._sessions:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
            # Together they save 30 MB of a worker's 200, and cost nothing for one photo at a time.
            options.enable_cpu_mem_arena = options.enable_mem_pattern = False
            self._sessions[threads] = onnxruntime.InferenceSession(
                str(self._file), options, providers=["CPUExecutionProvider"]
            )
        return self._sessions[threads]


def _require_threads(threads: int) -> None:
    """Each number of threads holds a network of its own, and more than there are only wait for each other."""
    most = os.cpu_count() or 1
    if not 1 <= threads <= most:
        raise ValueError(f"threads: {threads} is not from 1 to {most}, the processors of this machine")


def unsafe(labels: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Say of each label but `no_food` whether it is one to avoid in pregnancy."""
    flag = {label.name: label.pregnancy_flag for label in vocabulary()}
    return np.array([flag.get(label) == "avoid" for label in labels if label != NO_FOOD])


def load(folder: Path = WEIGHTS, *, threads: int = 1, prototypes: Prototypes | None = None) -> Recogniser:
    """Return the recogniser with the committed weights; needs no network. Raises DamagedWeights, ValueError."""
    return Recogniser(folder, threads=threads, prototypes=prototypes)


def require_weights() -> None:
    """Raise DamagedWeights unless every committed file is the one that was measured. Loads no network."""
    _card(WEIGHTS)


def _card(folder: Path) -> Card:
    """Return what the weights say of themselves, once every file is the one that was measured."""
    try:
        said = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        card = Card(
            said["version"], said["network"], said["sha256"][said["network"]], said["pixels"],
            Limits(**said["limits"]), said["labels"],
        )  # fmt: skip
        wrong = [name for name, digest in said["sha256"].items() if _digest(folder / name) != digest]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedWeights(f"the recogniser in {folder} cannot be read: {error!r}") from error
    if wrong:
        raise DamagedWeights(
            f"these files of the recogniser are not the ones that were measured: {', '.join(wrong)} in {folder}"
        )
    return card


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _of_length_one(feature: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return feature / max(float(np.linalg.norm(feature)), 1e-9)


def _softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    risen = np.exp(scores - scores.max())
    return risen / risen.sum()


def _certainty(chances: npt.NDArray[np.float32]) -> float:
    """The negative entropy, in nats: 0 where one label has all, less the more labels share it.

    Of what was measured it tells dishes that were never learned best from those that were (model card).
    """
    return float((chances * np.log(np.maximum(chances, 1e-12))).sum())

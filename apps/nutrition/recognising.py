"""The one place where the recogniser is fetched. Only a worker calls it: it loads weights and a runtime for them.

`recogniser()` is the seam for tests: `services.looking.run` takes any function that returns a `Recogniser`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol, cast

import structlog
from PIL import Image

from apps.nutrition.rules.portions import Scale

log = structlog.get_logger(__name__)
MOST_CANDIDATES: Final = 5
MOST_FURTHER: Final = 3
STATUSES: Final = frozenset({"confident", "confirm", "not_sure", "not_food"})

Candidates = tuple[tuple[str, float], ...]
Box = tuple[float, float, float, float]

COIN_WHEN_SAID: Final = 0.5
COIN_UNSAID: Final = 0.9
"""How sure a coin must be: of 360 photos of food without any, 1.9 % had one at 0.5, and 0.3 % at 0.9."""


class Prediction(Protocol):
    """What the recogniser says of one picture."""

    status: str
    candidates: Sequence[tuple[str, float]]
    model_version: str
    is_flat: bool
    """Nothing can be seen: it is the same all over, and no candidate means anything."""


class Recogniser(Protocol):
    """Something that looks at a picture."""

    digest: str
    """SHA-256 of its network: what was seen by another is no use to it."""
    known_labels: Sequence[str]

    def predict(self, image: Any) -> Prediction:
        """Return what an RGB picture shows."""

    def predict_plate(self, image: Any, whole: Any) -> Sequence[tuple[Box, Prediction]]:
        """Return the whole, as `predict` said it, and what parts of the picture surely show beside it."""

    def sight(self, image: Any) -> Any:
        """Return what added dishes are made of."""

    def adding(self, prototypes: Any) -> Recogniser:
        """Return the same with added dishes."""


class NoRecogniser(RuntimeError):
    """There is none on this machine, or its weights are missing or damaged. Trying again soon does not help."""


@dataclass(frozen=True)
class Further:
    """What a part of a picture shows beside the whole. `box`: left, top, right, bottom in shares of the picture."""

    box: Box
    candidates: Candidates

    @property
    def label(self) -> str:
        """The likeliest."""
        return self.candidates[0][0]


@dataclass(frozen=True)
class Seen:
    """An answer as it is kept: plain values, checked. `candidates`: the likeliest first, at most five."""

    status: str
    candidates: Candidates
    model_version: str
    further: tuple[Further, ...] = ()
    coin_chance: float = 0.0
    weights: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    """By label: grams, from, to, as told by what is in the photo. `coin_chance`: how sure a coin is."""
    scaled_by: str = ""
    """What told the grams: `coin`, `plate`, `usual_plate` (nobody has said how wide it is); empty: nothing did."""
    is_flat: bool = False
    """Nothing can be seen on it; there are no candidates then."""

    def to_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {
            "status": self.status,
            "candidates": [list(one) for one in self.candidates],
            "model_version": self.model_version,
            "further": [
                {"box": list(one.box), "candidates": [list(guess) for guess in one.candidates]}
                for one in self.further
            ],
            "coin_chance": self.coin_chance,
            "scaled_by": self.scaled_by,
            "weights": {label: list(grams) for label, grams in self.weights.items()},
        }


@cache
def network() -> Recogniser:
    """Return the recogniser without any added dish, loaded once in a process. Raises NoRecogniser."""
    try:
        # By name: nothing that serves pages may come to hold a runtime for models by importing this module.
        return cast("Recogniser", import_module("ml_models.food").load())
    except (
        ImportError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # RuntimeError: weights that are not the measured ones
        raise NoRecogniser(type(error).__name__) from error


def recogniser() -> Recogniser:
    """Return the recogniser with the dishes that are added now. Raises NoRecogniser."""
    from apps.nutrition.services import added

    return added.recogniser(network())


def look(
    model: Recogniser,
    picture: bytes,
    *,
    before_parts: Callable[[], None] = lambda: None,
    scale: Scale = Scale.NONE,
    plate_cm: float | None = None,
) -> Seen:
    """Return what a picture shows, which we wrote ourselves (`picture`: a whole file). `before_parts`: called between the
    whole and its parts. `scale`: what she says lies in it, `plate_cm`: how wide that plate is (None: she has not
    said). Raises ValueError for an answer that is none.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    said = model.predict(image)
    if said.status not in STATUSES or not said.model_version:
        raise ValueError("the recogniser gave no known status, or no version")
    if said.is_flat:
        return Seen(said.status, (), said.model_version, is_flat=True)
    candidates = _checked(said.candidates)
    before_parts()
    further = _further(model, image, said)
    by_scale = _weighed(image, scale, plate_cm)
    return Seen(said.status, candidates, said.model_version, further, *by_scale)


def _further(model: Recogniser, image: Image.Image, said: Prediction) -> tuple[Further, ...]:
    """What fails on parts takes nothing away from what the whole shows."""
    try:
        found = model.predict_plate(image, said)[1 : 1 + MOST_FURTHER]
        return tuple(Further(_box(box), _checked(answer.candidates)) for box, answer in found)
    except (ValueError, RuntimeError) as error:
        log.exception("parts_not_recognised", error=type(error).__name__)
        return ()


def _checked(said: Sequence[tuple[str, float]]) -> Candidates:
    candidates = tuple((str(label), float(share)) for label, share in said[:MOST_CANDIDATES])
    if any(not 0.0 <= share <= 1.0 for _, share in candidates):
        raise ValueError("a probability outside 0 to 1")
    return candidates


def _box(said: Sequence[float]) -> Box:
    left, top, right, bottom = (round(float(edge), 4) for edge in said)
    if not (0.0 <= left < right <= 1.0 and 0.0 <= top < bottom <= 1.0):
        raise ValueError("a box outside the picture")
    return left, top, right, bottom


def sight(model: Recogniser, picture: bytes) -> bytes:
    """Return what the network sees in a picture, as it is kept for an added dish."""
    with Image.open(io.BytesIO(picture)) as opened:
        kept: bytes = model.sight(opened.convert("RGB")).to_bytes()
    return kept


def _weighed(
    photo: Image.Image, scale: Scale, plate_cm: float | None
) -> tuple[float, dict[str, tuple[float, float, float]], str]:
    """Return how sure a coin is, what each label would weigh by it or by the plate, and which it was; else nothing.

    Each label of which objects were weighed, candidate or not: what it is may be known from another photo.
    """
    portions = import_module("ml_models.food.portions")
    seen = portions.measure(
        photo,
        coin_from=COIN_WHEN_SAID if scale is Scale.COIN else COIN_UNSAID,
        is_plate_said=scale is Scale.PLATE,
        plate_cm=plate_cm,
    )
    if seen is None:
        return 0.0, {}, ""
    found = {label: portions.weigh(label, seen.area_cm2, seen.scale) for label in portions.kinds()}
    weights = {label: (one.grams, one.low, one.high) for label, one in found.items()}
    return seen.coin_chance, weights, seen.scale

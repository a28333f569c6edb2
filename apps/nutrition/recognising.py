"""The one place where the recogniser is fetched. Only a worker calls it: it loads weights and a runtime for them.

`recogniser()` is the seam for tests: `services.looking.run` takes any function that returns a `Recogniser`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol, cast

from PIL import Image

MOST_CANDIDATES: Final = 5
STATUSES: Final = frozenset({"confident", "confirm", "not_sure", "not_food"})


class Prediction(Protocol):
    """What the recogniser says of one picture."""

    status: str
    candidates: Sequence[tuple[str, float]]
    model_version: str


class Recogniser(Protocol):
    """Something that looks at a picture."""

    def predict(self, image: Any) -> Prediction:
        """Return what an RGB picture shows."""


class NoRecogniser(RuntimeError):
    """There is none on this machine, or its weights are missing or damaged. Trying again soon does not help."""


@dataclass(frozen=True)
class Seen:
    """An answer as it is kept: plain values, checked. `candidates`: the likeliest first, at most five."""

    status: str
    candidates: tuple[tuple[str, float], ...]
    model_version: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {
            "status": self.status,
            "candidates": [[label, probability] for label, probability in self.candidates],
            "model_version": self.model_version,
        }


@cache
def recogniser() -> Recogniser:
    """Return the recogniser, loaded once in a process. Raises NoRecogniser."""
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


def look(model: Recogniser, picture: bytes) -> Seen:
    """Return what a picture shows, which we wrote ourselves (`picture`: a whole file). Raises ValueError for an answer
    that is none.
    """
    with Image.open(io.BytesIO(picture)) as image:
        said = model.predict(image.convert("RGB"))
    candidates = tuple((str(label), float(share)) for label, share in said.candidates[:MOST_CANDIDATES])
    if said.status not in STATUSES or not said.model_version:
        raise ValueError("the recogniser gave no known status, or no version")
    if any(not 0.0 <= share <= 1.0 for _, share in candidates):
        raise ValueError("a probability outside 0 to 1")
    return Seen(said.status, candidates, said.model_version)

"""What clients get of a photo: how far a worker is with it, what it may show, and what lies beside that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.foundation.files import words
from apps.foundation.files.reasons import Reason
from apps.nutrition.api.amounts_out import CautionOut, cautions_shown
from apps.nutrition.models import Certainty, Food, Meal, MealPhoto
from apps.nutrition.rules import cautions
from apps.nutrition.rules.cautions import Candidate, Caution
from apps.nutrition.rules.portions import Scale
from apps.nutrition.selectors import chosen, labels
from apps.nutrition.selectors.day_cautions import each_once
from apps.nutrition.selectors.labels import Added
from apps.nutrition.selectors.predictions import candidates_of, further_of
from apps.nutrition.services.drafting import further_id_of
from apps.nutrition.services.looking import NOTHING_SEEN
from apps.nutrition.states import PhotoState, Step

SCALES = [(scale.value, scale.value) for scale in Scale]
SCALED_BY = [(name, name) for name in ("coin", "plate", "usual_plate", "")]
OF_FILES: Final = frozenset(reason.value for reason in Reason)


class CandidateOut(serializers.Serializer):
    """What a photo may show."""

    label = serializers.CharField()  # type: ignore[assignment]
    names = serializers.DictField(child=serializers.CharField(), help_text="By language: en, zh-hans, ko.")
    probability = serializers.FloatField()
    food = serializers.UUIDField(allow_null=True)


class FurtherOut(CandidateOut):
    """What a part of a photo shows beside the whole."""

    box = serializers.ListField(
        child=serializers.FloatField(),
        min_length=4,
        max_length=4,
        help_text="Left, top, right, bottom, in shares of the upright photo.",
    )
    item = serializers.UUIDField(help_text="The draft that asks about it, unless that is gone.")


class ProgressOut(serializers.Serializer):
    """How far a worker is with a photo."""

    step = serializers.ChoiceField([*Step.choices, ("", "")], help_text="Empty before the first.")
    done = serializers.IntegerField(help_text="Steps that are over.")
    of = serializers.IntegerField(help_text="All steps.")


class FailureOut(serializers.Serializer):
    """Why a photo could not be looked at."""

    code = serializers.CharField(
        help_text="See the codes of files in docs/reference/errors.md; or `not_recognised`, `nothing_seen`."
    )
    message = serializers.CharField(help_text="A sentence in the language of the request.")
    limit = serializers.IntegerField(allow_null=True)


class PhotoVariantOut(serializers.Serializer):
    """One picture that was written anew: upright, without place and camera."""

    name = serializers.CharField(help_text="full, large (longest side 1,280 px), small (320 px).")
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    url = serializers.CharField(help_text="Opens it for whoever is signed in and may see the meal.")


class PhotoOut(serializers.Serializer):
    """A photo of a meal."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(PhotoState.choices)
    progress = ProgressOut()
    failure = FailureOut(allow_null=True)
    scale = serializers.ChoiceField(SCALES, help_text="What she said lies beside it.")
    plate_cm = serializers.FloatField(allow_null=True, help_text="How wide she said the plate is.")
    scaled_by = serializers.ChoiceField(
        SCALED_BY,
        help_text="What told grams of some foods; `usual_plate`: its width was not said. Empty: nothing.",
    )
    coin_chance = serializers.FloatField(
        help_text="How sure a coin was found, by which grams are told; 0: none."
    )
    status = serializers.ChoiceField(
        [*Certainty.choices, ("", "")], help_text="Empty until it was looked at."
    )
    candidates = CandidateOut(many=True, help_text="The likeliest first.")
    further = FurtherOut(many=True, help_text="What lies beside it, at most three; each has a draft.")
    model_version = serializers.CharField(
        help_text="With the set of dishes that the site has added, after a «+»."
    )
    cautions = CautionOut(
        many=True,
        help_text="About any of the five with a probability of at least 0.10, and what lies beside it.",
    )
    width_px = serializers.IntegerField(allow_null=True)
    height_px = serializers.IntegerField(allow_null=True)
    variants = PhotoVariantOut(many=True)
    uploaded_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When it is removed; null: it is not.")


@dataclass(frozen=True)
class Foods:
    """Foods that rows point at, by id and by label."""

    by_id: Mapping[UUID, Food]
    by_label: Mapping[str, Food]
    added: Mapping[str, Added]

    @classmethod
    def of(cls, meals: Iterable[Meal]) -> Foods:
        """Fetch what these meals point at: two queries for any number, one or two more for dishes of the site's own."""
        meals = list(meals)
        items = [item for meal in meals for item in meal.items.all()]
        guesses = [guess for meal in meals for photo in meal.photos.all() for guess in _labels(photo)]
        named = [*guesses, *(item.label for item in items if item.label)]
        ids = [item.food_id for item in items if item.food_id and not item.food_names]
        added = labels.added_dishes(named)
        of_added = {label: dish.food for label, dish in added.items() if dish.food}
        return cls(chosen.foods_of(ids), chosen.foods_of_labels(named) | of_added, added)

    def names_of_label(self, label: str) -> dict[str, str]:
        """Return what a label is called, by language; its own words where no food stands for it."""
        if label in self.added:
            return dict(self.added[label].names)
        food = self.by_label.get(label)
        return chosen.names_of(food) if food else {"en": label.replace("_", " ").capitalize()}


def _labels(photo: MealPhoto) -> list[str]:
    beside = [guess for _, guesses in further_of(photo.prediction) for guess in guesses]
    return [guess.label for guess in [*candidates_of(photo.prediction), *beside]]


def photo_shown(photo: MealPhoto, foods: Foods) -> dict[str, Any]:
    """Return a photo as plain values."""
    guesses, beside = candidates_of(photo.prediction), further_of(photo.prediction)
    said = [one for _, part in [(None, guesses), *beside] for one in _cautions(part, foods)]
    same = (
        "state",
        "scale",
        "plate_cm",
        "model_version",
        "width_px",
        "height_px",
        "uploaded_at",
        "expires_at",
    )
    return {
        "id": photo.public_id,
        "failure": _failure(photo),
        "scaled_by": photo.prediction.get("scaled_by", ""),
        "coin_chance": photo.prediction.get("coin_chance", 0.0),
        "status": photo.prediction.get("status", ""),
        "progress": _progress(photo),
        "candidates": [_guess(guess, foods) for guess in guesses],
        "further": [
            {**_guess(part[0], foods), "box": box, "item": further_id_of(photo.public_id, part[0].label)}
            for box, part in beside
        ],
        "cautions": cautions_shown(each_once(said)),
        "variants": [
            {"name": name, **about, "url": reverse("meal-photo-content", args=[photo.public_id, name])}
            for name, about in photo.variants.items()
        ],
        **{name: getattr(photo, name) for name in same},
    }


def _guess(guess: Candidate, foods: Foods) -> dict[str, Any]:
    food = foods.by_label.get(guess.label)
    return {
        "label": guess.label,
        "names": foods.names_of_label(guess.label),
        "probability": guess.probability,
        "food": food.public_id if food else None,
    }


def _cautions(guesses: Sequence[Candidate], foods: Foods) -> list[Caution]:
    return cautions.of_candidates(guesses, labels.cautions_of(foods.added))


def _progress(photo: MealPhoto) -> dict[str, Any]:
    """A photo that failed stays at the step that it failed at."""
    steps = list(Step.values)
    is_over = photo.state in (PhotoState.DONE, PhotoState.EXPIRED)
    done = len(steps) if is_over else steps.index(photo.step) if photo.step else 0
    return {"step": photo.step, "done": done, "of": len(steps)}


def _failure(photo: MealPhoto) -> dict[str, Any] | None:
    if not photo.failure:
        return None
    if photo.failure in OF_FILES:
        message = words.sentence(photo.failure, photo.failure_limit)
    elif photo.failure == NOTHING_SEEN:
        message = _(
            "Nothing can be seen in this photo: it is too dark, or of one colour all over. "
            "Please take it again with more light, or choose yourself what you ate."
        )
    else:
        message = _("The photo is kept, but could not be looked at. Please choose yourself what it shows.")
    return {"code": photo.failure, "message": message, "limit": photo.failure_limit}

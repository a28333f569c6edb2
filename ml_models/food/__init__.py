"""Recognises dishes and foods on photos: `model = food.load()`, then `model.predict(photo)`. See docs/reference."""

from ml_models.food.recogniser import DamagedWeights, Prediction, Recogniser, load

__all__ = ["DamagedWeights", "Prediction", "Recogniser", "load"]

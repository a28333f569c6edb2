"""Tables of nutrition, by subject."""

from apps.nutrition.models.diary import (
    Certainty,
    Favourite,
    Meal,
    MealItem,
    MealKind,
    Measure,
    NutritionProfile,
    Source,
    SupplementTaken,
)
from apps.nutrition.models.dishes import AddedDish, DishPhoto
from apps.nutrition.models.notes import DietNote
from apps.nutrition.models.photos import MealPhoto, RecognitionOutcome
from apps.nutrition.models.table import Food, FoodIngredient, FoodPortion, FoodTable, FoodWord

__all__ = [
    "AddedDish",
    "Certainty",
    "DietNote",
    "DishPhoto",
    "Favourite",
    "Food",
    "FoodIngredient",
    "FoodPortion",
    "FoodTable",
    "FoodWord",
    "Meal",
    "MealItem",
    "MealKind",
    "MealPhoto",
    "Measure",
    "NutritionProfile",
    "RecognitionOutcome",
    "Source",
    "SupplementTaken",
]

"""Tables of nutrition, by subject."""

from apps.nutrition.models.table import Food, FoodIngredient, FoodPortion, FoodTable, FoodWord

__all__ = [
    "Food",
    "FoodIngredient",
    "FoodPortion",
    "FoodTable",
    "FoodWord",
]

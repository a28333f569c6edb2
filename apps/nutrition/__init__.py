"""Meals: the food table, photos of meals, the diary, and what a mother's days and weeks amount to.

Owns: `FoodTable`, `Food`, `FoodPortion`, `FoodIngredient`, `FoodWord` (public data, the same for everybody).
Emits nothing, listens to nothing. Registers no feed kind.
"""

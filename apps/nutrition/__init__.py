"""Meals: the food table, photos of meals, the diary, and what a mother's days and weeks amount to.

Owns: `FoodTable`, `Food`, `FoodPortion`, `FoodIngredient`, `FoodWord` (public data), `AddedDish`, `DishPhoto` (the
site's); of a mother `Meal`, `MealItem`, `MealPhoto`, `Favourite`, `SupplementTaken`, `NutritionProfile`,
`RecognitionOutcome`, `DietNote`.
Emits `meal_photo.received` and `dish.changed`, and listens to both: tasks of the queue `photos`. Listens to
`consent.changed`: what was learnt goes with its consent. Feed kinds: `meal` (items and photos inside), `favourite_food`,
`supplement`, `nutrition_profile`. Why it is so: decisions 0023, 0024, 0027.
"""

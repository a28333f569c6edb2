"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.nutrition.api import asking, at_hand, days, foods, meals, photos

food_addresses: list[URLPattern | URLResolver] = [
    path("foods", foods.Foods.as_view()),
    path("foods/<uuid:food_id>", foods.FoodDetail.as_view()),
]

meal_addresses: list[URLPattern | URLResolver] = [
    path("meals", meals.Meals.as_view(), name="meals"),
    path("meals/<uuid:meal_id>", meals.OneMeal.as_view(), name="meal"),
    path("meals/<uuid:meal_id>/confirm", meals.Confirmation.as_view(), name="meal-confirm"),
    path("meals/<uuid:meal_id>/question", asking.Answer.as_view(), name="meal-question"),
    path("meals/<uuid:meal_id>/items", meals.MealItems.as_view(), name="meal-items"),
    path("meals/<uuid:meal_id>/items/<uuid:item_id>", meals.OneItem.as_view(), name="meal-item"),
    path("meals/<uuid:meal_id>/photos", photos.MealPhotos.as_view(), name="meal-photos"),
    path("meal-photos/<uuid:photo_id>", photos.OnePhoto.as_view(), name="meal-photo"),
    path(
        "meal-photos/<uuid:photo_id>/<str:variant>", photos.PhotoContent.as_view(), name="meal-photo-content"
    ),
]

nutrition_addresses: list[URLPattern | URLResolver] = [
    path("nutrition/days/<str:date>", days.OneDay.as_view(), name="nutrition-day"),
    path("nutrition/weeks/<str:date>", days.OneWeek.as_view(), name="nutrition-week"),
    path("nutrition/recent-foods", at_hand.RecentFoods.as_view(), name="nutrition-recent-foods"),
    path("nutrition/favourites", at_hand.Favourites.as_view(), name="nutrition-favourites"),
    path(
        "nutrition/favourites/<uuid:favourite_id>",
        at_hand.OneFavourite.as_view(),
        name="nutrition-favourite",
    ),
    path("nutrition/supplements", at_hand.Supplements.as_view(), name="nutrition-supplements"),
    path(
        "nutrition/supplements/<uuid:supplement_id>",
        at_hand.OneSupplement.as_view(),
        name="nutrition-supplement",
    ),
    path("nutrition/profile", at_hand.Profile.as_view(), name="nutrition-profile"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *food_addresses,
    *meal_addresses,
    *nutrition_addresses,
]

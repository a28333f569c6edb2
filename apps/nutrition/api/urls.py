"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.nutrition.api import foods

urlpatterns: list[URLPattern | URLResolver] = [
    path("foods", foods.Foods.as_view()),
    path("foods/<uuid:food_id>", foods.FoodDetail.as_view()),
]

"""What the diary puts into the shared registries; called by apps.py."""

from __future__ import annotations


def register_diary() -> None:
    """Register what a phone may hold, which files are waited for, listeners, the diary's part of the timeline, words."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words
    from apps.foundation import feed
    from apps.foundation.files import waiting
    from apps.nutrition import listeners, navigation, timeline  # noqa: F401 - listeners register themselves
    from apps.nutrition.api.at_hand_out import FavouriteOut, ProfileOut, SupplementOut
    from apps.nutrition.api.meals_out import MealOut
    from apps.nutrition.selectors import meals
    from apps.nutrition.services import expiring, favourites, meal_rows, profiles, supplements
    from apps.pregnancies.timeline import register_source

    feed.register(meal_rows.FEED_KIND, meals.meals_for_feed, serializer=MealOut)
    feed.register(favourites.FEED_KIND, meals.favourites_for_feed, serializer=FavouriteOut)
    feed.register(supplements.FEED_KIND, meals.supplements_for_feed, serializer=SupplementOut)
    feed.register(profiles.FEED_KIND, meals.profiles_for_feed, serializer=ProfileOut)
    navigation.register()
    waiting.register("nutrition", expiring.waited_for)
    register_source("nutrition", timeline.entries)
    for name in ("meal", "mealitem", "favourite"):
        access_words.register(f"nutrition.{name}", _("What you ate"))
    access_words.register("nutrition.mealphoto", _("A photo of a meal"))
    access_words.register("nutrition.supplementtaken", _("Supplements that you take"))
    access_words.register("nutrition.dietnote", _("What your care team wrote about your meals"))
    access_words.register("nutrition.nutritionprofile", _("What your nutrition is judged by"))

"""What a mother ate, as she confirmed it. What will be read next year is copied in, not pointed at."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.nutrition.rules.energy import Activity
from apps.nutrition.rules.portions import MOST_GRAMS, SMALLEST_GRAMS, Size
from apps.nutrition.states import MealState

LONGEST_TEXT: Final = 200
LONGEST_NOTE: Final = 2_000


class MealKind(models.TextChoices):
    """Which meal of the day."""

    BREAKFAST = "breakfast", _("Breakfast")
    LUNCH = "lunch", _("Lunch")
    DINNER = "dinner", _("Dinner")
    SNACK = "snack", _("Snack")


class Source(models.TextChoices):
    """How an item came into the diary."""

    PHOTO = "photo", _("From a photo")
    SEARCH = "search", _("Found in the food table")
    MANUAL = "manual", _("Written by hand")
    BARCODE = "barcode", _("From a barcode")
    RECENT = "recent", _("Eaten lately")
    FAVOURITE = "favourite", _("A favourite")


class Measure(models.TextChoices):
    """How the weight of an item is known."""

    SIZE = "size", _("Small, regular or large")
    HOUSEHOLD = "household", _("Cups, slices, pieces")
    WEIGHED = "weighed", _("Weighed")
    SCALED = "scaled", _("From a photo with something of known size")
    USUAL = "usual", _("A usual serving: nobody has said how much it was")


class Certainty(models.TextChoices):
    """How sure the recogniser is of what a photo shows."""

    CONFIDENT = "confident", _("Sure")
    CONFIRM = "confirm", _("Please confirm")
    NOT_SURE = "not_sure", _("Not sure")
    NOT_FOOD = "not_food", _("No food found")


class Meal(SubjectModel):
    """One meal. `public_id` is made by her phone. `local_day`: the day it counts for, where she ate."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="meals")
    kind = models.CharField(max_length=9, choices=MealKind)
    state = models.CharField(max_length=9, choices=MealState, default=MealState.DRAFT)
    eaten_at = models.DateTimeField()
    zone_name = models.CharField(max_length=64, help_text="Where she ate.")
    local_day = models.DateField()
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(
        null=True, help_text="When she answered, or skipped, the one question that a meal may have."
    )
    deleted_at = models.DateTimeField(null=True, help_text="The mark stays: the same id is never a new meal.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MealKind.values), name="meal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=MealState.values), name="meal_state_known"),
            models.CheckConstraint(
                condition=Q(state=MealState.CONFIRMED, confirmed_at__isnull=False)
                | Q(state=MealState.DRAFT, confirmed_at=None),
                name="meal_confirmed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "local_day"], condition=Q(deleted_at=None), name="meal_of_day"),
        ]


class MealItem(SubjectModel):
    """One food of a meal. Nutrients are copied when she confirms it; until then there are none.

    Without `food_id` only the words are known: `text`, or what a photo may show (`label`). `label_at_first` is what
    the recogniser said before anybody chose.
    """

    meal = models.ForeignKey(Meal, models.CASCADE, related_name="items")
    photo = models.ForeignKey(
        "nutrition.MealPhoto", models.SET_NULL, null=True, related_name="items", db_index=False
    )
    source = models.CharField(max_length=9, choices=Source)
    label = models.CharField(max_length=64, blank=True)
    label_at_first = models.CharField(max_length=64, blank=True)
    certainty = models.CharField(max_length=9, choices=Certainty, blank=True)
    confidence = models.FloatField(null=True, help_text="Probability of `label_at_first`, 0 to 1.")
    food_id = models.UUIDField(null=True, help_text="Public id of the food.")
    food_code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True, help_text="In her own words.")
    barcode = models.CharField(max_length=14, blank=True)
    measure = models.CharField(max_length=9, choices=Measure)
    size = models.CharField(max_length=7, choices=[(size.value, size.value) for size in Size], blank=True)
    portion_name = models.CharField(max_length=120, blank=True)
    portion_sequence = models.PositiveSmallIntegerField(null=True)
    portion_count = models.FloatField(null=True)
    grams = models.FloatField()
    grams_low = models.FloatField()
    grams_high = models.FloatField()
    is_further = models.BooleanField(
        default=False, help_text="A part of the photo shows it beside the dish; she has not taken it up."
    )
    answers = models.JSONField(
        default=dict, help_text="What she answered when asked: by kind of question (dish, size, oil …)."
    )
    confirmed_at = models.DateTimeField(null=True)
    food_names = models.JSONField(default=dict, help_text="By language, as they were when it was confirmed.")
    food_table = models.CharField(max_length=64, blank=True, help_text="Code of the table.")
    table_version = models.CharField(max_length=64, blank=True)
    per_100g = models.JSONField(default=dict, help_text="By nutrient; what is not there was not measured.")
    filled = models.JSONField(default=dict, help_text="Values that come from another table, and which.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="item_source_known"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="item_measure_known"),
            models.CheckConstraint(
                condition=Q(grams_low__gt=0)
                & Q(grams__gte=F("grams_low"))
                & Q(grams_high__gte=F("grams"))
                & Q(grams__range=(SMALLEST_GRAMS, MOST_GRAMS)),
                name="item_grams_are_a_range",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0.0, 1.0)), name="item_confidence_is_one"
            ),
        ]
        indexes = [models.Index(fields=["subject", "-recorded_at"], name="item_recent")]


class Favourite(SubjectModel):
    """A food that she eats often, with the amount she usually takes of it."""

    food_id = models.UUIDField(help_text="Public id of the food.")
    grams = models.FloatField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "food_id"], name="favourite_once"),
            models.CheckConstraint(
                condition=Q(grams=None) | Q(grams__range=(SMALLEST_GRAMS, MOST_GRAMS)),
                name="favourite_grams_believable",
            ),
        ]


class SupplementTaken(SubjectModel):
    """A supplement that she takes day by day, from one day to another (open: goes on). Doses are as printed on it."""

    name = models.CharField(max_length=120)
    per_dose = models.JSONField(help_text="By nutrient, as the food table names them.")
    doses_per_day = models.FloatField(default=1.0)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(doses_per_day__gt=0) & Q(doses_per_day__lte=20),
                name="supplement_doses_believable",
            ),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")),
                name="supplement_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["subject", "from_day"], name="supplement_of_day")]


class NutritionProfile(SubjectModel):
    """What her reference intakes need to know, and what her care team has set for her. One for each mother."""

    birth_year = models.PositiveSmallIntegerField(null=True)
    standard = models.CharField(max_length=8, blank=True, help_text="Empty: by her time zone.")
    activity = models.CharField(
        max_length=11,
        blank=True,
        choices=[(level.value, level.value) for level in Activity],
        help_text="How much she moves on a usual day. Empty: not said.",
    )
    carbohydrate_targets = models.JSONField(
        default=dict, help_text="By kind of meal: [from, to] in g. Set by her care team."
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject"], name="nutrition_profile_once"),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1940, 2020)), name="birth_year_believable"
            ),
        ]

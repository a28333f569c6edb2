"""The food table. Public data, the same for everybody: no mother's row is here, so nothing here is narrowed.

Written by `load_food_table` only, from the packed files of `apps/nutrition/table/data/`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class FoodTable(models.Model):
    """Where foods come from: whose table, which edition, and on what terms it is used."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    source = models.TextField()
    licence = models.CharField(max_length=120)
    terms = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the packed files that were loaded.")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Made(models.TextChoices):
    """How a dish that the table does not have was put together."""

    NEAR = "near", _("The nearest food of the table")
    MEAN = "mean", _("The mean of several foods")
    RECIPE = "recipe", _("From a usual recipe: our own estimate")


class Food(models.Model):
    """A food or dish and what 100 g of it hold. What is absent in `nutrients` was not measured; it is never 0 for
    that.

    A meal copies what it needs and the table's version; it does not read its numbers here next year.
    """

    table = models.ForeignKey(FoodTable, models.PROTECT, related_name="foods")
    code = models.CharField(max_length=40)
    public_id = models.UUIDField(unique=True, help_text="Made of table and code: the same on every machine.")
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=100, blank=True)
    name_ko = models.CharField(max_length=100, blank=True)
    synonyms = ArrayField(models.CharField(max_length=200), default=list)
    group = models.CharField(max_length=20, help_text="One of `table.groups.GROUPS`.")
    commonness = models.PositiveSmallIntegerField(help_text="0: everyday food … 3: rarely meant by a search.")
    label = models.CharField(max_length=40, null=True, unique=True, help_text="What the recogniser calls it.")
    nutrients = models.JSONField(help_text="Amount per 100 g by nutrient; absent: not measured.")
    filled = models.JSONField(default=dict, help_text="Where amounts of other tables come from, by nutrient.")
    made = models.CharField(
        max_length=8, choices=Made, blank=True, help_text="Empty: a food of the table itself."
    )
    search = models.TextField(help_text="All names as `table.keys` writes them.")
    is_current = models.BooleanField(default=True, help_text="It is in the edition that was loaded last.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="food_once_in_its_table")]
        verbose_name = _("food")
        verbose_name_plural = _("foods")

    def __str__(self) -> str:
        return self.name_en

    def name(self, language: str) -> str:
        """Its name in a language, in English where there is none."""
        return {"zh": self.name_zh, "ko": self.name_ko}.get(language[:2], "") or self.name_en

    def amount(self, nutrient: str) -> float | None:
        """What 100 g hold, in the unit that the nutrient's code ends in; None: not measured."""
        amount: Any = self.nutrients.get(nutrient)
        return None if amount is None else float(amount)


class FoodPortion(models.Model):
    """A household measure of a food, and what it weighs."""

    # The loader writes portions and their foods in one transaction; a check of each of 22,000 rows would
    # cost a third of the first start.
    food = models.ForeignKey(Food, models.CASCADE, related_name="portions", db_constraint=False)
    sequence = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    grams = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["food", "sequence"], name="food_portion_once"),
            models.CheckConstraint(condition=models.Q(grams__gt=0), name="food_portion_weighs"),
        ]
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.name}: {self.grams:g} g"


class FoodIngredient(models.Model):
    """What a dish is made of, as the table's recipe says. `code` may be one that no food of ours has."""

    food = models.ForeignKey(Food, models.CASCADE, related_name="ingredients", db_constraint=False)
    sequence = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    grams = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["food", "sequence"], name="food_ingredient_once")]
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.name}: {self.grams:g} g"


class FoodWord(models.Model):
    """A word of some food's name, to find what was meant by one with a typing error. Some 5,000: read in 5 ms
    without an index."""

    word = models.CharField(max_length=100, primary_key=True)

    def __str__(self) -> str:
        return self.word

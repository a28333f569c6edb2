"""Most products are let go after a quick look. Looked at in full they get the same verdict."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.referrals.catalogue.item import Item
from apps.referrals.screening import concerns, ingredients, normal, substitutes, tables
from apps.referrals.screening.gates import OPENS, SHORTEST_GUESS, VISITS, Gate, gates
from apps.referrals.screening.judging import Judgement, judged
from apps.referrals.screening.normal import Text

WORDS = [
    *(row["term"] for row in tables.rows("substitutes.csv")),
    *(word for lists in tables.toml("shapes.toml").values() for words in lists.values() for word in words),
    *(
        word
        for group in tables.toml("never.toml").values()
        for word in group.get("terms", group.get("names", ()))
    ),
    *(term for term, _ in tables.ingredient_terms()[::7]),
    *[
        "soft",
        "cotton",
        "for",
        "the",
        "with",
        "free",
        "no",
        "400",
        "mg",
        "2+",
        "0-6",
        "stage",
        "1",
        "20%",
        "blue",
        "size",
        "L",
        ",",
        ".",
        "-",
        "|",
        "tablet",
        "a",
        "day",
        "biberons",
    ],
]
LONG = [word for word in WORDS if len(word) >= SHORTEST_GUESS and word.isalpha()]
CUT = st.builds(lambda word, at: f"{word[:at]} {word[at:]}", st.sampled_from(LONG), st.integers(2, 5))
TEXT = st.lists(st.sampled_from(WORDS) | CUT | st.text(max_size=6), max_size=7).map(" ".join)
CATEGORY = st.sampled_from(
    ["", "563", "564", "Baby & Toddler", "Baby > Bottle Nipples", "Food, Beverages", "Apparel"]
)


def forget() -> None:
    """Let go of what is remembered of texts, with what the gates let through of them."""
    for remembered in (normal._short, ingredients.of_part, concerns.brands):
        remembered.cache_clear()


def judged_in_full(item: Item) -> Judgement:
    """Judge with every lexicon asked at every word of every text."""
    everything = OPENS | OPENS << VISITS

    def opened(_gates: Any, said: Text) -> Gate:
        if said.gate is None:
            words = len(said.words)
            said.gate = Gate(gates.count, OPENS, OPENS, [everything] * words, list(range(words)), {})
        return said.gate

    forget()
    try:
        with (
            mock.patch.object(substitutes, "may_concern", return_value=True),
            mock.patch.object(type(gates), "of", opened),
        ):
            return judged(item)
    finally:
        forget()


@settings(max_examples=400, deadline=None)
@given(TEXT, TEXT, CATEGORY, st.sampled_from([None, 0, 12, 60]))
def test_the_short_way_gives_the_verdict_of_the_long_one(title, description, category, age):
    item = Item("1", title=title, description=description, category=category, age_from_months=age)
    assert judged(item) == judged_in_full(item)


@pytest.mark.parametrize("said", ["Maternity leggings", "Red lentils 500 g", "쿠션", "孕妇枕"])
def test_most_are_let_go_quickly(said):
    with mock.patch.object(substitutes, "Signs", side_effect=AssertionError("looked at in full")):
        assert judged(Item("1", title=said)).verdict == "ok"

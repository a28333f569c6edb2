"""Most products are let go after a quick look. Looked at in full they get the same verdict."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.referrals.catalogue.item import Item
from apps.referrals.screening import concerns, doses, never, normal, signs, substitutes, tables, telling
from apps.referrals.screening.gates import SHORTEST_GUESS
from apps.referrals.screening.judging import judged
from apps.referrals.screening.normal import text
from apps.referrals.screening.sieve import Sieve, loose
from tests.referrals.screening.disguising import disguised, fillers
from tests.referrals.screening.long_way import forget, long_way

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
TELLING = [
    "from birth",
    "since birth",
    "two scoops with water",
    "0-6 months",
    "for three year olds",
    "12 months warranty",
    "take two capsules twice a day",
    "vitamin A 5,000 IU",
    "400mcgfolic acid",
    "beta-carotene 6 mg",
    "prevents infection",
    "not intended to diagnose, treat, cure or prevent any disease",
    "free from retinol",
    "contains no alcohol",
    "2% salicylic acid",
    "750ml 12% vol",
    "52度 500ml",
    "amoxicillin",
    "阿莫西林胶囊",
    "3段",
    "0~6개월",
    "하루 2정",
    "每日2粒",
    "不含酒精",
    "레티놀 무첨가",
]
LONG = [word for word in WORDS if len(word) >= SHORTEST_GUESS and word.isalpha()]
CUT = st.builds(lambda word, at: f"{word[:at]} {word[at:]}", st.sampled_from(LONG), st.integers(2, 5))
TEXT = st.lists(st.sampled_from(WORDS) | CUT | st.text(max_size=6), max_size=7).map(" ".join)
CATEGORY = st.sampled_from(
    ["", "563", "564", "412", "473", "525", "Baby & Toddler", "Baby > Bottle Nipples", "Apparel"]
)


@st.composite
def long_texts(draw: st.DrawFn) -> str:
    """A text as long as shops write them, in one of five languages, with some telling words in disguise."""
    words = list(draw(fillers()))
    for _ in range(draw(st.integers(0, 3))):
        told = draw(st.sampled_from(WORDS) | st.sampled_from(TELLING))
        words.insert(draw(st.integers(0, len(words))), draw(disguised(told)))
    return draw(st.sampled_from([" ", " ", " ", ", ", ". ", "\n"])).join(words)


def is_the_same(item: Item) -> bool:
    """Judge by the short way and by the long one."""
    forget()
    short = judged(item)
    with long_way():
        return judged(item) == short


@settings(max_examples=250, deadline=None)
@given(TEXT, TEXT, CATEGORY, st.sampled_from([None, 0, 12, 60]))
def test_the_short_way_gives_the_verdict_of_the_long_one(title, description, category, age):
    assert is_the_same(
        Item("1", title=title, description=description, category=category, age_from_months=age)
    )


@settings(max_examples=250, deadline=None)
@given(TEXT, long_texts(), CATEGORY, st.sampled_from(["", "", "oat, wine", "retinol"]))
def test_it_does_with_long_descriptions_too(title, description, category, listed):
    assert is_the_same(Item("1", title=title, description=description, category=category, ingredients=listed))


@pytest.mark.parametrize(
    ("description", "whose", "name", "instead"),
    [
        ("Two scoops with water.", substitutes, "tells_of_feeding", lambda _said: False),
        ("With detox tea.", telling, "of", lambda _said: 0),
        ("With diethylstilbestrol.", telling, "places", lambda _said, _bits: []),
        ("Vitamin A 5,000 IU in each.", Sieve, "of", lambda _self, _said: 0),
    ],
)
def test_a_short_way_that_is_too_short_is_noticed(description, whose, name, instead):
    item = Item("1", title="Capsules", description=description, category="525")
    with long_way():
        held = judged(item)
    assert held.reasons
    with mock.patch.object(whose, name, instead):
        forget()
        assert judged(item) != held
    forget()


@pytest.mark.parametrize(
    "pattern",
    [
        found
        for module in (concerns, doses, never, signs, substitutes)
        for name, found in sorted(vars(module).items())
        if isinstance(found, re.Pattern) and name not in ("COMES_WITH", "LEADING")
    ],
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_sieve_lets_nothing_through_that_a_pattern_matches(pattern, data):
    one = Sieve()
    bit = one.add(pattern)
    said = text(data.draw(st.from_regex(pattern) | TEXT)).flat
    assert one.of(said) & bit or not pattern.search(said)


def test_a_sieve_without_room_says_maybe_to_everything():
    one = Sieve()
    bit = one.add("wine") | one.add("beer")
    assert one.of("water") == 0
    one._set = mock.Mock(Match=lambda _said: None)
    assert one.of("water") == bit


@pytest.mark.parametrize("pattern", [r"\d", r"[^\W_]", r"\Zx"])
def test_what_means_another_thing_elsewhere_is_refused(pattern):
    with pytest.raises(ValueError, match="RE2"):
        loose(pattern)


@pytest.mark.parametrize("said", ["Maternity leggings", "Red lentils 500 g", "쿠션", "孕妇枕"])
def test_most_are_let_go_quickly(said):
    with mock.patch.object(substitutes, "Signs", side_effect=AssertionError("looked at in full")):
        assert judged(Item("1", title=said)).verdict == "ok"


@settings(max_examples=300, deadline=None)
@given(long_texts() | TEXT)
def test_the_short_spelling_is_the_long_one(said):
    short = normal.spelling(said)
    with mock.patch.object(Sieve, "of", return_value=-1):
        assert normal.spelling(said) == short


PIECES = [
    "take",
    "one",
    "two",
    "3",
    "12",
    "capsules",
    "tablet",
    "x",
    "a",
    "day",
    "per",
    "twice",
    "2 times",
    " ",
    "/",
    "-",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join) | st.text(st.characters(max_codepoint=126))
)
def test_a_swift_twin_finds_what_the_pattern_finds(said):
    for pattern, swift in ((doses.A_DAY, doses.A_DAY_SWIFT), (doses.TIMES, doses.TIMES_SWIFT)):
        flat = text(said).flat
        found = [one.groups() for one in pattern.finditer(flat)]
        assert [one.groups() for one in swift.finditer(flat)] == found

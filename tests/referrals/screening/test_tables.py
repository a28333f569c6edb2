"""The tables hold together: no term twice with different verdicts, every verdict known, every source filled."""

from __future__ import annotations

from collections import defaultdict

import pytest

from apps.referrals.screening import doses, tables
from apps.referrals.screening.ingredients import of_part
from apps.referrals.screening.normal import OLD_HAN, spelling
from apps.referrals.screening.verdicts import ORDER, worst

TOO_BROAD = {"perfume phthalate", "parfum", "fragrance", "香精", "향료"}
"""Perfume of unknown mixture: its note says not to warn for it alone."""


def test_verdicts_are_known_and_sources_filled():
    for row in tables.rows("ingredients.csv"):
        assert row["level"] in ORDER and row["source"] and row["checked"] in ("seen", "recalled")
    for row in tables.rows("substitutes.csv"):
        assert row["verdict"] in ORDER and row["source"] and row["checked"] in ("seen", "recalled")


def test_the_tables_are_as_large_as_they_were():
    assert len(tables.rows("ingredients.csv")) == 425
    assert len(tables.rows("substitutes.csv")) == 504


def test_no_word_of_substitutes_has_two_verdicts():
    verdicts = defaultdict(set)
    for row in tables.rows("substitutes.csv"):
        verdicts[spelling(row["term"])].add(row["verdict"])
    assert {term: found for term, found in verdicts.items() if len(found) > 1} == {}


def test_no_ingredient_has_two_verdicts_in_one_kind():
    verdicts = defaultdict(set)
    for term, one in tables.ingredient_terms():
        verdicts[spelling(term), one.kind].add(one.level)
    twice = {term: found for term, found in verdicts.items() if len(found) > 1}
    assert twice == {}


def test_every_name_of_every_ingredient_gets_the_verdict_of_its_row():
    wrong = []
    for row in tables.rows("ingredients.csv"):
        for name in filter(None, [row["ingredient"], *row["synonyms"].split("|")]):
            verdict = worst(reason.verdict for reason in of_part(name, row["kind"]))
            if verdict != row["level"] and name not in TOO_BROAD and " peel " not in name:
                wrong.append((name, row["level"], verdict))
    assert wrong == []


def test_a_strength_in_a_name_counts_as_a_strength():
    assert worst(reason.verdict for reason in of_part("glycolic acid peel 30%", "cosmetic")) == "warn"
    assert worst(reason.verdict for reason in of_part("salicylic acid peel 20%", "cosmetic")) == "block"


@pytest.mark.parametrize("code", ["vitamin_a_rae_ug", "vitamin_d_ug", "iodine_ug", "caffeine_mg"])
def test_limits_are_read(code):
    warn, block, source = doses.limits()[code]
    assert source
    assert block is not None and (warn is None or warn < block)


def test_old_characters_become_other_ones():
    assert all(chr(old) != (chr(new) if isinstance(new, int) else new) for old, new in OLD_HAN.items())

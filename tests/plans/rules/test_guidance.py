"""The tables say whose each row is, and every code has words in every language."""

from __future__ import annotations

import re
import tomllib

import pytest

from apps.plans.rules import guidance
from apps.pregnancies.rules.tables import BadTable

TABLES = ("activity", "contraindications", "laboratory", "meanings", "supplements", "warning_signs")
HEAD = "id,version,source,checked\n"


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_whose_it_is(name):
    rows = guidance.rows(name)
    assert rows
    assert {row["checked"] for row in rows} <= {"seen", "recalled"}
    assert all(row["source"].strip() and int(row["version"]) >= 1 for row in rows)


@pytest.mark.parametrize(
    "line", ["a,1,,seen", "a,1,ACOG,guessed", ",1,ACOG,seen", "a,,ACOG,seen", "a,1,ACOG,seen\na,1,ACOG,seen"]
)
def test_a_row_that_hides_its_source_is_refused(line):
    with pytest.raises(BadTable):
        guidance.parse(HEAD + line)


def test_every_word_is_there_in_every_language_with_the_same_values():
    words = tomllib.loads((guidance.FOLDER / "words.toml").read_text(encoding="utf-8"))
    for section in words.values():
        for code, says in section.items():
            assert set(says) == set(guidance.LANGUAGES), code
            assert len({frozenset(re.findall(r"{(\w+)}", one)) for one in says.values()}) == 1, code


@pytest.mark.parametrize("name", ["activity", "contraindications", "warning_signs"])
def test_rows_with_words_have_them_in_every_language(name):
    for row in guidance.rows(name):
        assert all(guidance.said(row, language) for language in guidance.LANGUAGES), row["id"]
        for prefix in ("advice_", "do_"):
            if f"{prefix}en" in row:
                assert len({bool(row[prefix + language]) for language in guidance.LANGUAGES}) == 1, row["id"]


def test_the_last_week_of_a_rule_counts_as_a_whole():
    row = guidance.row("supplements", "fa_uspstf")
    assert guidance.is_in_week(row, 12.9)
    assert not guidance.is_in_week(row, 13.0)

"""The rule tables: every row says where it comes from."""

import pytest

from apps.pregnancies.rules import tables

GOOD = '[[rule]]\nid = "a"\nversion = 1\nsource = "book, page 3"\nchecked = "seen"\n'


@pytest.mark.parametrize("name", ["dating", "periods", "risk_factors"])
def test_every_table_can_be_read_and_has_rows(name: str) -> None:
    sections = tables.table(name)
    assert sections
    assert all(len(rows) >= 1 for rows in sections.values())


def test_a_good_row_is_read() -> None:
    assert tables.parse(GOOD)["rule"][0]["source"] == "book, page 3"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (GOOD.replace('source = "book, page 3"\n', ""), "a: source missing"),
        (GOOD.replace('source = "book, page 3"', 'source = ""'), "a: source missing"),
        (GOOD.replace("version = 1\n", ""), "a: version missing"),
        (GOOD.replace('"seen"', '"maybe"'), "a: checked must be one of seen, recalled"),
        (GOOD + GOOD, "a: this id is used twice"),
    ],
)
def test_a_row_that_does_not_say_enough_is_refused(bad: str, words: str) -> None:
    with pytest.raises(tables.BadTable, match=words):
        tables.parse(bad)


def test_rules_cannot_be_changed_by_who_reads_them() -> None:
    with pytest.raises(TypeError):
        tables.rule("dating", "edd_lmp28")["days_to_due"] = 281  # type: ignore[index]


def test_a_rule_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"dating.toml has no rule edd_moon"):
        tables.rule("dating", "edd_moon")

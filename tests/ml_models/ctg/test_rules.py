"""The rule tables: every row says its source, and verdicts rest on rows that say so."""

import pytest

from ml_models import ctg
from ml_models.ctg import rules

NAMES = sorted(path.stem for path in rules.FOLDER.glob("*.toml"))
VERSIONS = {"product": 4}
"""Of all others: 1."""


def test_all_tables_are_here():
    assert NAMES == [
        "antepartum_criteria",
        "definitions",
        "figo2015",
        "nichd2008",
        "nst",
        "product",
        "stv_reference",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_comes_from_and_how_it_was_checked(name):
    for rule in rules.table(name).values():
        assert rule.source
        assert rule.checked in rules.CHECKED
        assert rule.version == f"{name}-{VERSIONS.get(name, 1)}"
        assert (rule.checked == "decided") <= (name == "product")


def test_a_row_without_a_source_or_twice_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    row = '[[rule]]\nid = "a"\nwords = "A"\nlimits = [1]\nsource = "{}"\nchecked = "seen"\ndecides = true\n'
    (tmp_path / "no_source.toml").write_text('version = "x-1"\n' + row.format(""))
    (tmp_path / "twice.toml").write_text('version = "x-1"\n' + 2 * row.format("A book"))
    for name in ("no_source", "twice"):
        with pytest.raises(rules.BadTable, match=name):
            rules.table(name)


def test_what_a_rule_holds_for():
    base = rules.table("figo2015")["figo_base_normal"]
    assert [base.holds(value) for value in (109.9, 110, 160, 160.1)] == [False, True, True, False]
    assert rules.own("own_loss").holds(0.21)
    assert not rules.own("own_loss").holds(0.2)


def test_every_item_of_a_verdict_is_a_row_that_decides_with_its_limit_and_source():
    rows = {rule.id: rule for name in NAMES for rule in rules.table(name).values()}
    seen = set()
    for scenario in ("reactive", "late_decelerations", "sinusoidal"):
        for in_labour in (False, True):
            found = ctg.analyze(
                ctg.generate(45, 1, scenario=scenario), gestation_weeks=38, in_labour=in_labour
            )
            for item in (item for verdict in found.verdicts.values() for item in verdict.reasons):
                rule = rows[item.code]
                assert rule.decides or not item.against
                assert (item.source, item.checked) == (rule.source, rule.checked)
                assert item.words.startswith(rule.words)
                assert item.threshold in {*rule.limits, rule.limits, rule.minutes}
                seen.add(item.code)
    assert len(seen) >= 45

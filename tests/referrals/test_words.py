"""What the rules find is said to people in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from apps.referrals import screening
from apps.referrals.screening import never, substitutes, tables
from apps.referrals.screening.verdicts import BLOCK, WARN
from apps.referrals.words.items import REASONS, of_reasons


def rules_written() -> Iterator[ast.expr]:
    """Yield the second argument of every `Reason(…)` of the screening."""
    for path in Path(screening.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                yield node.args[1]


def rules_of_tables() -> set[str]:
    """The rules that `never.py` and `substitutes.py` read out of their tables."""
    listed = tables.toml("never.toml")
    found = {listed[name].get("rule", name) for name in (*never.GROUPS, never.LISTED, never.EATEN)}
    for row in tables.rows("substitutes.csv"):
        if row["verdict"] == WARN or (row["verdict"] == BLOCK and row["kind"] in substitutes.MILKS):
            found.add(f"bms_{row['kind']}")
    return found


def test_every_rule_has_words_and_no_words_are_left_of_none():
    written = list(rules_written())
    literal = {one.value for one in written if isinstance(one, ast.Constant)}
    read = [ast.unparse(one) for one in written if not isinstance(one, ast.Constant)]
    assert sorted(read) == ["f'bms_{term.kind}'", "f'bms_{term.kind}'", "table.get('rule', group)"]
    assert literal | rules_of_tables() == set(REASONS)


def test_a_rule_that_is_no_more_is_said_to_be_one():
    assert of_reasons([{"verdict": "warn", "rule": "bms_gone", "term": "oats"}]) == [
        ("warning", "It meets a rule of an earlier version: «oats».", "")
    ]

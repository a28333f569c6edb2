"""Command line: `python -m ml_models.triage train`, `python -m ml_models.triage evaluate [TABLE.csv --language en]`."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from ml_models.triage import evaluation, model, training
from ml_models.triage.checking import ADD
from ml_models.triage.findings import LANGUAGES

WEIGHTS = Path(__file__).parent / "weights"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ml_models.triage", description="Train and measure the check."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="write the weights anew from tables and wordings (seeded)")
    train.add_argument("--into", type=Path, default=WEIGHTS)
    evaluate = commands.add_parser(
        "evaluate", help="figures by cross-validation, or on phrases of another table"
    )
    evaluate.add_argument(
        "table", type=Path, nargs="?", help="columns language,category,polarity,severity,phrase"
    )
    evaluate.add_argument("--language", choices=LANGUAGES, action="append")
    asked = parser.parse_args(arguments)
    if asked.command == "train":
        training.train(asked.into)
        return 0
    for language in asked.language or LANGUAGES:
        print("\n".join(_on_table(asked.table, language) if asked.table else _by_cross_validation(language)))
    return 0


def _on_table(table: Path, language: str) -> list[str]:
    with table.open(encoding="utf-8", newline="") as opened:
        given = [training.phrase(row) for row in csv.DictReader(opened) if row["language"] == language]
    scores = evaluation.by_category(given, evaluation.whole(language))
    lines = [
        f"{language}  {name:<28} {counted}"
        for name, counted in scores.items()
        if counted.positives + counted.harmless
    ]
    return [*lines, f"{language}  {'all':<28} {evaluation.score(given, evaluation.whole(language))}"]


def _by_cross_validation(language: str) -> list[str]:
    def learned(spoken: str, fitted: model.Model) -> evaluation.Finder:
        return evaluation.learned_alone(spoken, fitted, ADD[spoken])

    table = training.phrases(f"tables/red_flags_{language}.csv")
    alone, both = evaluation.cross_validate(language, (learned, evaluation.joined))
    (left_out,) = evaluation.without_category(language, (evaluation.joined,))
    named = {
        "rules alone": evaluation.score(table, evaluation.rules_alone(language)),
        "learned alone, five folds": alone,
        "both, five folds": both,
        "both, by category left out": left_out,
    }
    return [f"{language}  {name:<28} {counted}" for name, counted in named.items()]


if __name__ == "__main__":
    sys.exit(main())

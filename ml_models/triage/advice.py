"""What she should do now, word for word from the reviewed table."""

from __future__ import annotations

from functools import cache

from ml_models.triage.lexicon import rows


def what_to_do(category: str, severity: str, language: str) -> str:
    """Return the advice for a finding. `language` may carry a region (zh-hans); English where it is not known.

    Raises KeyError for a category or severity that no finding can have.
    """
    table = _table()
    spoken = language.replace("_", "-").split("-")[0].lower()
    return table.get((category, severity, spoken)) or table[(category, severity, "en")]


@cache
def _table() -> dict[tuple[str, str, str], str]:
    return {
        (row["category"], row["severity"], row["language"]): row["what_to_do"]
        for row in rows("tables/what_to_do.csv")
    }

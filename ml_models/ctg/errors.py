"""The one error that reading a recording may raise."""

from __future__ import annotations


class FormatError(ValueError):
    """A file or its content cannot be read as a cardiotocogram.

    `field` names what is wrong (a column, a header entry, "file"), `reason` says why in one sentence,
    `limit` what would be allowed and `given` what was found; both may be None.
    """

    def __init__(
        self,
        field: str,
        reason: str,
        limit: str | float | int | None = None,
        given: str | float | int | None = None,
    ) -> None:
        self.field = field
        self.reason = reason
        self.limit = limit
        self.given = _short(given)
        super().__init__(field, reason, limit, self.given)

    def __str__(self) -> str:
        facts = [
            f"{name} {value}"
            for name, value in (("limit", self.limit), ("given", self.given))
            if value is not None
        ]
        return f"{self.field}: {self.reason}" + (f" ({', '.join(facts)})" if facts else "")


def _short(given: str | float | int | None) -> str | float | int | None:
    """Cut what a stranger sent: error texts are shown and logged."""
    if isinstance(given, str) and len(given) > 60:
        return given[:57] + "..."
    return given


def require(
    holds: bool,
    field: str,
    reason: str,
    *,
    limit: str | float | int | None = None,
    given: str | float | int | None = None,
) -> None:
    """Raise `FormatError` unless `holds`."""
    if not holds:
        raise FormatError(field, reason, limit, given)

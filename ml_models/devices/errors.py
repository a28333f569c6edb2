"""The one error of this package: a profile that does not say how to read a device. Bytes never raise."""

from __future__ import annotations


class ProfileError(ValueError):
    """What was declared of a device is missing or not known.

    `field` names the entry of the profile, `code` says why (`unstated`, `unknown`, `not_one_of`, `out_of_range`,
    `contradicts`), `limit` what would be allowed.
    """

    def __init__(self, field: str, code: str, limit: str = "") -> None:
        self.field = field
        self.code = code
        self.limit = limit
        super().__init__(field, code, limit)

    def __str__(self) -> str:
        return f"{self.field}: {self.code}" + (f" (allowed: {self.limit})" if self.limit else "")

"""What is declared of a device before its first byte: a mapping, checked entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ml_models.devices.errors import ProfileError


class _Required:
    """Marks an entry that has no usual value."""


REQUIRED: Final = _Required()


@dataclass(frozen=True)
class Option:
    """One entry: one of `choices`, or a whole number from `low` to `high`, or, without either, anything.

    Without `usual` it must be stated.
    """

    says: str
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    usual: Any = REQUIRED


def checked(options: Mapping[str, Option], profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return every option's value. Raises `ProfileError`."""
    for name in profile:
        if name not in options:
            raise ProfileError(str(name), "unknown", ", ".join(options) or "nothing")
    return {name: _value(name, option, profile) for name, option in options.items()}


def _value(name: str, option: Option, profile: Mapping[str, Any]) -> Any:
    if name not in profile:
        if option.usual is REQUIRED:
            raise ProfileError(name, "unstated", _limit(option))
        return option.usual
    given = profile[name]
    if given is None and option.usual is None:
        return None
    if option.choices and (not isinstance(given, str) or given not in option.choices):
        raise ProfileError(name, "not_one_of", _limit(option))
    if option.low is not None and option.high is not None:
        whole = isinstance(given, int) and not isinstance(given, bool)
        if not whole or not option.low <= given <= option.high:
            raise ProfileError(name, "out_of_range", _limit(option))
    return given


def _limit(option: Option) -> str:
    if option.choices:
        return ", ".join(option.choices)
    return option.says if option.low is None else f"{option.low} to {option.high}"

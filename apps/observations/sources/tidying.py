"""A document before anybody looks at it: not deeper than a decoder can follow, without nulls, every number a number."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from apps.observations.sources.points import Refused, json_path

DEEPEST: Final = 32
"""No document that is taken here needs half of it."""

Path = tuple[str | int, ...]


def tidied(point: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a point without members that are null: neither standard gives them a meaning.

    Raises Refused with the place of what is too deep, of a number beyond a float, and of a null inside a list.
    """
    return _members(point, ())


def _members(members: Mapping[str, Any], path: Path) -> dict[str, Any]:
    return {name: _tidy(each, (*path, name)) for name, each in members.items() if each is not None}


def _tidy(given: Any, path: Path) -> Any:
    if isinstance(given, float) and not isfinite(given):
        raise Refused("invalid", json_path(path))
    if not isinstance(given, dict | list):
        return given
    if len(path) > DEEPEST:
        raise Refused("too_deep", json_path(path[:3]), limit=DEEPEST)
    if isinstance(given, dict):
        return _members(given, path)
    if None in given:
        raise Refused("invalid", json_path((*path, given.index(None))))
    return [_tidy(each, (*path, index)) for index, each in enumerate(given)]

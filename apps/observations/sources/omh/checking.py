"""From what a validator finds to one reason with its place in the document: the deepest one is the most telling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import jsonschema_rs

from apps.observations.sources.points import Refused, json_path
from apps.observations.sources.words import say

MOST_WORDS: Final = 14


def check(validator: jsonschema_rs.Draft7Validator, document: Any, place: str) -> None:
    """Raise Refused for a document that does not fit; `place` is where it stands, such as `$.body`."""
    if validator.is_valid(document):
        return
    error = max(_deepest(validator.iter_errors(document)), key=_telling)
    path = [*error.instance_path]
    kind = error.kind
    if kind.name == "required":
        path.append(kind.property)  # type: ignore[attr-defined]
    raise Refused("invalid", json_path(path, place), reason=_reason(kind))


def _deepest(errors: Any) -> Iterator[jsonschema_rs.ValidationError]:
    """Every error, those of the branches of `oneOf` and `anyOf` in place of «fits none of them»."""
    for error in errors:
        inside = [found for branch in getattr(error.kind, "context", ()) for found in branch]
        if inside:
            yield from _deepest(inside)
        else:  # a leaf, or «fits more than one of them», which has nothing inside
            yield error


def _telling(error: jsonschema_rs.ValidationError) -> tuple[int, bool]:
    """A wrong value deep inside tells more than that another form would have asked for another field."""
    return len(error.instance_path), error.kind.name != "required"


def _missing(kind: Any) -> str:
    return say("missing", {"name": kind.property})


def _words(kind: Any) -> str:
    words = [str(word) for word in kind.options][:MOST_WORDS]
    return say("not_one_of", {"words": ", ".join(words)})


def _type(kind: Any) -> str:
    return say("bad_type", {"kind": ", ".join(kind.types)})


def _time(_kind: Any) -> str:
    return say("bad_time", {})


REASONS: Final[dict[str, Callable[[Any], str]]] = {
    "required": _missing,
    "enum": _words,
    "type": _type,
    "format": _time,
}


def _reason(kind: Any) -> str:
    make = REASONS.get(kind.name)
    return say("invalid", {}) if make is None else make(kind)

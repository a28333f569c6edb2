"""Readings of phones, home devices, laboratories and hands: how they come in, how they are kept and read.

Owns: `Observation`, `ObservedDay`, `SourcePreference`; the table of measures (`rules/measures.toml`). Emits:
`observations.arrived`, `observations.unjudged`. Feed kinds: `observation_day` (what to fetch again),
`observation_sources`.
"""

"""People, roles, sign-in, care teams, consent, and the log of who looked at whom.

Owns: `Person`, `CareTeam`, `TeamMembership`, `Care` (which team cares for which mother), `Consent`,
`AccessLogEntry`. Gives `foundation.visibility` its rule: a mother sees herself, a clinician the mothers of her teams.
Emits: `care.changed`, `consent.changed`. Listens to nothing.
"""

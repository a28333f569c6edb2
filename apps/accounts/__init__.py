"""People, roles, sign-in, care teams, consent, and the log of who looked at whom.

Owns: `Person`, `Invitation`, `CareTeam`, `TeamMembership`, `Care` (which team cares for which mother),
`Consent`, `Pseudonym`, `AccessLogEntry`, `AccessLogHead`. Gives `foundation.visibility` its rule: a mother sees
herself, a clinician the mothers of her teams. Its middleware writes the access log, asks for second factors,
speaks a person's language. Emits: `care.changed`, `consent.changed`, `person.invited`, `pseudonym.dropped`.
Listens to its own `person.invited` (mails the code).
"""

"""What every app stands on: ids, errors, paging, idempotency, visibility, history, change feed, outbox,
sockets, schema.

Owns: `Change` (what a phone must fetch again), `OutboxMessage` (what must follow a write), `Revision`
(before and after of tracked tables), `StoredAnswer` (idempotent repeats). Knows an opaque subject (a
person's row), no mother and no baby. Emits nothing of its own, listens to nothing.
"""

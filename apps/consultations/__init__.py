"""A mother and her care team talk: threads, messages, triage, notes, calls.

Owns threads, messages, receipts, attachments, notes and calls. The database is the truth, the socket a hint."""

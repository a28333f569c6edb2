"""A mother and her care team talk: threads, messages, triage, notes, calls.

Owns threads, messages, receipts, attachments, notes and calls; the queue, reading hours, overdue answers, internal notes,
second opinions, letters to a hospital, quick replies, answers to «how do you feel». The database is the truth, the socket
a hint. Alert rules: `alert_rules/`."""

"""Every write of this app: one file a noun, one function a verb.

Locks are taken in one order: the pregnancy's row, then its fetuses and datings by id, the feed's number last.
"""

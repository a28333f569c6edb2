"""Feeds of partners: read as a stream, checked field by field. Pure: no database, no clock, no settings.

`reading.items` yields what a file says, whatever its form; `fields.checked` makes an item of it, or says why not.
"""

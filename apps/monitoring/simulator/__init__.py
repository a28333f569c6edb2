"""Phones that are not there: traces of generated hearts, sent through the public API as a real phone would.

Imports no table, no service and no selector: what a phone cannot reach, this cannot either.
"""

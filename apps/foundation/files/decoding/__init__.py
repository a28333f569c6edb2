"""Reads and rewrites files of strangers. Runs in a child process with bounds only (`child`), never where Django runs.

`pictures`, `documents`, `sounds`: one function each, bytes to what was written anew. Libraries are imported inside.
"""

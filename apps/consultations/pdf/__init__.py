"""A consultation on paper: what is printed, how it is drawn, how the parts become one file.

Pure of the database: content comes in as plain values (`content`), in the language that is active.
"""

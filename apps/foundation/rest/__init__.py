"""What REST framework loads by name from the settings.

Apart from `api/`, which imports REST framework itself.
"""

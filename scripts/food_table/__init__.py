"""Builds the packed food table: `python -m scripts.food_table FOLDER`, FOLDER holding `data/` and `facts/`.

The published tables are read there; what we reviewed ourselves lies in `apps/nutrition/table/reviewed/`. The result,
`apps/nutrition/table/data/`, is committed: nobody who installs KAISHI needs the sources.
"""

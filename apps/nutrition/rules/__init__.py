"""The domain of the diary as pure functions and reviewed facts: no database, no clock, no settings.

`portions`: how many grams. `totals`: what they add up to. `reference_intakes`: what a day should bring. `cautions`: what
deserves a word in pregnancy. `glucose`: carbohydrate meal by meal. `tables`: reads the facts beside this file once.
"""

"""Fitting the network of false signals. Needs torch and recordings that do not ship; the product needs neither.

    python -m ml_models.ctg.false_signal.training --data ../shared/data/ctg --set fhrma --seed 1 --out DIR

`--set own` fits on generated traces alone. The same seed on the same machine gives the same weights.
"""

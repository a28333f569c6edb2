"""A pregnancy: its dating, fetuses, risks, what a mother brings with her, and how it ends.

Owns: `Pregnancy`, `Fetus`, `Dating`, `RiskFactor`, `Allergy`, `EarlierPregnancy`, `Outcome`, `FetusOutcome`.
Emits `pregnancy.begun`, `pregnancy.dated`, `pregnancy.ended`, `pregnancy.resumed`, `fetus.died`. Listens to
nothing. One truth for everybody above: `selectors.assumes_going(pregnancy)` says whether anything may still
assume a going pregnancy; `selectors.gestational_age(pregnancy, on=...)` is the only place where weeks are
counted.
"""

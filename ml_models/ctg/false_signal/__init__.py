"""Whether a fetal channel shows the fetus at all: the probability, for every sample, that it does not.

Owns: what the network sees, the files of weights, the probability. Its training needs torch and lies in `training`.
"""

"""How many grams are on a plate: `measure(photo)` looks for a coin and the food's outline, `weigh(label, area)` says.

Without a coin the plate is the scale, where somebody says that it is one, and how wide (`plate_cm`).

Facts in `kinds.csv`: what 95 weighed objects of ECUSTFD (Liang and Li 2017; free for research, photos not in the project)
teach about 19 labels. Other labels have no weight by photo: their usual serving stands.
"""

from ml_models.food.portions.outline import Seen, measure
from ml_models.food.portions.weighing import Weight, kinds, weigh

__all__ = ["Seen", "Weight", "kinds", "measure", "weigh"]

"""A second witness of no food: how likely ImageNet's published Lite0 finds classes of food and tableware.

Our own scores of no food rest on some 400 photos, ImageNet's classes on a million. The witness looks at what the front
of our Lite0 sees, which is ImageNet's own, so that it costs the later half of one network.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import nn

from ml_models.food.training.backbone import CLASSES, pretrained
from ml_models.food.training.folding import folded
from ml_models.food.training.recipes import Recogniser

WEIGHT: Final = 0.22
"""What a unit of the witness's log odds counts beside our score of no food; chosen on held-out photos (model card)."""
SIZE: Final = "lite0"
# Numbers of ImageNet's 1,000 classes (ILSVRC 2012).
DISHES: Final = (*range(924, 958), *range(959, 970), 987)  # consommé to eggnog without hay, ear of corn
SEAFOOD_AND_MUSHROOMS: Final = (*range(118, 127), 992, 996, 997)
TABLEWARE: Final = (
    415, 438, 440, 441, 443, 467, 469, 504, 505, 509, 521, 544, 550, 567, 572, 582, 618, 647, 653, 659, 692, 725,
    729, 737, 762, 773, 809, 813, 828, 849, 868, 891, 898, 899, 901, 907, 909, 910, 923, 988, 998,
)  # fmt: skip
"""Where food is sold, and what it is cooked in, drunk from, eaten off and with: bakery to wine bottle."""


class Witness(nn.Module):
    """From what the front of a Lite0 sees to the log odds (n,) that there is food or tableware."""

    def __init__(self) -> None:
        super().__init__()
        self.published = Recogniser(folded(pretrained(SIZE)), 1)
        is_food = torch.zeros(CLASSES, dtype=torch.bool)
        is_food[list(DISHES + SEAFOOD_AND_MUSHROOMS + TABLEWARE)] = True
        self.food, self.rest = is_food.nonzero()[:, 0], (~is_food).nonzero()[:, 0]

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """`maps`: what `Recogniser.front` returns of a Lite0."""
        seen = self.published.backbone.classifier(self.published.features_of(maps))
        return torch.logsumexp(seen[:, self.food], dim=1) - torch.logsumexp(seen[:, self.rest], dim=1)

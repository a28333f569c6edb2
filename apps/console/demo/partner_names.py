"""What the shop of the demonstration is called, and where it would be."""

from __future__ import annotations

from typing import Final

NAME: Final = "Green Basket"
HOST: Final = "greenbasket.example"

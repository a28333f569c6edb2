"""Devices of the Lepu / Viatom family: the mother's pulse and oxygen saturation."""

from ml_models.devices.lepu.read import Adapter

__all__ = ["Adapter"]

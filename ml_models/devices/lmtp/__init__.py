"""Devices of the Luckcome / Lotus family, which speak «LMTP»."""

from ml_models.devices.lmtp.read import Adapter

__all__ = ["Adapter"]

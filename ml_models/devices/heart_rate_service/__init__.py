"""Bluetooth Heart Rate Service: the mother's rate from a strap, a watch or an armband."""

from ml_models.devices.heart_rate_service.read import Adapter

__all__ = ["Adapter"]

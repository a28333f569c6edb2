"""The sound of a Doppler becomes a rate."""

from ml_models.devices.doppler_sound.read import Adapter

__all__ = ["Adapter"]

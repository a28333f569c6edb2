"""Lines of numbers from an app or an export whose columns, units and step somebody has declared."""

from ml_models.devices.csv_lines.read import Adapter

__all__ = ["Adapter"]

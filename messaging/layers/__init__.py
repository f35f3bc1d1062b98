"""Channel layers of our own: hints only, between the processes of one installation."""

from messaging.layers.registry import CAPACITY, RegistryLayer
from messaging.layers.tail import SqliteTailLayer

__all__ = ["CAPACITY", "RegistryLayer", "SqliteTailLayer"]

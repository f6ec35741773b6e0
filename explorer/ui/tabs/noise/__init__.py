"""The Noise tab: one picture, one noise, and a slider over t."""

from .tab import TAB

__all__ = ["TAB"]

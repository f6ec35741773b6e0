"""The Plane tab: see tab.py."""

from .tab import TAB

__all__ = ["TAB"]

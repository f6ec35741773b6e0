"""The Schedules tab: any two schedules over each other."""

from .tab import TAB

__all__ = ["TAB"]

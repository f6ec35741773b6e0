"""The Fine-tune tab: a training on own pictures."""

from .tab import TAB

__all__ = ["TAB"]

"""The Denoise tab: a reverse chain, and a microscope for its steps."""

from .tab import TAB

__all__ = ["TAB"]

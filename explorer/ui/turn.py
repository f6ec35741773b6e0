"""Of the chains that a page asks for, the last one counts: a press of the button ends the chain before it."""

from collections.abc import Callable


class Turn:
    """One per page, in its session's state."""

    def __init__(self) -> None:
        self._holder = 0

    def take(self) -> Callable[[], bool]:
        """From now on it is the caller's, until somebody else takes it: a function that says whether it still is."""
        self._holder += 1
        mine = self._holder
        return lambda: self._holder == mine

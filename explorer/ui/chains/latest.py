"""Of the chains that a page asks for, the last one counts: a press of the button ends the chain before it."""

import threading
from collections.abc import Callable
from typing import Any

from ..clients import arrival


class Latest:
    """One per page, in its session's state."""

    def __init__(self) -> None:
        self._holder, self._since = object(), 0.0
        self._lock = threading.Lock()

    def __deepcopy__(self, memo: Any) -> "Latest":
        """Gradio copies a state's first value for every page; a lock cannot be copied."""
        return Latest()

    def claim(self) -> Callable[[], bool]:
        """From now on it is the caller's, until somebody claims it who came later: a function that says whether it
        still is. Who came earlier may claim it later, where threads are scarce, and has it for no time at all.
        """
        mine, when = object(), arrival()
        with self._lock:
            if when >= self._since:
                self._holder, self._since = mine, when
        return lambda: self._holder is mine

"""What one visitor has taken of the server's."""

import time

MOST_NEW, NEW_A_SECOND = 30, 3.0  # pages that a visitor may open at once, and from then on


class Account:
    """bytes: what lies in all mailboxes of the visitor."""

    def __init__(self) -> None:
        self.bytes = 0
        self._opened, self._since = 0.0, time.monotonic()

    def may_open(self) -> bool:
        """Whether one more page may be opened now; if so, it counts."""
        self._forget()
        may = self._opened + 1 <= MOST_NEW
        self._opened += may
        return may

    def is_new(self) -> bool:
        """Whether nothing would be lost with it."""
        self._forget()
        return self._opened == 0

    def _forget(self) -> None:
        now = time.monotonic()
        self._opened = max(0.0, self._opened - (now - self._since) * NEW_A_SECOND)
        self._since = now

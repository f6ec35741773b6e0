"""A line for what only so many can do at once."""

import threading
from collections.abc import Iterator
from typing import Any, NamedTuple


class Ahead(NamedTuple):
    """Yielded while waiting: how many are before you."""

    count: int


class Places:
    """At most so many generators at work; the others wait in the order in which they came."""

    def __init__(self, most: int):
        self.most = most
        self._line: list[object] = []  # the first `most` are at work
        self._moved = threading.Condition()

    def queue(self, work: Iterator[Any]) -> Iterator[Any]:
        """Ahead whenever one moves on and every second, then what `work` yields; leaving frees the place."""
        ticket = object()
        with self._moved:
            self._line.append(ticket)
        try:
            while (ahead := self._ahead(ticket)) > 0:
                yield Ahead(ahead)
                with self._moved:
                    self._moved.wait(1.0)
            yield from work
        finally:
            with self._moved:
                self._line.remove(ticket)
                self._moved.notify_all()

    def __len__(self) -> int:
        """How many are at work or waiting."""
        return len(self._line)

    def working(self) -> int:
        return min(len(self._line), self.most)

    def _ahead(self, ticket: object) -> int:
        with self._moved:
            return max(0, self._line.index(ticket) - self.most + 1)

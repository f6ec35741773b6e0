"""Chains that several pages may watch: computed once, by whoever is watching, and kept for those who ask again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any


class Broadcast:
    """What a generator yields, for any number of watchers. There is no thread behind it: of those who watch,
    one at a time drives the generator on, and when that one leaves, the next does. `whole` once it has ended by itself.
    `watchers` are the visitors who watch.
    """

    def __init__(self, source: Generator[Any, None, None], watchers: list[str]):
        self.items: list[Any] = []
        self.done = self.whole = False
        self.watchers = watchers
        self._source = source
        self._driven = False
        self._changed = threading.Condition()

    def watch(self) -> Iterator[list[Any]]:
        """All that is there already, then each item as it comes. What the generator raises, its driver raises."""
        seen = 0
        while True:
            with self._changed:
                while self._driven and not self.done and seen == len(self.items):
                    self._changed.wait()
                fresh = self.items[seen:]
                if not fresh and self.done:
                    return
                drives = not fresh
                self._driven |= drives
            if drives:
                self._drive()
            else:
                seen += len(fresh)
                yield fresh

    def _drive(self) -> None:
        items, done = [], True  # a generator that raises is done, too
        try:
            items = [*islice(self._source, 1)]
            done = self.whole = not items
        finally:
            with self._changed:
                self._driven, self.done = False, done
                self.items += items
                self._changed.notify_all()

    def close(self) -> None:
        self._source.close()


class ChainCache:
    """The chains of late, by what was asked for; `limit` bounds what those without watchers keep, in bytes."""

    def __init__(self, limit: int, size: Callable[[Any], int]):
        self._limit, self._size = limit, size
        self._kept: OrderedDict[Hashable, Broadcast] = OrderedDict()  # the most recent last
        self._lock = threading.Lock()

    def watch(
        self, key: Hashable, start: Callable[[list[str]], Generator[Any, None, None]], client: str = ""
    ) -> Generator[list[Any], None, None]:
        """Watch the chain of `key`; start(watchers) makes its generator if there is none, and gets the list of the
        visitors for whom it is, which changes.
        """
        with self._lock:
            broadcast = self._kept.get(key)
            if broadcast is None:
                watchers: list[str] = [client]
                broadcast = self._kept[key] = Broadcast(start(watchers), watchers)
            else:
                broadcast.watchers.append(client)
            self._kept.move_to_end(key)
        try:
            yield from broadcast.watch()
        finally:
            with self._lock:
                broadcast.watchers.remove(client)
                if not broadcast.watchers and not broadcast.whole:  # nobody drives it any more
                    self._forget(key, broadcast)
                self._shrink()

    def alone(self, source: Generator[Any, None, None]) -> Generator[list[Any], None, None]:
        """What is too large to be kept, as `watch` gives it."""
        with closing(source):
            for item in source:
                yield [item]

    def bytes(self) -> int:
        return sum(self._size(item) for broadcast in self._kept.values() for item in broadcast.items)

    def _shrink(self) -> None:
        idle = [(key, broadcast) for key, broadcast in self._kept.items() if not broadcast.watchers]
        for key, broadcast in idle:
            if self.bytes() <= self._limit:
                return
            self._forget(key, broadcast)

    def _forget(self, key: Hashable, broadcast: Broadcast) -> None:
        if self._kept.get(key) is broadcast:
            del self._kept[key]
        broadcast.close()
